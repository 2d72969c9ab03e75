import type { SortedColumns, SpanColumns } from '../columns';
import { Rare, type TableExports } from './table-kernel';

/** Columns of judged spans, with what assembling adds: the service and the parent of each row. */
export interface AssembledColumns {
  readonly columns: SortedColumns;
  readonly service: Uint32Array;
  readonly parent: Int32Array;
}

/** The columns in a kernel's memory through which spans come into its table and leave it. */
export class TableColumns {
  /** Rows that they hold. */
  readonly capacity: number;
  private readonly columns: SpanColumns;
  private readonly service: Uint32Array;
  private readonly parent: Int32Array;

  constructor(kernel: TableExports, buffer: SharedArrayBuffer) {
    const rows = kernel.MAX_ROWS.value;
    const words = (place: { readonly value: number }, width = 1) =>
      new Uint32Array(buffer, place.value, rows * width);
    const halves = (place: { readonly value: number }) => new Uint16Array(buffer, place.value, rows);
    this.capacity = rows;
    this.columns = {
      traceId: words(kernel.TRACE_ID, 4),
      spanId: words(kernel.SPAN_ID, 2),
      parentId: words(kernel.PARENT_ID, 2),
      start: words(kernel.START, 2),
      end: words(kernel.END, 2),
      resource: words(kernel.RESOURCE),
      name: words(kernel.NAME),
      peer: words(kernel.PEER),
      object: words(kernel.OBJECT),
      flags: halves(kernel.FLAGS),
      facts: halves(kernel.FACTS),
      threshold: halves(kernel.THRESHOLD),
      kind: new Uint8Array(buffer, kernel.KIND.value, rows),
    };
    this.service = words(kernel.SERVICE);
    this.parent = new Int32Array(buffer, kernel.PARENT.value, rows);
  }

  /** Puts the rows `[from, to)` of a batch here, as the first ones. */
  put(batch: SpanColumns, from: number, to: number): void {
    const { columns } = this;
    columns.traceId.set(batch.traceId.subarray(from * 4, to * 4));
    columns.spanId.set(batch.spanId.subarray(from * 2, to * 2));
    columns.parentId.set(batch.parentId.subarray(from * 2, to * 2));
    columns.start.set(batch.start.subarray(from * 2, to * 2));
    columns.end.set(batch.end.subarray(from * 2, to * 2));
    columns.resource.set(batch.resource.subarray(from, to));
    columns.name.set(batch.name.subarray(from, to));
    columns.peer.set(batch.peer.subarray(from, to));
    columns.object.set(batch.object.subarray(from, to));
    columns.flags.set(batch.flags.subarray(from, to));
    columns.facts.set(batch.facts.subarray(from, to));
    columns.threshold.set(batch.threshold.subarray(from, to));
    columns.kind.set(batch.kind.subarray(from, to));
  }

  /** Copies the first `count` rows to `row` of the target, which is all zero; of rare columns those that are set. */
  copyTo(target: AssembledColumns, row: number, count: number, set: number): void {
    const { columns: from } = this;
    const { columns: to } = target;
    to.spanId.set(from.spanId.subarray(0, count * 2), row * 2);
    to.parentId.set(from.parentId.subarray(0, count * 2), row * 2);
    to.start.set(from.start.subarray(0, count * 2), row * 2);
    to.end.set(from.end.subarray(0, count * 2), row * 2);
    to.resource.set(from.resource.subarray(0, count), row);
    to.name.set(from.name.subarray(0, count), row);
    to.kind.set(from.kind.subarray(0, count), row);
    target.service.set(this.service.subarray(0, count), row);
    target.parent.set(this.parent.subarray(0, count), row);
    // Many systems never use these: what is nowhere set need not be copied, and is then never touched.
    if ((set & Rare.PEER) !== 0) to.peer.set(from.peer.subarray(0, count), row);
    if ((set & Rare.FLAGS) !== 0) to.flags.set(from.flags.subarray(0, count), row);
    if ((set & Rare.FACTS) !== 0) to.facts.set(from.facts.subarray(0, count), row);
    if ((set & Rare.THRESHOLD) !== 0) to.threshold.set(from.threshold.subarray(0, count), row);
  }
}

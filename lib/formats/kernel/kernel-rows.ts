import type { SpanBatch } from '../../model/batch';
import { copyRows, type SpanColumns } from '../../model/columns';
import type { Kernel } from './kernel';

/** The columns that the kernel has in its memory; of the others whoever reads sets the resource, and who takes the rows the object. */
const KERNEL_COLUMNS = [
  'traceId',
  'spanId',
  'parentId',
  'start',
  'end',
  'name',
  'peer',
  'flags',
  'facts',
  'threshold',
  'kind',
] as const;

type KernelColumns = Pick<SpanColumns, (typeof KERNEL_COLUMNS)[number]>;

/** The rows that a kernel has read, as columns in its memory. */
export class KernelRows {
  private readonly columns: KernelColumns;

  constructor(kernel: Kernel) {
    this.columns = columnsAt(kernel);
  }

  /** Appends the first `count` rows to a batch. */
  appendTo(batch: SpanBatch, count: number): void {
    const row = batch.extend(count);
    copyRows(this.columns, 0, count, batch.columns, row, KERNEL_COLUMNS);
  }
}

/** Views of the columns in the kernel's memory. */
function columnsAt(kernel: Kernel): KernelColumns {
  const { buffer } = kernel.memory;
  const rows = kernel.MAX_ROWS.value;
  return {
    traceId: new Uint32Array(buffer, kernel.TRACE_ID.value, rows * 4),
    spanId: new Uint32Array(buffer, kernel.SPAN_ID.value, rows * 2),
    parentId: new Uint32Array(buffer, kernel.PARENT_ID.value, rows * 2),
    start: new Uint32Array(buffer, kernel.START.value, rows * 2),
    end: new Uint32Array(buffer, kernel.END.value, rows * 2),
    name: new Uint32Array(buffer, kernel.NAME.value, rows),
    peer: new Uint32Array(buffer, kernel.PEER.value, rows),
    flags: new Uint16Array(buffer, kernel.FLAGS.value, rows),
    facts: new Uint16Array(buffer, kernel.FACTS.value, rows),
    threshold: new Uint16Array(buffer, kernel.THRESHOLD.value, rows),
    kind: new Uint8Array(buffer, kernel.KIND.value, rows),
  };
}

import { BYTES_PER_ROW, COLUMN_NAMES, copyRow, createColumns, type SpanColumns, WIDTHS } from './columns';
import { type Resource, ResourcePool } from './resources';
import { isHashed, StringPool } from './strings';

/** Bytes to reckon with for a row kept: its columns, room to grow into, and what sorting into traces adds. */
export const BUDGET_BYTES_PER_ROW = BYTES_PER_ROW * 2;

const FIRST_CAPACITY = 16_384;
const GROWTH = 1.5;

/**
 * The numbers of one decoder's pools, translated into the table's: each decoder numbers names and resources
 * by itself, in the order in which it met them.
 */
export class PoolMap {
  private readonly table: SpanTable;
  private strings = new Uint32Array(256);
  private stringCount = 1;
  private resources = new Uint32Array(64);
  private resourceCount = 0;

  constructor(table: SpanTable) {
    this.table = table;
  }

  /** Takes what the decoder's pools have gained since the last call. */
  extend(texts: readonly string[], resources: readonly Resource[]): void {
    this.strings = withRoom(this.strings, this.stringCount + texts.length);
    for (const text of texts) this.strings[this.stringCount++] = this.table.strings.intern(text);
    this.resources = withRoom(this.resources, this.resourceCount + resources.length);
    for (const resource of resources) {
      this.resources[this.resourceCount++] = this.table.resources.intern(resource);
    }
  }

  translateStrings(column: Uint32Array, from: number, to: number): void {
    const { strings } = this;
    for (let row = from; row < to; row++) {
      const id = column[row]!;
      if (id !== 0 && !isHashed(id)) column[row] = strings[id]!;
    }
  }

  translateResources(column: Uint32Array, from: number, to: number): void {
    const { resources } = this;
    for (let row = from; row < to; row++) column[row] = resources[column[row]!]!;
  }
}

/** All spans that were kept, in the order in which they came. */
export class SpanTable {
  columns: SpanColumns = createColumns(FIRST_CAPACITY);
  length = 0;
  readonly strings = new StringPool();
  readonly resources = new ResourcePool();
  private capacity = FIRST_CAPACITY;

  /** Adds the first `length` rows of `added`, whose numbers `pools` translates. */
  append(added: SpanColumns, length: number, pools: PoolMap): void {
    const from = this.length;
    const to = from + length;
    if (to > this.capacity) this.grow(Math.max(to, Math.ceil(this.capacity * GROWTH)));
    for (const name of COLUMN_NAMES) {
      const width = WIDTHS[name];
      this.columns[name].set(added[name].subarray(0, length * width), from * width);
    }
    pools.translateStrings(this.columns.name, from, to);
    pools.translateStrings(this.columns.peer, from, to);
    pools.translateResources(this.columns.resource, from, to);
    this.length = to;
  }

  /** Keeps, of the rows from `from` on, those for which `keep` says so, in order. */
  retain(keep: (columns: SpanColumns, row: number) => boolean, from = 0): void {
    const { columns } = this;
    let kept = from;
    for (let row = from; row < this.length; row++) {
      if (!keep(columns, row)) continue;
      if (kept !== row) copyRow(columns, row, kept);
      kept++;
    }
    this.length = kept;
  }

  private grow(capacity: number): void {
    const { columns } = this;
    const rows = this.length;
    // One column after the other, so that only one of them is in memory twice.
    columns.traceId = grown(
      columns.traceId,
      new Uint32Array(capacity * WIDTHS.traceId),
      rows * WIDTHS.traceId,
    );
    columns.spanId = grown(columns.spanId, new Uint32Array(capacity * WIDTHS.spanId), rows * WIDTHS.spanId);
    columns.parentId = grown(
      columns.parentId,
      new Uint32Array(capacity * WIDTHS.parentId),
      rows * WIDTHS.parentId,
    );
    columns.start = grown(columns.start, new Uint32Array(capacity * WIDTHS.start), rows * WIDTHS.start);
    columns.end = grown(columns.end, new Uint32Array(capacity * WIDTHS.end), rows * WIDTHS.end);
    columns.resource = grown(columns.resource, new Uint32Array(capacity), rows);
    columns.name = grown(columns.name, new Uint32Array(capacity), rows);
    columns.peer = grown(columns.peer, new Uint32Array(capacity), rows);
    columns.object = grown(columns.object, new Uint32Array(capacity), rows);
    columns.flags = grown(columns.flags, new Uint16Array(capacity), rows);
    columns.facts = grown(columns.facts, new Uint16Array(capacity), rows);
    columns.threshold = grown(columns.threshold, new Uint16Array(capacity), rows);
    columns.kind = grown(columns.kind, new Uint8Array(capacity), rows);
    this.capacity = capacity;
  }
}

function grown<T extends Uint32Array | Uint16Array | Uint8Array>(old: T, larger: T, elements: number): T {
  larger.set(old.subarray(0, elements));
  return larger;
}

function withRoom(numbers: Uint32Array<ArrayBuffer>, count: number): Uint32Array<ArrayBuffer> {
  if (count <= numbers.length) return numbers;
  const larger = new Uint32Array(Math.max(count, numbers.length * 2));
  larger.set(numbers);
  return larger;
}

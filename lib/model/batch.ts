import {
  COLUMN_NAMES,
  clearRow,
  copyRow,
  copyRows,
  createColumns,
  type SpanColumns,
  type TraceIds,
} from './columns';
import type { ResourcePool } from './resources';
import type { StringPool } from './strings';

/**
 * Spans as a decoder writes them: columns with room to grow, and the pools that their numbers refer to.
 * A decoder takes a row with `next()` (all zero) and writes the columns in place; `truncate` takes rows back
 * when a document turns out to be damaged half-way.
 */
export class SpanBatch {
  columns: SpanColumns;
  length = 0;
  readonly strings: StringPool;
  readonly resources: ResourcePool;
  private capacity: number;
  private readonly usual: number;
  private readonly create: (rows: number) => SpanColumns;
  private readonly spare: { readonly columns: SpanColumns; readonly used: number }[] = [];
  /** Rows of the columns that may hold something: it is removed when one of them is given out as a new one. */
  private used = 0;

  /**
   * @param capacity rows that it usually has
   * @param create makes columns for as many; larger ones are always on the heap
   */
  constructor(
    strings: StringPool,
    resources: ResourcePool,
    capacity = 4096,
    create: (rows: number) => SpanColumns = createColumns,
  ) {
    this.strings = strings;
    this.resources = resources;
    this.capacity = capacity;
    this.usual = capacity;
    this.create = create;
    this.columns = create(capacity);
  }

  /** A new row, all zero; the columns may have been replaced by larger ones. */
  next(): number {
    if (this.length === this.capacity) this.grow();
    if (this.length < this.used) clearRow(this.columns, this.length);
    return this.length++;
  }

  /** `count` new rows, which hold anything; returns the first. The columns may have been replaced by larger ones. */
  extend(count: number): number {
    const first = this.length;
    this.length += count;
    while (this.length > this.capacity) this.grow();
    return first;
  }

  /** Takes back all rows from `length` on. */
  truncate(length: number): void {
    this.used = Math.max(this.used, this.length);
    this.length = length;
  }

  /** Keeps the rows for which `keep` says so, in order. */
  retain(keep: (ids: TraceIds, row: number) => boolean): void {
    let kept = 0;
    for (let row = 0; row < this.length; row++) {
      if (!keep(this.columns, row)) continue;
      copyRow(this.columns, row, this.columns, kept++);
    }
    this.truncate(kept);
  }

  /** The columns, and how many rows of them are in use; the batch begins anew with empty ones. */
  take(): { readonly columns: SpanColumns; readonly length: number } {
    const taken = { columns: this.columns, length: this.length };
    const { columns, used } = this.spare.pop() ?? { columns: this.create(this.usual), used: 0 };
    this.columns = columns;
    this.used = used;
    this.capacity = this.usual;
    this.length = 0;
    return taken;
  }

  /** Takes columns back that were taken and are done with: fresh memory costs more. */
  giveBack(columns: SpanColumns): void {
    const used = columns.kind.length;
    if (used === this.usual) this.spare.push({ columns, used });
  }

  private grow(): void {
    const smaller = this.columns;
    const larger = createColumns(this.capacity * 2);
    copyRows(smaller, 0, this.capacity, larger, 0, COLUMN_NAMES);
    this.giveBack(smaller);
    this.used = 0;
    this.columns = larger;
    this.capacity *= 2;
  }
}

import {
  COLUMN_NAMES,
  copyRow,
  copyRows,
  createColumns,
  type SpanColumns,
  type TraceIds,
  WIDTHS,
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
  private readonly spare: SpanColumns[] = [];

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
    return this.length++;
  }

  /** `count` new rows, all zero; returns the first. The columns may have been replaced by larger ones. */
  extend(count: number): number {
    const first = this.length;
    this.length += count;
    while (this.length > this.capacity) this.grow();
    return first;
  }

  /** Takes back all rows from `length` on. */
  truncate(length: number): void {
    zero(this.columns, length, this.length);
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
    this.columns = this.spare.pop() ?? this.create(this.usual);
    this.capacity = this.usual;
    this.length = 0;
    return taken;
  }

  /** Takes columns back that were taken and are done with, of which `length` rows were used: fresh memory costs more. */
  giveBack(columns: SpanColumns, length: number): void {
    if (columns.kind.length !== this.usual) return;
    zero(columns, 0, length);
    this.spare.push(columns);
  }

  private grow(): void {
    const smaller = this.columns;
    const larger = createColumns(this.capacity * 2);
    copyRows(smaller, 0, this.capacity, larger, 0, COLUMN_NAMES);
    this.giveBack(smaller, this.capacity);
    this.columns = larger;
    this.capacity *= 2;
  }
}

function zero(columns: SpanColumns, from: number, to: number): void {
  for (const name of COLUMN_NAMES) columns[name].fill(0, from * WIDTHS[name], to * WIDTHS[name]);
}

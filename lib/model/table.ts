import {
  BYTES_PER_KEPT_ROW,
  copyKeptRow,
  copyRow,
  type KeptColumns,
  type SpanColumns,
  type TraceIds,
} from './columns';
import { type Resource, ResourcePool } from './resources';
import { isHashed, StringPool } from './strings';
import { TraceIndex } from './trace-index';

/** Bytes to reckon with for a row kept: its columns, and the same again while they are sorted into traces. */
export const BUDGET_BYTES_PER_ROW = BYTES_PER_KEPT_ROW * 2;

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

  translateStrings(column: Uint32Array, rows: number): void {
    const { strings } = this;
    for (let row = 0; row < rows; row++) {
      const id = column[row]!;
      if (id !== 0 && !isHashed(id)) column[row] = strings[id]!;
    }
  }

  translateResources(column: Uint32Array, rows: number): void {
    const { resources } = this;
    for (let row = 0; row < rows; row++) column[row] = resources[column[row]!]!;
  }
}

/** A part of the table, as a decoder's batch brought it. */
export interface Chunk {
  readonly columns: KeptColumns;
  /** Rows in use: the first ones. */
  length: number;
  /** Trace number of each row in use (SpanTable.traces). */
  trace: Uint32Array;
}

/** Whether the row, or the trace, with this number among the IDs is to be kept. */
export type Keep = (ids: TraceIds, number: number) => boolean;

/**
 * All spans that were kept, in the order in which they came. Columns stay in the pieces in which they arrived:
 * one long column would have to be copied whenever it grows, and fresh memory is what costs most.
 */
export class SpanTable {
  readonly chunks: Chunk[] = [];
  readonly strings = new StringPool();
  readonly resources = new ResourcePool();
  readonly traces = new TraceIndex();
  length = 0;

  /**
   * Takes over the first `length` rows of `columns`, or those of them for which `keep` says so. `pools` translates
   * their numbers in place.
   */
  append(columns: SpanColumns, length: number, pools: PoolMap, keep?: Keep): void {
    const rows = keep === undefined ? length : pack(columns, length, keep);
    if (rows === 0) return;
    pools.translateStrings(columns.name, rows);
    pools.translateStrings(columns.peer, rows);
    pools.translateResources(columns.resource, rows);
    const { traceId, ...kept } = columns;
    this.chunks.push({ columns: kept, length: rows, trace: this.traces.numbers(traceId, rows) });
    this.length += rows;
  }

  /** Keeps the traces for which `keep` says so, packs their rows in order, and forgets the others. */
  retain(keep: Keep): void {
    const { chunks } = this;
    const numbers = this.traces.retain(keep);
    let target = 0;
    let kept = 0;
    this.length = 0;
    for (const { columns, length, trace } of chunks) {
      for (let row = 0; row < length; row++) {
        const number = numbers[trace[row]!]!;
        if (number < 0) continue;
        if (kept === chunks[target]!.trace.length) {
          chunks[target++]!.length = kept;
          kept = 0;
        }
        chunks[target]!.trace[kept] = number;
        copyKeptRow(columns, row, chunks[target]!.columns, kept++);
        this.length++;
      }
    }
    if (kept > 0) chunks[target++]!.length = kept;
    chunks.length = target;
  }
}

function pack(columns: SpanColumns, length: number, keep: Keep): number {
  let kept = 0;
  for (let row = 0; row < length; row++) {
    if (keep(columns, row)) copyRow(columns, row, columns, kept++);
  }
  return kept;
}

function withRoom(numbers: Uint32Array<ArrayBuffer>, count: number): Uint32Array<ArrayBuffer> {
  if (count <= numbers.length) return numbers;
  const larger = new Uint32Array(Math.max(count, numbers.length * 2));
  larger.set(numbers);
  return larger;
}

import { COLUMN_NAMES, copyRow, copyRows, type SpanColumns, type TraceIds } from './columns';
import { isPlaced, type PlacedColumns, placeColumns } from './kernel/placed-batch';
import { createTableKernel, releaseTableKernel, type TableExports } from './kernel/table-kernel';
import type { TableMemory } from './kernel/table-memory';
import {
  idsOfTraces,
  RECORD_WORDS,
  type RecordBlock,
  recordBlocks,
  setTraceWords,
} from './kernel/table-records';
import type { PoolMap } from './pool-map';
import { ResourcePool } from './resources';
import { StringPool } from './strings';

/** Bytes to reckon with for a row kept: its record and its address, and the row's parent, service and parentage. */
export const BUDGET_BYTES_PER_ROW = RECORD_WORDS * 4 + 4 + 4 + 4 + 1;

/**
 * The most rows that a table can have: they, as many traces, and all that is made of them fit into the 4 GiB that its
 * kernel can address, at some 240 bytes for a row that is a trace of its own and fails whatever it can.
 */
export const MOST_ROWS = 16 * 2 ** 20;

/** Whether the row, or the trace, with this number among the IDs is to be kept. */
export type Keep = (ids: TraceIds, number: number) => boolean;

/** In place of a trace's new number: it goes. */
const FORGOTTEN = 0xffff_ffff;

/** Rows that the kernel goes over in one call: it is compiled better between calls, not within one. */
const AT_ONCE = 16_384;
/** Rows of a batch that it takes in one call; those that stand elsewhere are copied into its memory before. */
const TAKEN_AT_ONCE = 4096;

/** All spans that were kept, in the order in which they came, as records in the memory of a kernel. */
export class SpanTable {
  readonly strings = new StringPool();
  readonly resources = new ResourcePool();
  readonly kernel: TableExports;
  /** What the kernel keeps, and what others keep beside it. */
  readonly memory: TableMemory;
  private copied: PlacedColumns | null = null;

  constructor() {
    const { kernel, memory } = createTableKernel();
    this.kernel = kernel;
    this.memory = memory;
  }

  /** Rows. */
  get length(): number {
    return this.kernel.length.value;
  }

  /** Traces, numbered in the order in which they first appeared. */
  get traceCount(): number {
    return this.kernel.traceCount.value;
  }

  /**
   * Takes over the first `length` rows of `columns`, or those of them for which `keep` says so (they are then packed,
   * in place). Columns that were placed in the table's memory need not be copied. `pools` translates their numbers.
   * @throws RangeError where there is no room
   */
  append(columns: SpanColumns, length: number, pools: PoolMap, keep?: Keep): void {
    const rows = keep === undefined ? length : pack(columns, length, keep);
    for (let from = 0; from < rows; from += TAKEN_AT_ONCE) {
      const to = Math.min(rows, from + TAKEN_AT_ONCE);
      if (isPlaced(columns)) this.take(columns, from, to, pools);
      else this.take(this.copy(columns, from, to), 0, to - from, pools);
    }
  }

  /** Keeps the traces for which `keep` says so, packs their rows in order, and forgets the others. */
  retain(keep: Keep): void {
    const { kernel } = this;
    const traceId = this.traceIds();
    let traces = 0;
    setTraceWords(kernel, this.memory.buffer, (trace) => (keep({ traceId }, trace) ? traces++ : FORGOTTEN));
    let kept = 0;
    this.inParts((from, to) => {
      kept = kernel.retainRows(from, to, kept);
    });
    kernel.truncate(kept);
    kernel.retainTraces();
  }

  /**
   * Leaves the memory to the next table of this process. Neither the table nor what was made of it, a corpus for
   * instance, may be looked at any more.
   */
  release(): void {
    releaseTableKernel(this.kernel, this.memory);
  }

  /** The IDs of the traces, by number: 4 words each, a copy. */
  traceIds(): Uint32Array {
    return idsOfTraces(this.kernel, this.memory.buffer);
  }

  /** The rows as records. */
  records(): readonly RecordBlock[] {
    return recordBlocks(this.kernel, this.memory.buffer);
  }

  /** Calls `visit` for all rows, part by part. */
  inParts(visit: (from: number, to: number) => void): void {
    const { length } = this;
    for (let from = 0; from < length; from += AT_ONCE) visit(from, Math.min(length, from + AT_ONCE));
  }

  private take({ block }: PlacedColumns, from: number, to: number, pools: PoolMap): void {
    this.memory.need(this.kernel.append(block, from, to, pools.stringsAt, pools.resourcesAt));
  }

  private copy(columns: SpanColumns, from: number, to: number): PlacedColumns {
    this.copied ??= placeColumns(this.memory, TAKEN_AT_ONCE);
    copyRows(columns, from, to, this.copied, 0, COLUMN_NAMES);
    return this.copied;
  }
}

function pack(columns: SpanColumns, length: number, keep: Keep): number {
  let kept = 0;
  for (let row = 0; row < length; row++) {
    if (keep(columns, row)) copyRow(columns, row, columns, kept++);
  }
  return kept;
}

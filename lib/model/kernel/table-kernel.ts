import { type ColumnPlaces, type Constant, KernelModule, sharedMemory } from './kernels';
import { KERNEL_MODULE } from './module';

/** What the kernel tells while it assembles traces. */
export interface Outside {
  /** The first `rows` rows of its columns are done; `set` says which of the rarely used ones are not all zero (RARE_NAMES). */
  takeRows(rows: number, set: number): void;
  /** The span at `row` has the ID of an earlier one, the first of which is at `first`, and says something else. */
  noteTwin(first: number, row: number): void;
  /** A server span of this judged trace, by number, has an ID as low as Tempo gives (model/renamed-halves.ts). */
  noteRenamed(trace: number): void;
}

/** Columns that many systems never use, in the order of the bits of what `takeRows` says is set. */
export const RARE_NAMES = ['peer', 'flags', 'facts', 'threshold'] as const;

/** What the compiled kernel (kernel/table/index.ts) exports. Places are addresses in its memory. */
export interface TableExports extends ColumnPlaces {
  readonly RESOURCE: Constant;
  readonly OBJECT: Constant;
  readonly SERVICE: Constant;
  readonly PARENT: Constant;
  /** Where the addresses of the blocks of records stand, and how many records each has. */
  readonly BLOCKS: Constant;
  readonly BLOCK_ROWS: Constant;
  /** Where the addresses of the blocks of traces stand, and how many traces each has. */
  readonly TRACE_BLOCKS: Constant;
  readonly BLOCK_TRACES: Constant;
  readonly length: Constant;
  readonly traceCount: Constant;
  /** Rows assembled, and resends folded, so far. */
  readonly rows: Constant;
  readonly resends: Constant;
  /** Where each judged trace begins: set by startOrder, and anew by assembling. */
  readonly starts: Constant;
  /** Judged traces. */
  readonly judged: Constant;
  /** New bytes, all zero; 0 where there is no room. They are never given back. */
  takeBytes(bytes: number): number;
  /** Adds rows of the columns to the table; returns 0 where there is no room. */
  append(rows: number, strings: number, resources: number): number;
  retainRows(from: number, to: number, kept: number): number;
  retainTraces(): void;
  truncate(rows: number): void;
  spread(from: number, to: number, earliest: number, latest: number): void;
  startOrder(states: number): number;
  sortRows(from: number, to: number, used: number): void;
  startTraces(): number;
  assembleTraces(from: number, to: number, services: number): void;
  finishTraces(): void;
}

const MODULE = new KernelModule<TableExports>(KERNEL_MODULE);

/** A kernel that keeps one table, in a memory of its own. */
export interface TableKernel {
  readonly kernel: TableExports;
  /** What there is of the memory now; earlier views of it stay valid. */
  readonly buffer: () => SharedArrayBuffer;
}

/** Pages of 64 KiB; as kernel/ was compiled with (scripts/kernel.ts). */
const FIRST_PAGES = 32;
const ALL_PAGES = 65_536;

/** A new kernel, with an empty table. */
export function createTableKernel(outside: Outside): TableKernel {
  const memory = sharedMemory(FIRST_PAGES, ALL_PAGES);
  return { kernel: MODULE.create({ outside, env: { memory } }), buffer: () => memory.buffer };
}

import { type Constant, KernelModule, type SharedMemory, sharedMemory } from './kernels';
import { KERNEL_MODULE } from './module';
import { TableMemory } from './table-memory';

/** What the compiled kernel (kernel/table/index.ts) exports. Places are addresses in its memory. */
export interface TableExports {
  /** Where the addresses of the blocks of records stand, and how many records each has. */
  readonly BLOCKS: Constant;
  readonly BLOCK_ROWS: Constant;
  /** Where the addresses of the blocks of traces stand, and how many traces each has. */
  readonly TRACE_BLOCKS: Constant;
  readonly BLOCK_TRACES: Constant;
  readonly length: Constant;
  readonly traceCount: Constant;
  /** Addresses of the records of judged traces, trace after trace; set by startOrder, filled by sortRows. */
  readonly order: Constant;
  /** Where each judged trace begins: in that order, and in the corpus once it is assembled. */
  readonly starts: Constant;
  /** Judged traces. */
  readonly judged: Constant;
  /** Records of the largest of them. */
  readonly largest: Constant;
  /** Their IDs, 16 bytes each, and the list of those whose upper half is zero; set by startOrder. */
  readonly judgedIds: Constant;
  readonly shortIdTraces: Constant;
  /** How many traces are in each state, a word for each. */
  readonly stateCounts: Constant;
  /** New bytes, all zero; 0 where there is no room. They are never given back. */
  takeBytes(bytes: number): number;
  /** Adds rows of a batch (placed-batch.ts) to the table; returns 0 where there is no room. */
  append(block: number, from: number, to: number, strings: number, resources: number): number;
  retainRows(from: number, to: number, kept: number): number;
  retainTraces(): void;
  truncate(rows: number): void;
  spread(from: number, to: number, earliest: number, latest: number): void;
  startOrder(states: number): number;
  sortRows(from: number, to: number, order: number, used: number): void;
  /** Returns the address of what will come of the traces (assembled-range.ts); 0 where there is no room. */
  startTraces(block: number, services: number, largest: number, row: number): number;
  /** Returns 0 where there was no room, 2 where twins are to be looked at, else 1. */
  assembleTraces(from: number, to: number): number;
  /** Takes all bytes back: the memory can be another table's then. */
  takeBack(): void;
  closeGap(block: number, from: number, to: number, gap: number, trace: number, lastTrace: number): void;
}

/** The compiled kernel. */
export const TABLE_KERNEL = new KernelModule<TableExports>(KERNEL_MODULE);

/** Pages of 64 KiB; as kernel/ was compiled with (scripts/kernel.ts). */
const FIRST_PAGES = 32;
const ALL_PAGES = 65_536;

/**
 * The memory of the last table that was released, unless the garbage collector has taken it. It does so late, since it
 * sees nothing of the size of such memory: a process that makes one audit after another would have several of them.
 */
let released: WeakRef<SharedMemory> | null = null;

/** A kernel that keeps a table, in a memory that another one has left or in a new one. */
export function createTableKernel(): { readonly kernel: TableExports; readonly memory: TableMemory } {
  const memory = released?.deref() ?? sharedMemory(FIRST_PAGES, ALL_PAGES);
  released = null;
  const kernel = kernelIn(memory);
  return { kernel, memory: new TableMemory(kernel, memory) };
}

/** Leaves the memory to the next table. Nobody may work in it any more, or look at it. */
export function releaseTableKernel(kernel: TableExports, memory: TableMemory): void {
  kernel.takeBack();
  released = new WeakRef(memory.shared);
}

/** Another instance in the memory of a table: it knows nothing of the table, and only sorts and assembles. */
export function kernelIn(memory: SharedMemory): TableExports {
  return TABLE_KERNEL.create({ env: { memory } });
}

import { addressFrom, type SharedMemory } from './kernels';
import type { TableExports } from './table-kernel';
import type { TableMemory } from './table-memory';

/**
 * Traces that are assembled in one call of the kernel: few enough for their spans to stay in a processor's cache until
 * whoever follows has gone over them.
 */
const TRACES_AT_ONCE = 32;

/** What the kernel returns where the parents of some spans are not settled yet. */
const UNSETTLED = 2;

/** Goes over the traces `from` to `to`, of which `end` is the row behind the last. @returns whether there was room */
export type Follow = (from: number, to: number, end: number) => boolean;

/** Traces, and where in the corpus their spans begin. */
export interface TraceRange {
  readonly from: number;
  readonly to: number;
  readonly row: number;
}

/** What there is to assemble, and which of it: its spans become rows from `row` on. */
export interface RangeToAssemble extends TraceRange {
  /** Where the addresses of the columns are. */
  readonly block: number;
  /** Where the service number of each resource is. */
  readonly services: number;
  /** Records of the largest trace. */
  readonly largest: number;
}

/** What came of some traces. */
export interface AssembledRange {
  /** The row behind their last; resends are folded. */
  readonly end: number;
  readonly resends: number;
  /** The earliest and the latest start of a span, as words; all zero where none has one. */
  readonly earliest: readonly [high: number, low: number];
  readonly latest: readonly [high: number, low: number];
  /** Of each span with the ID of an earlier one, and another content: the row of the first of these, and its own. */
  readonly twins: Uint32Array;
}

/** How assembling some traces went; plain data. */
export interface RangeOutcome {
  /** The address of what came of them; 0 where there was no room. */
  readonly address: number;
  /** Pairs: traces from and to which parents are to be settled yet, so that nobody has followed. */
  readonly unsettled: readonly number[];
}

/** Assembles some traces. */
export function assembleRange(
  kernel: TableExports,
  memory: SharedMemory,
  { block, services, largest, row, from, to }: RangeToAssemble,
  follow: Follow = () => true,
): RangeOutcome {
  const unsettled: number[] = [];
  const address = addressFrom(kernel.startTraces(block, services, largest, row));
  if (address === 0) return { address, unsettled };
  const end = new Uint32Array(memory.buffer, address, 1);
  for (let first = from; first < to; first += TRACES_AT_ONCE) {
    const last = Math.min(to, first + TRACES_AT_ONCE);
    const state = kernel.assembleTraces(first, last);
    if (state === UNSETTLED) unsettled.push(first, last);
    else if (state === 0 || !follow(first, last, end[0]!)) return { address: 0, unsettled };
  }
  return { address, unsettled };
}

/** What the kernel wrote at the address (kernel/table/assemble.ts). */
export function assembledAt(memory: TableMemory, address: number): AssembledRange {
  const words = memory.wordsAt(address, 7);
  return {
    end: words[0]!,
    resends: words[1]!,
    earliest: [words[3]!, words[2]!],
    latest: [words[5]!, words[4]!],
    twins: memory.listAt(words[6]!),
  };
}

import type { TableExports } from './table-kernel';
import type { TableMemory } from './table-memory';

/** Traces that are assembled in one call of the kernel: it is compiled better between calls, not within one. */
const TRACES_AT_ONCE = 512;

/** What there is to assemble, and which of it: traces `from` to `to`, whose spans go into the columns from `row` on. */
export interface RangeToAssemble {
  /** Where the addresses of the columns are. */
  readonly block: number;
  /** Where the addresses of the records are, trace after trace. */
  readonly order: number;
  /** Where the service number of each resource is. */
  readonly services: number;
  /** Records of the largest trace. */
  readonly largest: number;
  readonly from: number;
  readonly to: number;
  readonly row: number;
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
  /** Traces in which a server span has an ID as low as Tempo gives (model/renamed-halves.ts). */
  readonly renamed: Uint32Array;
  /** A bit for each column that may be all zero and is not (kernel/table/assemble.ts). */
  readonly used: number;
}

/** Assembles some traces. @returns the address of what came of them; 0 where there was no room */
export function assembleRange(kernel: TableExports, range: RangeToAssemble): number {
  const { block, order, services, largest, row, from, to } = range;
  const address = kernel.startTraces(block, order, services, largest, row);
  if (address === 0) return 0;
  for (let trace = from; trace < to; trace += TRACES_AT_ONCE) {
    if (kernel.assembleTraces(trace, Math.min(to, trace + TRACES_AT_ONCE)) === 0) return 0;
  }
  return address;
}

/** What the kernel wrote at the address (kernel/table/assemble.ts). */
export function assembledAt(memory: TableMemory, address: number): AssembledRange {
  const words = memory.wordsAt(address, 9);
  return {
    end: words[0]!,
    resends: words[1]!,
    earliest: [words[3]!, words[2]!],
    latest: [words[5]!, words[4]!],
    twins: memory.listAt(words[6]!),
    renamed: memory.listAt(words[7]!),
    used: words[8]!,
  };
}

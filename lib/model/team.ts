import type { RangeOutcome, RangeToAssemble, TraceRange } from './kernel/assembled-range';

/** Those who assemble ranges of traces at the same time: this thread, and perhaps others in the memory of its table. */
export interface Team {
  /** Into how many ranges so many spans are cut, 1 or more. */
  sizeFor(rows: number): number;
  /** Assembles the ranges, no more than that. */
  run(ranges: readonly RangeToAssemble[]): readonly RangeOutcome[];
}

/**
 * Cuts traces into at most `parts` ranges with about as many spans each; of nothing it makes one.
 * @param traceStart where each trace begins, and behind them the end
 */
export function cutTraces(traceStart: Uint32Array, parts: number): TraceRange[] {
  const count = traceStart.length - 1;
  const rows = traceStart[count]!;
  if (count === 0) return [{ from: 0, to: 0, row: 0 }];
  const ranges: TraceRange[] = [];
  let from = 0;
  for (let part = 1; part <= parts; part++) {
    const to = part === parts ? count : firstFrom(traceStart, Math.floor((rows * part) / parts), from);
    if (to > from) ranges.push({ from, to, row: traceStart[from]! });
    from = to;
  }
  return ranges;
}

/** The first trace from `from` on that begins at `row` or later. */
function firstFrom(traceStart: Uint32Array, row: number, from: number): number {
  let low = from;
  let high = traceStart.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (traceStart[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { CorpusLayout } from './corpus';
import type { RangeOutcome, RangeToAssemble, TraceRange } from './kernel/assembled-range';
import type { RowsToSort } from './kernel/sorted-rows';

/** What assembling ranges of traces came to; a team may tell more. */
export interface Teamwork {
  /** Of each range, in their order. */
  readonly outcomes: readonly RangeOutcome[];
}

/** Those who assemble a table's spans at the same time: this thread, and perhaps others in the memory of the table. */
export interface Team<Work extends Teamwork = Teamwork> {
  /** Into how many parts so many spans are cut, 1 or more. */
  sizeFor(rows: number): number;
  /** Sorts the rows of all parts, of which there are no more than that. */
  sort(parts: readonly RowsToSort[]): void;
  /** Assembles the ranges, no more than that, of a corpus with this layout. */
  assemble(ranges: readonly RangeToAssemble[], layout: CorpusLayout): Work;
}

/** Cuts so many rows into at most `parts` parts of about the same size; of nothing it makes one. */
export function cutRows(rows: number, parts: number): { readonly from: number; readonly to: number }[] {
  const each = Math.max(1, Math.ceil(rows / parts));
  return Array.from({ length: Math.max(1, Math.ceil(rows / each)) }, (_, part) => ({
    from: part * each,
    to: Math.min(rows, (part + 1) * each),
  }));
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

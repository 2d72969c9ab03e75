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
  /** Spans that whoever has the first part has done when the others begin. */
  readonly headStart: number;
  /** Sorts the rows of all parts, of which there are no more than that. */
  sort(parts: readonly RowsToSort[]): void;
  /** Assembles the ranges, no more than that, of a corpus with this layout. */
  assemble(ranges: readonly RangeToAssemble[], layout: CorpusLayout): Work;
}

/**
 * Cuts so many rows into at most `parts` parts; of nothing it makes one.
 * @param headStart so many more has the first, else all are of about the same size
 */
export function cutRows(
  rows: number,
  parts: number,
  headStart = 0,
): { readonly from: number; readonly to: number }[] {
  const ends = endsOf(rows, parts, headStart).filter((end, part, all) => part === 0 || end > all[part - 1]!);
  return ends.map((to, part) => ({ from: part === 0 ? 0 : ends[part - 1]!, to }));
}

/** Where each of the parts ends; some may be empty. */
function endsOf(rows: number, parts: number, headStart: number): number[] {
  const ahead = Math.min(rows, headStart);
  return Array.from({ length: parts }, (_, part) => ahead + Math.ceil(((rows - ahead) * (part + 1)) / parts));
}

/**
 * Cuts traces into at most `parts` ranges; of nothing it makes one.
 * @param traceStart where each trace begins, and behind them the end
 * @param headStart so many spans more has the first, else all have about as many
 */
export function cutTraces(traceStart: Uint32Array, parts: number, headStart = 0): TraceRange[] {
  const count = traceStart.length - 1;
  const rows = traceStart[count]!;
  if (count === 0) return [{ from: 0, to: 0, row: 0 }];
  const ranges: TraceRange[] = [];
  let from = 0;
  for (const end of endsOf(rows, parts, headStart)) {
    const to = end === rows ? count : firstFrom(traceStart, end, from);
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

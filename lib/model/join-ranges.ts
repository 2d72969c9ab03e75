import type { AssembledRange, RangeToAssemble } from './kernel/assembled-range';
import type { SpanTable } from './table';
import { compareTimes } from './time';

/** What came of all ranges together; the fields of AssembledRange. */
export interface JoinedRanges {
  readonly spanCount: number;
  readonly resends: number;
  readonly earliest: AssembledRange['earliest'];
  readonly latest: AssembledRange['latest'];
  readonly twins: Uint32Array;
  /** How many rows earlier the rows of each range now stand. */
  readonly gaps: readonly number[];
}

/** Makes one of ranges that were assembled side by side: folded resends leave gaps between them, which are closed. */
export function joinRanges(
  table: SpanTable,
  ranges: readonly RangeToAssemble[],
  results: readonly AssembledRange[],
): JoinedRanges {
  const twins: number[] = [];
  const gaps: number[] = [];
  let gap = 0;
  results.forEach((result, index) => {
    const { block, from, to, row } = ranges[index]!;
    gaps.push(gap);
    if (gap > 0) table.kernel.closeGap(block, row, result.end, gap, from, to);
    for (const twin of result.twins) twins.push(twin - gap);
    gap += (ranges[index + 1]?.row ?? result.end) - result.end;
  });
  const timed = results.filter(({ latest }) => latest[0] !== 0 || latest[1] !== 0);
  return {
    spanCount: (results.at(-1)?.end ?? 0) - gap,
    resends: results.reduce((sum, { resends }) => sum + resends, 0),
    earliest: extreme(
      timed.map(({ earliest }) => earliest),
      -1,
    ),
    latest: extreme(
      timed.map(({ latest }) => latest),
      1,
    ),
    twins: Uint32Array.from(twins),
    gaps,
  };
}

/** The earliest (-1) or the latest (1) of some times; 0 where there is none. */
function extreme(times: readonly AssembledRange['latest'][], sign: 1 | -1): AssembledRange['latest'] {
  return times.reduce(
    (best, time) => (compareTimes(time[0], time[1], best[0], best[1]) * sign > 0 ? time : best),
    times[0] ?? [0, 0],
  );
}

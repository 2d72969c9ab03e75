import type { Corpus } from '../model/corpus';
import { isoOfMillis, millisOfWords } from '../model/time';
import type { Window } from '../model/window';
import type { Histogram } from './finding';
import type { FailingRows } from './kernel/failing-rows';

const MOST_BUCKETS = 60;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Widths that people read easily. */
const WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * HOUR),
];

/** Buckets over a time; every finding of a report has the same. */
export interface Buckets {
  /** Start of the first bucket, milliseconds since the epoch. */
  readonly start: number;
  readonly width: number;
  readonly count: number;
}

/**
 * Buckets that cover `[start, end)`: the narrowest common width of which 60 are enough. `aligned`: the first one
 * starts at a multiple of the width.
 */
export function bucketsOver(range: Window, aligned: boolean): Buckets {
  const startFor = (width: number) => (aligned ? Math.floor(range.start / width) * width : range.start);
  const countFor = (width: number) => Math.max(1, Math.ceil((range.end - startFor(width)) / width));
  const width = WIDTHS.find((width) => countFor(width) <= MOST_BUCKETS) ?? wholeDaysFor(range);
  return { start: startFor(width), width, count: countFor(width) };
}

/** Whole days of which 59 cover the range, so that 60 do wherever the first one starts. */
function wholeDaysFor(range: Window): number {
  return Math.ceil((range.end - range.start) / DAY / (MOST_BUCKETS - 1)) * DAY;
}

/** From the earliest to just after the latest start of a span; null where no span has a time. */
export function timeRange({ earliest, latest }: Corpus): Window | null {
  if (latest[0] === 0 && latest[1] === 0) return null;
  return { start: Math.floor(millisOfWords(...earliest)), end: Math.floor(millisOfWords(...latest)) + 1 };
}

/** First and last start of the rows (milliseconds), and how many start in each bucket; null where none has a time. */
export function overTime(rows: FailingRows, buckets: Buckets): OverTime {
  const times = rows.startTimes(buckets.start, buckets.width, buckets.count);
  if (times === null) return { first: null, last: null, histogram: null };
  const { first, last, counts } = times;
  const histogram = { start: isoOfMillis(buckets.start), bucketSeconds: buckets.width / SECOND, counts };
  return { first, last, histogram };
}

interface OverTime {
  readonly first: number | null;
  readonly last: number | null;
  readonly histogram: Histogram | null;
}

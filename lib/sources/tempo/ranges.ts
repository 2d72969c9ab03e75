import type { Window } from '../../model/window';

/** `[start, end)` in whole seconds since the epoch, as Tempo takes times. */
export interface Seconds {
  readonly start: number;
  readonly end: number;
}

/** Tempo's default limit on the time of one search (`max_duration`: 168 h), less a second for rounding. */
export const LONGEST_SEARCH = 168 * 3600 - 1;

/** The whole seconds that a window touches. */
export function secondsOf(window: Window): Seconds {
  const start = Math.floor(window.start / 1000);
  return { start, end: Math.max(start + 1, Math.ceil(window.end / 1000)) };
}

/** The time in pieces that a server searches at once. */
export function searchable(range: Seconds, longest = LONGEST_SEARCH): Seconds[] {
  const count = Math.ceil((range.end - range.start) / longest);
  return slicesOf(range, count);
}

/** The time in so many slices of about equal length, each at least a second. */
export function slicesOf(range: Seconds, wanted: number): Seconds[] {
  const length = range.end - range.start;
  const count = Math.max(1, Math.min(wanted, length));
  const border = (index: number) => range.start + Math.floor((length * index) / count);
  return Array.from({ length: count }, (_, index) => ({ start: border(index), end: border(index + 1) }));
}

import type { Window } from '../model/window';
import type { ScheduleState, WindowEntry } from './state';

/** How time is cut into windows, and when one may be audited; milliseconds. */
export interface WindowRules {
  /** Windows begin at multiples of it since the epoch: whole hours for 1 h. */
  readonly length: number;
  /** What lies between a window's end and the time when all of it is stored: margin after it and `settle`. */
  readonly delay: number;
  /** Windows that ended longer ago than this (and the delay) are not audited any more. */
  readonly maxCatchUp: number;
}

/** A window that is due, and what is known of it; null: untouched. */
export interface DueWindow {
  readonly window: Window;
  readonly entry: WindowEntry | null;
}

/** Whether all of a window is stored at `now`. */
export function isDue({ end }: Window, { delay }: WindowRules, now: number): boolean {
  return end + delay <= now;
}

/** Whether a window ended too long ago to be caught up with. */
export function isTooOld({ end }: Window, { delay, maxCatchUp }: WindowRules, now: number): boolean {
  return end + delay < now - maxCatchUp;
}

/** Start of the latest window that is due at `now`. */
export function latestDueStart({ length, delay }: WindowRules, now: number): number {
  return Math.max(0, Math.floor((now - delay) / length) * length - length);
}

/**
 * The windows that are due, the oldest first. The borders of entries hold, so that a changed window length neither leaves
 * a gap nor audits a time twice.
 */
export function* dueWindows(
  { doneUntil, entries }: Pick<ScheduleState, 'doneUntil' | 'entries'>,
  rules: WindowRules,
  now: number,
): Generator<DueWindow> {
  let next = 0;
  for (let start = doneUntil; ; ) {
    const entry = entries[next] ?? null;
    const isKnown = entry !== null && entry.start <= start;
    const grid = (Math.floor(start / rules.length) + 1) * rules.length;
    const end = isKnown ? entry.end : Math.min(grid, entry?.start ?? grid);
    const window = { start, end };
    if (!isDue(window, rules, now)) return;
    yield { window, entry: isKnown ? entry : null };
    if (isKnown) next++;
    start = end;
  }
}

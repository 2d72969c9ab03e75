/** The clock of functions in a test. */
export interface SteadyClock {
  /** Milliseconds by which it is ahead of the real one; below 0: behind. */
  readonly later: number;
  /** End of the latest window that is due, milliseconds since the epoch. */
  readonly end: number;
}

/**
 * A clock that stands half a window after a window became due, so that none becomes due while a test runs. It is wrong
 * by at most half a window: servers refuse signatures that are a quarter of an hour off.
 * @param length of the windows, milliseconds
 * @param delay after which they are due
 */
export function steadyClock(length: number, delay: number): SteadyClock {
  const now = Date.now();
  const due = Math.round((now - delay - length / 2) / length) * length;
  return { later: due + delay + length / 2 - now, end: due };
}

const HOUR = 3_600_000;
/** Longer than tests of one file take together, and than they let their clocks go ahead. */
const LEFT = 10 * 60_000;
const A_LITTLE = 30_000;

/**
 * The same for windows of an hour, half of which would be more than servers allow: the real clock, or, where a window
 * becomes due within the next minutes, one that is just past that.
 * @param delay after which windows are due
 */
export function hourlyClock(delay: number): SteadyClock {
  const now = Date.now();
  const end = Math.floor((now - delay) / HOUR) * HOUR;
  const left = end + HOUR + delay - now;
  return left < LEFT ? { later: left + A_LITTLE, end: end + HOUR } : { later: 0, end };
}

/** An audit window `[start, end)`, milliseconds since the epoch. A trace belongs to it when its earliest span starts in it. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** How far around a window is read, and how old a trace must be to be judged; milliseconds. */
export interface Margins {
  /** Read before the window's start: spans of its traces may be stored under an earlier time. */
  readonly before: number;
  /** Read after its end: the longest trace, and late uploads. */
  readonly after: number;
  /** A trace with a span this close to the end of what was read may still be arriving. */
  readonly settle: number;
}

/** Margins where nothing else is said: 5 min before, 15 min after, settled after 2 min. */
export const DEFAULT_MARGINS: Margins = { before: 300_000, after: 900_000, settle: 120_000 };

/**
 * What must be read to judge a window: the margins on both sides, and `settle` beyond the later one, so that a
 * trace that begins at the window's very end and lasts the whole margin is still settled. Never beyond `now`.
 */
export function readRange(window: Window, margins: Margins, now: number): Window {
  const end = Math.min(now, window.end + margins.after + margins.settle);
  return { start: window.start - margins.before, end: Math.max(end, window.start - margins.before) };
}

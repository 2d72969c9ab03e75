import { TraceState } from './corpus';
import { compareTimes, wordsOfMillis } from './time';
import type { Margins, Window } from './window';

type Words = readonly [high: number, low: number];

/** Earliest start and latest end of each trace; 2 words each. */
interface Spread {
  readonly earliest: Uint32Array;
  readonly latest: Uint32Array;
}

/** Finds the window, of several in order and without overlap, that holds a time; exact to the nanosecond. */
export class ClusterIndex {
  private readonly starts: readonly Words[];
  private readonly ends: readonly Words[];

  constructor(windows: readonly Window[]) {
    this.starts = windows.map(({ start }) => wordsOfMillis(start));
    this.ends = windows.map(({ end }) => wordsOfMillis(end));
  }

  /** Number of the window that holds the time in these words; -1 where none does. */
  at(high: number, low: number): number {
    let first = 0;
    let last = this.ends.length;
    while (first < last) {
      const middle = (first + last) >>> 1;
      if (isBefore(high, low, this.ends[middle])) last = middle;
      else first = middle + 1;
    }
    const start = this.starts[first];
    return start === undefined || isBefore(high, low, start) ? -1 : first;
  }
}

/**
 * Where only some minutes of a window are audited: traces that begin in another are outside, and one of the chosen ones
 * is judged by what was read for its own minute, which ends sooner than what was read for the window.
 * @param minutes in order, without overlap
 */
export function markClusters(
  states: Uint8Array,
  { earliest, latest }: Spread,
  minutes: readonly Window[],
  margins: Margins,
): void {
  const index = new ClusterIndex(minutes);
  const settled = minutes.map(({ end }) => wordsOfMillis(end + margins.after));
  const readEnd = minutes.map(({ end }) => wordsOfMillis(end + margins.after + margins.settle));
  for (let trace = 0; trace < states.length; trace++) {
    if (states[trace] === TraceState.OUTSIDE) continue;
    const minute = index.at(earliest[trace * 2]!, earliest[trace * 2 + 1]!);
    const [high, low] = [latest[trace * 2]!, latest[trace * 2 + 1]!];
    if (minute < 0) states[trace] = TraceState.OUTSIDE;
    else if (states[trace] !== TraceState.JUDGED) continue;
    else if (!isBefore(high, low, readEnd[minute])) states[trace] = TraceState.CUT;
    else if (isAfter(high, low, settled[minute])) states[trace] = TraceState.UNSETTLED;
  }
}

function isBefore(high: number, low: number, time: Words = [0, 0]): boolean {
  return compareTimes(high, low, time[0], time[1]) < 0;
}

function isAfter(high: number, low: number, time: Words = [0, 0]): boolean {
  return compareTimes(high, low, time[0], time[1]) > 0;
}

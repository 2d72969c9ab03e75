import type { Keep } from '../model/table';
import { wordsOfHex } from '../model/words';
import { belowThreshold, KEEP_ALL, shareOfThreshold, thresholdOfShare } from './selection';
import { inClasses, type SuffixClasses, shareOfClasses } from './suffix';

/** Which traces are read; plain data, so that a thread can be given it. */
export type TraceSelection =
  /** Those whose hash lies below a threshold out of 2^32 (selection.ts). */
  | { readonly by: 'share'; readonly threshold: number }
  /** Those whose ID ends in certain digits (suffix.ts). */
  | { readonly by: 'suffix'; readonly classes: SuffixClasses }
  /** One alone: its ID as 32 lower-case hex digits. */
  | { readonly by: 'trace'; readonly traceId: string };

/** Every trace. */
export const ALL_TRACES: TraceSelection = { by: 'share', threshold: KEEP_ALL };

/** The selection that a share of all traces stands for; `auto`: all, for as long as there is memory. */
export function selectionOf(sample: number | 'auto'): TraceSelection {
  return sample === 'auto' ? ALL_TRACES : { by: 'share', threshold: thresholdOfShare(sample) };
}

/** The threshold that reading begins with; whatever the selection is, it may be lowered when memory runs out. */
export function firstThreshold(selection: TraceSelection): number {
  return selection.by === 'share' ? selection.threshold : KEEP_ALL;
}

/**
 * A test that keeps the chosen traces; undefined where all are kept.
 * @param threshold lowered while reading: what is chosen is thinned out by the hash as well. One trace never is.
 */
export function keepOf(selection: TraceSelection, threshold: number = KEEP_ALL): Keep | undefined {
  if (selection.by === 'trace') return isTrace(selection.traceId);
  if (selection.by === 'suffix') return both(inClasses(selection.classes), threshold);
  const least = Math.min(threshold, selection.threshold);
  return least < KEEP_ALL ? belowThreshold(least) : undefined;
}

/** The share of all traces that a selection and a threshold in force keep; of one trace alone: 1, it is all there is. */
export function shareOfSelection(selection: TraceSelection, threshold: number): number {
  if (selection.by === 'trace') return 1;
  if (selection.by === 'suffix') return shareOfClasses(selection.classes) * shareOfThreshold(threshold);
  return shareOfThreshold(Math.min(threshold, selection.threshold));
}

function both(chosen: Keep, threshold: number): Keep {
  if (threshold >= KEEP_ALL) return chosen;
  const below = belowThreshold(threshold);
  return (ids, number) => chosen(ids, number) && below(ids, number);
}

function isTrace(traceId: string): Keep {
  const wanted = new Uint32Array(4);
  if (!wordsOfHex(traceId, wanted, 0, 4)) throw new Error(`"${traceId}" is not 32 hex digits`);
  const [first, second, third, fourth] = wanted;
  return ({ traceId: ids }, row) =>
    ids[row * 4 + 3] === fourth &&
    ids[row * 4 + 2] === third &&
    ids[row * 4 + 1] === second &&
    ids[row * 4] === first;
}

import { Enumeration } from './enumeration';
import { type Seconds, slicesOf } from './ranges';
import type { Sample, Search, Wanted } from './sample';
import type { SearchHit } from './search';

/** Slices that a time is cut into, where the server cannot choose by trace ID. */
const SLICES = 240;

/**
 * All traces that begin in some slices of the time, drawn at random until there are as many as are wanted. A cluster
 * sample: traces of one slice are alike, so that it tells less than as many traces chosen by ID.
 * @param random from 0 to 1
 */
export async function sampleOfSlices(
  search: Search,
  wanted: Wanted,
  random: () => number,
  signal: AbortSignal,
): Promise<Sample> {
  const [first, last] = [wanted.ranges[0], wanted.ranges.at(-1)];
  const slices = slicesOf({ start: first?.start ?? 0, end: last?.end ?? 1 }, SLICES);
  const left = [...slices];
  const hits = new Map<string, SearchHit>();
  const drawn: Seconds[] = [];
  let pagesSplit = 0;
  let pagesIncomplete = 0;
  while (left.length > 0 && hits.size < wanted.maxTraces) {
    const [range] = left.splice(Math.floor(random() * left.length), 1);
    if (range === undefined) break;
    drawn.push(range);
    const enumeration = new Enumeration(search, wanted.query);
    await enumeration.take({ classes: null, range }, signal);
    pagesSplit += enumeration.pagesSplit;
    pagesIncomplete += enumeration.pagesIncomplete;
    // Long traces reach into many slices: each belongs to the one that it begins in.
    for (const hit of enumeration.hits.values()) if (beginsIn(hit, range)) hits.set(hit.traceId, hit);
  }
  const read = slices.length - left.length;
  const sliceSeconds = ((last?.end ?? 1) - (first?.start ?? 0)) / slices.length;
  return {
    hits,
    plan: {
      kind: 'time-slices',
      of: slices.length,
      slices: read,
      sliceSeconds,
      rate: read / slices.length,
    },
    classes: null,
    slices: drawn
      .map(({ start, end }) => ({ start: start * 1000, end: end * 1000 }))
      .toSorted((a, b) => a.start - b.start),
    pagesSplit,
    pagesIncomplete,
  };
}

function beginsIn({ start }: SearchHit, range: Seconds): boolean {
  return start === null || (start >= range.start * 1000 && start < range.end * 1000);
}

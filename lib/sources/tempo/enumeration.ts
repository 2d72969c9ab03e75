import { MAX_SUFFIX_DIGITS, type SuffixClasses } from '../../sampling/suffix';
import { narrowed } from './query';
import type { Seconds } from './ranges';
import type { Search } from './sample';
import type { SearchHit } from './search';
import { conditionOfClasses } from './suffix-pattern';

/** What one search asks for: the traces of these classes in this time. */
export interface Part {
  /** Null: the traces of all IDs, on a server that cannot choose by them. */
  readonly classes: SuffixClasses | null;
  readonly range: Seconds;
}

/** Names all traces of parts, however often an answer has to be split for it. */
export class Enumeration {
  readonly hits = new Map<string, SearchHit>();
  pagesSplit = 0;
  pagesIncomplete = 0;
  private readonly search: Search;
  private readonly query: string | null;

  constructor(search: Search, query: string | null) {
    this.search = search;
    this.query = query;
  }

  /**
   * Takes all traces of a part. Search gives the first traces that it finds and no sample, so that an answer that
   * reached its limit only counts once its parts were searched too.
   * @param most traces above which it is given up
   * @returns false where it was given up
   */
  async take(part: Part, signal: AbortSignal, most = Number.POSITIVE_INFINITY): Promise<boolean> {
    const left = [part];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      signal.throwIfAborted();
      const condition = next.classes === null ? null : conditionOfClasses(next.classes);
      const answer = await this.search.find(narrowed(this.query, condition), next.range, signal);
      const isInPart = partTest(next);
      for (const hit of answer.hits) if (isInPart(hit)) this.hits.set(hit.traceId, hit);
      const parts = answer.isFull ? splitPart(next) : [];
      if (parts.length > 0) this.pagesSplit++;
      else if (answer.isFull || answer.isPartial) this.pagesIncomplete++;
      if (this.hits.size > most) return false;
      left.push(...parts);
    }
    return true;
  }
}

/**
 * The part in smaller ones: classes in halves, one class by one more digit, and then the time in halves, down to a
 * second. Empty where it cannot be split.
 */
export function splitPart({ classes, range }: Part): Part[] {
  const halves = classes === null ? [] : splitClasses(classes);
  if (halves.length > 0) return halves.map((half) => ({ classes: half, range }));
  const middle = Math.floor((range.start + range.end) / 2);
  if (middle === range.start) return [];
  return [
    { classes, range: { start: range.start, end: middle } },
    { classes, range: { start: middle, end: range.end } },
  ];
}

function splitClasses({ digits, classes }: SuffixClasses): SuffixClasses[] {
  const all = classes.length > 1 ? { digits, classes } : childrenOf({ digits, classes });
  if (all === null) return [];
  const middle = all.classes.length >> 1;
  return [all.classes.slice(0, middle), all.classes.slice(middle)].map((half) => ({
    digits: all.digits,
    classes: half,
  }));
}

/** The same traces, in classes of one digit more; null where that is too many digits. */
export function childrenOf({ digits, classes }: SuffixClasses): SuffixClasses | null {
  if (digits === MAX_SUFFIX_DIGITS) return null;
  const leading = Array.from({ length: 16 }, (_, digit) => digit * 16 ** digits);
  return {
    digits: digits + 1,
    classes: leading.flatMap((digit) => classes.map((suffix) => digit + suffix)),
  };
}

/** The class of a trace: the number that its last digits write. */
export function classOf(traceId: string, digits: number): number {
  return Number.parseInt(traceId.slice(-digits), 16);
}

/** A server may give more than it was asked for; what does not belong to the part would spoil the sample. */
function partTest({ classes }: Part): (hit: SearchHit) => boolean {
  if (classes === null) return () => true;
  const chosen = new Set(classes.classes);
  return ({ traceId }) => chosen.has(classOf(traceId, classes.digits));
}

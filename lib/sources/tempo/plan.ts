import { classesOfShare, type SuffixClasses, shareOfClasses } from '../../sampling/suffix';
import { childrenOf, classOf, Enumeration } from './enumeration';
import type { LivePlan } from './facts';
import type { Seconds } from './ranges';
import type { Sample, Search, Wanted } from './sample';
import { patternOf } from './suffix-pattern';

/** Rounds in which a wrong estimate is mended. */
const ROUNDS = 4;
/** More than this many times the wanted traces: the estimate was far too low, and another share is tried. */
const FAR_OVER = 4;
/** Up to this many times the wanted traces are taken as they are. */
const CLOSE_ENOUGH = 1.25;

/** All traces of the classes. */
export async function sampleOfClasses(
  search: Search,
  wanted: Wanted,
  classes: SuffixClasses,
  signal: AbortSignal,
): Promise<Sample> {
  const enumeration = new Enumeration(search, wanted.query);
  await takeAll(enumeration, wanted.ranges, classes, signal, Number.POSITIVE_INFINITY);
  return sampleOf(enumeration, classes);
}

/**
 * About as many traces as are wanted: all of the first classes whose share of the estimate is that many. Where there are
 * far more or fewer than thought, the share is chosen anew from what was found.
 * @param estimate of all traces
 */
export async function sampleOfShare(
  search: Search,
  wanted: Wanted,
  estimate: number,
  signal: AbortSignal,
): Promise<Sample> {
  const { maxTraces, ranges, query } = wanted;
  let thought = Math.max(1, estimate);
  for (let round = 1; ; round++) {
    const classes = classesOfShare(Math.min(1, maxTraces / thought));
    const rate = shareOfClasses(classes);
    const enumeration = new Enumeration(search, query);
    const most = round < ROUNDS ? maxTraces * FAR_OVER : Number.POSITIVE_INFINITY;
    const isWhole = await takeAll(enumeration, ranges, classes, signal, most);
    const found = enumeration.hits.size;
    if (!isWhole) thought = Math.max(2 * thought, found / rate);
    else if (round < ROUNDS && rate < 1 && found * 2 < maxTraces) thought = Math.max(1, found) / rate;
    else {
      const fits = found <= maxTraces * CLOSE_ENOUGH;
      return sampleOf(
        enumeration,
        fits ? classes : narrowClasses(enumeration.hits.keys(), classes, maxTraces),
      );
    }
  }
}

/**
 * The first of the classes that hold at most so many of these traces; where the first alone holds more, the first of
 * those that it is made of. How many there are decides, never what they are.
 */
export function narrowClasses(
  traceIds: Iterable<string>,
  { digits, classes }: SuffixClasses,
  most: number,
): SuffixClasses {
  const ids = [...traceIds];
  const counts = new Map<number, number>();
  for (const id of ids) counts.set(classOf(id, digits), (counts.get(classOf(id, digits)) ?? 0) + 1);
  let sum = 0;
  const tooMany = classes.findIndex((suffix) => {
    sum += counts.get(suffix) ?? 0;
    return sum > most;
  });
  if (tooMany < 0) return { digits, classes };
  if (tooMany > 0) return { digits, classes: classes.slice(0, tooMany) };
  const first = { digits, classes: classes.slice(0, 1) };
  const children = childrenOf(first);
  return children === null ? first : narrowClasses(ids, children, most);
}

async function takeAll(
  enumeration: Enumeration,
  ranges: readonly Seconds[],
  classes: SuffixClasses,
  signal: AbortSignal,
  most: number,
): Promise<boolean> {
  for (const range of ranges) {
    if (!(await enumeration.take({ classes, range }, signal, most))) return false;
  }
  return true;
}

function sampleOf(enumeration: Enumeration, classes: SuffixClasses): Sample {
  const { pagesSplit, pagesIncomplete } = enumeration;
  const chosen = new Set(classes.classes);
  const hits = new Map(
    [...enumeration.hits].filter(([traceId]) => chosen.has(classOf(traceId, classes.digits))),
  );
  const plan: LivePlan = {
    kind: 'suffix-classes',
    digits: classes.digits,
    classes: classes.classes.length,
    pattern: patternOf(classes),
    rate: shareOfClasses(classes),
  };
  return { hits, plan, classes, slices: null, pagesSplit, pagesIncomplete };
}

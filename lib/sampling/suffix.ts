import type { Keep } from '../model/table';

/** Hex digits that a class can be written with. */
const DIGITS = 16;
const LAST_WORD = 3;
/** How much more than the wanted share the classes may hold. */
const MOST_OVER = 16 / 15;
/** More digits than any audit needs: 16^6 classes. */
export const MAX_SUFFIX_DIGITS = 6;

/**
 * A uniform choice of traces that a server can make as well as we can: those whose trace ID ends in one of these
 * classes of last hex digits. Ratio samplers of SDKs decide on an ID's leading bits or on more than 8 of its bytes,
 * so that few last digits are independent of them.
 */
export interface SuffixClasses {
  /** How many last hex digits a class has, 1 to MAX_SUFFIX_DIGITS. */
  readonly digits: number;
  /** The chosen classes, each the number that its digits write; ascending, without repeats. */
  readonly classes: readonly number[];
}

/** The share of all traces that the classes hold, above 0 to 1. */
export function shareOfClasses({ digits, classes }: SuffixClasses): number {
  return classes.length / DIGITS ** digits;
}

/**
 * The fewest digits, and the first classes, that hold at least `share` of all traces without holding more than 16/15
 * of it: one class of d digits is 1/16^d.
 * @param share above 0; 1 and more are all traces
 */
export function classesOfShare(share: number): SuffixClasses {
  for (let digits = 1; ; digits++) {
    const all = DIGITS ** digits;
    const count = Math.max(1, Math.min(all, Math.ceil(share * all)));
    const isClose = count / all <= share * MOST_OVER || count === all;
    if (isClose || digits === MAX_SUFFIX_DIGITS) return firstClasses(digits, count);
  }
}

/** The hex digits of a class, e.g. `0f`. */
export function suffixOfClass({ digits }: SuffixClasses, suffix: number): string {
  return suffix.toString(16).padStart(digits, '0');
}

/** A test that keeps the traces in the classes. */
export function inClasses({ digits, classes }: SuffixClasses): Keep {
  const mask = 2 ** (4 * digits) - 1;
  const chosen = new Set(classes);
  return ({ traceId }, number) => chosen.has(traceId[number * 4 + LAST_WORD]! & mask);
}

function firstClasses(digits: number, count: number): SuffixClasses {
  return { digits, classes: Array.from({ length: count }, (_, index) => index) };
}

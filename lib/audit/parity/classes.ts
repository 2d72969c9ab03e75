import { MAX_SUFFIX_DIGITS, type SuffixClasses } from '../../sampling/suffix';

const DIGITS = 16;

/**
 * The classes of last digits that two sources have both chosen, written with the digits of the longer ones: a class
 * belongs to a shorter one when it ends in it.
 */
export function commonClasses(a: SuffixClasses, b: SuffixClasses): SuffixClasses {
  const [short, long] = a.digits <= b.digits ? [a, b] : [b, a];
  const chosen = new Set(short.classes);
  const size = DIGITS ** short.digits;
  return { digits: long.digits, classes: long.classes.filter((suffix) => chosen.has(suffix % size)) };
}

/** The chosen classes as the report shows them: last hex digits, the first of many. */
export function shownClasses({ digits, classes }: SuffixClasses, most: number): string[] {
  return classes
    .slice(0, most)
    .map((suffix) => suffix.toString(DIGITS).padStart(Math.min(digits, MAX_SUFFIX_DIGITS), '0'));
}

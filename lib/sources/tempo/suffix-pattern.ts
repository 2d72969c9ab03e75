import { type SuffixClasses, suffixOfClass } from '../../sampling/suffix';

const DIGITS = '0123456789abcdef';

/**
 * The TraceQL condition that holds for the traces of these classes; null where they are all traces. Suffixes only: an
 * expression for the beginning of an ID fails on servers that strip leading zeros.
 */
export function conditionOfClasses(classes: SuffixClasses): string | null {
  if (classes.classes.length === 16 ** classes.digits) return null;
  return `trace:id =~ ".*${patternOf(classes)}"`;
}

/** A regular expression (RE2) for the last digits of the classes, e.g. `[0-2].|3[0-9]`, in parentheses where needed. */
export function patternOf(classes: SuffixClasses): string {
  const suffixes = classes.classes.map((suffix) => suffixOfClass(classes, suffix));
  return alternatives(suffixes);
}

/** @param suffixes distinct, all of one length */
function alternatives(suffixes: readonly string[]): string {
  const [first = ''] = suffixes;
  if (first.length === 0) return '';
  if (suffixes.length === 16 ** first.length) return '.'.repeat(first.length);
  // Digits that are followed by the same are written as one class.
  const digitsByRest = new Map<string, string>();
  for (const digit of DIGITS) {
    const rests = suffixes.filter((suffix) => suffix.startsWith(digit)).map((suffix) => suffix.slice(1));
    if (rests.length === 0) continue;
    const rest = alternatives(rests);
    digitsByRest.set(rest, (digitsByRest.get(rest) ?? '') + digit);
  }
  const written = [...digitsByRest].map(([rest, digits]) => `${digitClass(digits)}${rest}`);
  return written.length === 1 ? written.join('') : `(${written.join('|')})`;
}

/** `7`, `[07]`, `[0-7]` or, for all of them, a dot. @param digits ascending */
function digitClass(digits: string): string {
  if (digits.length === 1) return digits;
  if (digits.length === 16) return '.';
  const spans = runsOf(digits).map((run) => (run.length > 2 ? `${run[0]}-${run.at(-1)}` : run));
  return `[${spans.join('')}]`;
}

/** Cuts ascending digits where the next character does not follow: `0125ab` is `012`, `5` and `ab`. */
function runsOf(digits: string): string[] {
  const runs: string[] = [];
  for (const digit of digits) {
    const last = runs.at(-1);
    const follows = last !== undefined && digit.charCodeAt(0) === last.charCodeAt(last.length - 1) + 1;
    if (follows) runs[runs.length - 1] = last + digit;
    else runs.push(digit);
  }
  return runs;
}

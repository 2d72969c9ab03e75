import { UnitError } from './unit-error';
import { parseBytes, parseShare } from './units';

/** Values that are a word or a number. Forms are to be read after "give". */
export const SAMPLE_FORMS = 'auto, or a share above 0 such as 0.1 or 10%';
export const MEMORY_FORMS = 'auto, or a size such as 512MB, 2GiB or 1g';
export const THREADS_FORMS = 'auto, or a whole number from 1 on';
export const APPLICABLE_FORMS = 'a whole number from 1 on';
export const FAIL_ON = ['error', 'warning', 'never'] as const;
export const FAIL_ON_FORMS = 'error, warning or never';

/** From which severity on findings fail a run. */
export type FailOn = (typeof FAIL_ON)[number];

/** The sample: `auto` or a share above 0. @throws UnitError */
export function parseSample(text: string): number | 'auto' {
  if (text.trim() === 'auto') return 'auto';
  const share = orForms(parseShare, text, SAMPLE_FORMS);
  if (share === 0) throw new UnitError(text, SAMPLE_FORMS);
  return share;
}

/** Memory for the span table in bytes, or `auto`. @throws UnitError */
export function parseMemory(text: string): number | 'auto' {
  return text.trim() === 'auto' ? 'auto' : orForms(parseBytes, text, MEMORY_FORMS);
}

/** The number of threads, or `auto`. @throws UnitError */
export function parseThreads(text: string): number | 'auto' {
  return text.trim() === 'auto' ? 'auto' : parseCount(text, THREADS_FORMS);
}

/** A whole number from 1 on. @throws UnitError */
export function parseMinApplicable(text: string): number {
  return parseCount(text, APPLICABLE_FORMS);
}

/** `error`, `warning` or `never`. @throws UnitError */
export function parseFailOn(text: string): FailOn {
  const found = FAIL_ON.find((word) => word === text.trim());
  if (found === undefined) throw new UnitError(text, FAIL_ON_FORMS);
  return found;
}

function parseCount(text: string, forms: string): number {
  const value = Number(text.trim());
  if (!/^\d+$/.test(text.trim()) || !Number.isSafeInteger(value) || value < 1)
    throw new UnitError(text, forms);
  return value;
}

/** The parser's value, with the wider forms in its error. */
function orForms<Value>(parse: (text: string) => Value, text: string, forms: string): Value {
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof UnitError ? new UnitError(text, forms) : error;
  }
}

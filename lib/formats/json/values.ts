import { wordsOfNanos } from '../../model/time';
import { ExpectedError } from '../expected-error';

/** A field of the wrong type. The message names the field, what was expected and what was found. */
export class InvalidField extends ExpectedError {
  override readonly name = 'InvalidField';

  constructor(field: string, expected: string, value: unknown) {
    super(`${field}: expected ${expected}, found ${found(value)}`);
  }
}

/** Characters of untrusted text that a message quotes. */
const MAX_QUOTED = 40;
const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
/** Digits of a number written as a string: none that fits is longer, but for leading zeros. */
const MAX_DIGITS = 1000;

/** A value as a message names it: a scalar as JSON, cut; else what kind it is. */
export function found(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return cut(String(value));
}

function cut(text: string): string {
  return text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text;
}

/** Whether a value of parseJson is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The first of an object's members that is there and not null; null where none is. */
export function member(object: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  for (const key of keys) {
    const value = Object.hasOwn(object, key) ? object[key] : null;
    if (value !== null) return value;
  }
  return null;
}

/** @throws InvalidField unless the value is a string or null */
export function textOrNull(field: string, value: unknown): string | null {
  if (value === null || typeof value === 'string') return value;
  throw new InvalidField(field, 'a string', value);
}

/** @throws InvalidField unless the value is an array or null, which counts as an empty one */
export function listOf(field: string, value: unknown): readonly unknown[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  throw new InvalidField(field, 'an array', value);
}

/** @throws InvalidField unless the value is an object or null */
export function objectOrNull(field: string, value: unknown): Readonly<Record<string, unknown>> | null {
  if (value === null || isObject(value)) return value;
  throw new InvalidField(field, 'an object', value);
}

/**
 * The two words of a 64-bit unsigned integer, a number or a string of digits; null counts as 0.
 * @throws InvalidField on anything else
 */
export function uint64Words(field: string, value: unknown): readonly [high: number, low: number] {
  const whole = value === null ? 0n : wholeNumber(value);
  if (whole === null || whole < 0n || whole > MAX_UINT64) {
    throw new InvalidField(field, 'a 64-bit unsigned integer', value);
  }
  return wordsOfNanos(whole);
}

/**
 * A 32-bit unsigned integer, a number or a string of digits; null counts as 0.
 * @throws InvalidField on anything else
 */
export function uint32(field: string, value: unknown): number {
  const whole = value === null ? 0n : wholeNumber(value);
  if (whole === null || whole < 0n || whole > 0xffff_ffffn) {
    throw new InvalidField(field, 'a 32-bit unsigned integer', value);
  }
  return Number(whole);
}

/** The whole number that a JSON value stands for; null where it stands for none. */
export function wholeNumber(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : null;
  return typeof value === 'string' && value.length <= MAX_DIGITS && /^\d+$/.test(value)
    ? BigInt(value)
    : null;
}

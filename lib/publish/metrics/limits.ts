/**
 * What CloudWatch accepts. Source: Amazon CloudWatch API Reference, PutMetricData, MetricDatum and Dimension, and
 * Amazon CloudWatch User Guide, "CloudWatch service quotas".
 */

/** Metrics in one request. */
export const MAX_DATA = 1000;
/** Bytes of one request: 1 MB, counted as 10^6 and before compression, to be on the safe side. */
export const MAX_REQUEST_BYTES = 1_000_000;
export const MAX_DIMENSIONS = 30;
/** Characters of a metric's name, and of a dimension's. */
export const MAX_NAME_LENGTH = 255;
export const MAX_DIMENSION_VALUE_LENGTH = 1024;
export const MAX_NAMESPACE_LENGTH = 255;
/** Values lie between plus and minus this. */
export const MAX_VALUE = 2 ** 360;
/** A point may be so much older than now, and so much younger; milliseconds. */
export const MAX_AGE = 14 * 24 * 3_600_000;
export const MAX_AHEAD = 2 * 3_600_000;

/** Letters, digits and `.-_/#: `; names that begin with a colon or with AWS/ are not for us. */
export const NAMESPACE = /^(?!:)(?!AWS\/)[0-9A-Za-z.\-_/#: ]{1,255}$/;
/** ASCII without controls. */
const PRINTABLE = /^[\x20-\x7e]+$/;

/** One value at one time. */
export interface MetricPoint {
  readonly name: string;
  readonly unit: 'Count' | 'Percent' | 'Seconds';
  readonly value: number;
  /** Names and values, in the order in which they are shown. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Why CloudWatch would not take a point, in a sentence; null: it would. */
export function refusalOf(point: MetricPoint, now: number): string | null {
  const { name, value, dimensions, time } = point;
  const entries = Object.entries(dimensions);
  if (!isName(name)) return 'its name is empty, too long or not plain ASCII';
  if (!Number.isFinite(value)) return 'its value is not a number';
  if (Math.abs(value) > MAX_VALUE) return 'its value is out of range';
  if (entries.length > MAX_DIMENSIONS) return `it has more than ${MAX_DIMENSIONS} dimensions`;
  if (!entries.every(([key, text]) => isName(key) && isValue(text)))
    return 'a dimension is empty, too long or not plain ASCII';
  if (time < now - MAX_AGE) return 'its time is more than two weeks ago';
  if (time > now + MAX_AHEAD) return 'its time is more than two hours ahead';
  return null;
}

function isName(text: string): boolean {
  return (
    text.length <= MAX_NAME_LENGTH && PRINTABLE.test(text) && !text.startsWith(':') && text.trim() !== ''
  );
}

function isValue(text: string): boolean {
  return text.length <= MAX_DIMENSION_VALUE_LENGTH && PRINTABLE.test(text) && text.trim() !== '';
}

const ELLIPSIS = '...';

/**
 * Any text as the value of a dimension: printable ASCII, not empty, not too long. Other characters are escaped, and the
 * end of what is too long is replaced by a hash of all of it, so that different names stay different.
 */
export function dimensionValue(text: string): string {
  const ascii = Array.from(text, (character) =>
    PRINTABLE.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  ).join('');
  if (ascii.trim() === '') return '(empty)';
  const plain = ascii.startsWith(':') ? `\\u{3a}${ascii.slice(1)}` : ascii;
  if (plain.length <= MAX_DIMENSION_VALUE_LENGTH) return plain;
  const hash = fnv1a(text);
  return plain.slice(0, MAX_DIMENSION_VALUE_LENGTH - ELLIPSIS.length - hash.length) + ELLIPSIS + hash;
}

/** FNV-1a, 64 bits, as 16 hex digits. Source: draft-eastlake-fnv. */
function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

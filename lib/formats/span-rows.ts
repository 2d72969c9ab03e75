import { wordsOfNanos } from '../model/time';
import type { DecodeSink } from './format';
import { type IdKind, readHexId } from './ids';
import { found, InvalidField, wholeNumber } from './json/values';

const MAX_UINT64 = 0xffff_ffff_ffff_ffffn;
/** IDs as Jaeger and Zipkin write them: leading zeros may be left out, and trace IDs may have 64 bits only. */
const SHORT_ID: Readonly<Record<IdKind, RegExp>> = {
  trace: /^[0-9a-fA-F]{1,32}$/,
  span: /^[0-9a-fA-F]{1,16}$/,
  parent: /^[0-9a-fA-F]{1,16}$/,
};
const ID_DIGITS: Readonly<Record<IdKind, number>> = { trace: 32, span: 16, parent: 16 };

/** Like readHexId, for formats in which a short ID is a good one: it is padded with zeros on the left. */
export function readShortId(
  kind: IdKind,
  raw: string | null,
  words: Uint32Array,
  first: number,
  sink: Pick<DecodeSink, 'invalidId'>,
): number {
  const isShort = raw !== null && SHORT_ID[kind].test(raw);
  return readHexId(kind, isShort ? raw.padStart(ID_DIGITS[kind], '0') : raw, words, first, sink);
}

/**
 * Gives the sink a row that `fill` writes. Where `fill` finds a field of the wrong type, the row is taken back, the
 * span is rejected, and its trace has lost something.
 * @param traceId the span's trace ID, of whatever type it came
 */
export function addRow(
  sink: DecodeSink,
  offset: number,
  traceId: unknown,
  fill: (row: number) => void,
): void {
  const { batch } = sink;
  const row = batch.next();
  try {
    fill(row);
  } catch (error) {
    if (!(error instanceof InvalidField)) throw error;
    batch.truncate(row);
    sink.rejectSpan();
    sink.problem(offset, 'invalid-field', error.message);
    const words = new Uint32Array(4);
    const isNamed = typeof traceId === 'string' && readShortId('trace', traceId, words, 0, SILENT) === 0;
    if (isNamed) sink.damagedTrace(words[0]!, words[1]!, words[2]!, words[3]!);
  }
}

const SILENT: Pick<DecodeSink, 'invalidId'> = { invalidId: () => undefined };

/**
 * Microseconds as nanoseconds: a number or a string of one; null counts as 0. Whole ones are exact.
 * @throws InvalidField on anything else
 */
export function nanosOfMicros(field: string, value: unknown): bigint {
  if (value === null) return 0n;
  const whole = wholeNumber(value);
  if (whole !== null) return whole * 1000n;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return BigInt(Math.round(number * 1000));
  throw new InvalidField(field, 'a number of microseconds', value);
}

/** Writes start and end of a span into its row; a span without a duration has no end, as one that never came. */
export function writeTimes(
  columns: { readonly start: Uint32Array; readonly end: Uint32Array },
  row: number,
  start: bigint,
  duration: bigint | null,
): void {
  if (start < 0n || start > MAX_UINT64) throw new InvalidField('start', 'a time from 1970 to 2554', start);
  columns.start.set(wordsOfNanos(start), row * 2);
  if (duration === null || start === 0n) return;
  const end = start + duration;
  columns.end.set(wordsOfNanos(end < 0n ? 0n : end > MAX_UINT64 ? MAX_UINT64 : end), row * 2);
}

/** The text of a tag's value: text as it is, numbers and booleans as JSON writes them, else null. */
export function textOfScalar(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return found(value);
  return null;
}

import type { SpanBatch } from '../../model/batch';
import { Fact, Kind } from '../../model/span';
import { Byte } from '../json/bytes';
import {
  base64IntoWords,
  decimalIntoWords,
  hexIntoWords,
  TIME_DIGITS,
  timeIntoWords,
} from '../json/integers';
import { KeySet, KeyTable } from '../json/keys';
import { parseJson } from '../json/parse';
import { FAIL, skipLiteral, skipSpace, skipString, skipValue } from '../json/skip';
import type { Source } from '../json/source';
import { thresholdOf } from '../tracestate';
import { Names } from './names';

const STATUS_KEYS = new KeySet([['code']]);
const LOWER_N = 0x6e;
const EQUALS = 0x3d;
const CODE_ERROR = 2;

/**
 * Reads the values of a span's fields into its row. All return the position behind the value, or FAIL where it is not
 * what nearly all writers write: then the slow reader reads the span.
 */
export class SpanValues {
  /** What the values so far say beside the columns: bits of Fact. */
  facts = 0;
  private readonly source: Source;
  private readonly batch: SpanBatch;
  private readonly names: Names;
  private readonly statusKeys = new KeyTable(STATUS_KEYS);
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(source: Source, batch: SpanBatch) {
    this.source = source;
    this.batch = batch;
    this.names = new Names(source, batch.strings);
  }

  /** An ID of `count` words as hex or base64; an empty one is left zero. */
  id(start: number, count: number, words: Uint32Array, first: number): number {
    const { buffer, view } = this.source;
    if (buffer[start] !== Byte.QUOTE) return this.absent(start);
    if (buffer[start + 1] === Byte.QUOTE) return start + 2;
    const close = start + 1 + count * 8;
    if (buffer[close] === Byte.QUOTE && hexIntoWords(view, start + 1, count, words, first)) return close + 1;
    return this.base64Id(start + 1, count, words, first);
  }

  private base64Id(start: number, count: number, words: Uint32Array, first: number): number {
    const { buffer } = this.source;
    // 22 characters and two of padding, or 11 and one.
    let end = start + (count === 4 ? 22 : 11);
    if (!base64IntoWords(buffer, start, count, words, first)) return FAIL;
    for (let padding = count === 4 ? 2 : 1; padding > 0; padding--) {
      if (buffer[end++] !== EQUALS) return FAIL;
    }
    return buffer[end] === Byte.QUOTE ? end + 1 : FAIL;
  }

  name(start: number, row: number): number {
    if (this.source.buffer[start] !== Byte.QUOTE) return this.absent(start);
    const next = this.names.read(start);
    this.batch.columns.name[row] = this.names.number;
    return next;
  }

  /** A kind of one digit; names and other numbers are for the slow reader. */
  kind(start: number, row: number): number {
    const { buffer } = this.source;
    const kind = buffer[start]! - Byte.ZERO;
    if (kind < 0 || kind > 9 || !isBehindNumber(buffer[start + 1]!)) return this.absent(start);
    this.batch.columns.kind[row] = kind > Kind.CONSUMER ? Kind.UNSPECIFIED : kind;
    return start + 1;
  }

  /** A time, as a string of digits or a number. */
  time(start: number, words: Uint32Array, first: number): number {
    const { buffer, view } = this.source;
    const quoted = buffer[start] === Byte.QUOTE;
    const from = quoted ? start + 1 : start;
    const usual = from + TIME_DIGITS;
    if (quoted && buffer[usual] === Byte.QUOTE && timeIntoWords(view, from, words, first)) return usual + 1;
    const to = digitsEnd(buffer, from);
    if (quoted ? buffer[to] !== Byte.QUOTE : !isPlainNumber(buffer, from, to)) return this.absent(start);
    if (!decimalIntoWords(buffer, from, to - from, words, first)) return FAIL;
    return quoted ? to + 1 : to;
  }

  flags(start: number, row: number): number {
    const { buffer } = this.source;
    const end = digitsEnd(buffer, start);
    // Nine digits are below 2^32.
    if (end - start > 9 || !isPlainNumber(buffer, start, end)) return this.absent(start);
    let flags = 0;
    for (let index = start; index < end; index++) flags = flags * 10 + buffer[index]! - Byte.ZERO;
    this.batch.columns.flags[row] = flags;
    return end;
  }

  traceState(start: number, row: number): number {
    const { buffer } = this.source;
    if (buffer[start] !== Byte.QUOTE) return this.absent(start);
    if (buffer[start + 1] === Byte.QUOTE) return start + 2;
    const next = skipString(this.source, start + 1);
    if (next === FAIL) return FAIL;
    const text = parseJson(this.decoder.decode(buffer.subarray(start, next)));
    if (typeof text !== 'string') return FAIL;
    this.batch.columns.threshold[row] = thresholdOf(text);
    return next;
  }

  links(start: number): number {
    const { source } = this;
    const { buffer } = source;
    if (buffer[start] !== Byte.OPEN_BRACKET) return this.absent(start);
    const first = skipSpace(source, start + 1);
    if (buffer[first] === Byte.CLOSE_BRACKET) return first + 1;
    this.facts |= Fact.HAS_LINK;
    return skipValue(source, start);
  }

  status(start: number): number {
    const { source, statusKeys } = this;
    const { buffer } = source;
    if (buffer[start] !== Byte.OPEN_BRACE) return this.absent(start);
    let index = skipSpace(source, start + 1);
    if (buffer[index] === Byte.CLOSE_BRACE) return index + 1;
    let seen = false;
    statusKeys.begin();
    for (;;) {
      const field = statusKeys.next(source, index);
      if (field === FAIL || (field === 0 && seen)) return FAIL;
      index = skipSpace(source, statusKeys.position);
      if (field === 0) {
        seen = true;
        index = this.statusCode(index);
      } else index = skipValue(source, index);
      if (index === FAIL) return FAIL;
      index = skipSpace(source, index);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACE) return index;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(source, index);
    }
  }

  private statusCode(start: number): number {
    const { buffer } = this.source;
    const code = buffer[start]! - Byte.ZERO;
    if (code < 0 || code > 9 || !isBehindNumber(buffer[start + 1]!)) return this.absent(start);
    if (code === CODE_ERROR) this.facts |= Fact.STATUS_ERROR;
    return start + 1;
  }

  /** Null is an absent field; what else a field does not expect is for the slow reader. */
  private absent(start: number): number {
    const { buffer } = this.source;
    return buffer[start] === LOWER_N ? skipLiteral(buffer, start) : FAIL;
  }
}

function digitsEnd(buffer: Uint8Array, start: number): number {
  let index = start;
  while (buffer[index]! >= Byte.ZERO && buffer[index]! <= Byte.NINE) index++;
  return index;
}

/** Whether a byte that follows digits ends the number. */
function isBehindNumber(byte: number): boolean {
  return byte === Byte.COMMA || byte === Byte.CLOSE_BRACE || byte <= Byte.SPACE;
}

/** Whether `buffer[start, end)`, digits, are a whole JSON number without fraction and exponent. */
function isPlainNumber(buffer: Uint8Array, start: number, end: number): boolean {
  return end > start && (buffer[start] !== Byte.ZERO || end === start + 1) && isBehindNumber(buffer[end]!);
}

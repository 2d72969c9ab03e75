import type { SpanBatch } from '../../model/batch';
import { Fact, Kind } from '../../model/span';
import { Byte } from '../json/bytes';
import type { Effects } from '../json/effects';
import { decimalIntoWords, hexIntoWords } from '../json/integers';
import { KeyTable } from '../json/keys';
import { parseJson } from '../json/parse';
import { FAIL, skipLiteral, skipSpace, skipString, skipValue } from '../json/skip';
import { thresholdOf } from '../tracestate';
import { AttributeScanner } from './attribute-scanner';
import { isCaller, readSpanObject } from './object-span';

/** Members of a span; those from FIRST_SKIPPED on are only there to be foreseen. */
const Field = {
  TRACE_ID: 0,
  SPAN_ID: 1,
  PARENT_ID: 2,
  NAME: 3,
  KIND: 4,
  START: 5,
  END: 6,
  FLAGS: 7,
  TRACE_STATE: 8,
  ATTRIBUTES: 9,
  LINKS: 10,
  STATUS: 11,
  FIRST_SKIPPED: 12,
} as const;

const SPAN_KEYS = [
  ['traceId', 'trace_id'],
  ['spanId', 'span_id'],
  ['parentSpanId', 'parent_span_id'],
  ['name'],
  ['kind'],
  ['startTimeUnixNano', 'start_time_unix_nano'],
  ['endTimeUnixNano', 'end_time_unix_nano'],
  ['flags'],
  ['traceState', 'trace_state'],
  ['attributes'],
  ['links'],
  ['status'],
  ['events'],
  ['droppedAttributesCount', 'dropped_attributes_count'],
  ['droppedEventsCount', 'dropped_events_count'],
  ['droppedLinksCount', 'dropped_links_count'],
];

const LOWER_N = 0x6e;

/**
 * Reads spans straight from the bytes of a document. What it is not sure of it hands to the slow reader, span by
 * span: a span comes out the same either way.
 */
export class SpanScanner {
  /** The document's bytes, and the same as a view. */
  private buffer: Uint8Array = new Uint8Array(0);
  private view: DataView = new DataView(new ArrayBuffer(0));
  private end = 0;
  /** Offset in the object of the buffer's first byte. */
  private base = 0;
  private readonly batch: SpanBatch;
  private readonly effects: Effects;
  private readonly keys = new KeyTable(SPAN_KEYS);
  private readonly statusKeys = new KeyTable([['code']]);
  private readonly attributes: AttributeScanner;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** What the last field said of the span: bits of Fact. */
  private facts = 0;

  constructor(batch: SpanBatch, effects: Effects) {
    this.batch = batch;
    this.effects = effects;
    this.attributes = new AttributeScanner(batch.strings);
  }

  /** The buffer that the following spans are in; documents end at `end`. */
  use(buffer: Uint8Array, view: DataView, end: number, base: number): void {
    this.buffer = buffer;
    this.view = view;
    this.end = end;
    this.base = base;
    this.attributes.use(buffer, view, end);
  }

  /**
   * Reads the span whose first byte is at `start` into a new row of the batch.
   * @returns the position behind it; FAIL where it is no JSON
   */
  span(start: number): number {
    const row = this.batch.next();
    const next = this.buffer[start] === Byte.OPEN_BRACE ? this.fields(start + 1, row) : FAIL;
    if (next !== FAIL) return next;
    this.batch.truncate(row);
    return this.slowSpan(start);
  }

  private slowSpan(start: number): number {
    const next = skipValue(this.buffer, start, this.end);
    if (next === FAIL) return FAIL;
    const value = parseJson(this.decoder.decode(this.buffer.subarray(start, next)));
    readSpanObject(value, this.batch, this.effects, this.base + start);
    return next;
  }

  /** Reads the members of a span, from behind its brace; FAIL where it is not sure. */
  private fields(start: number, row: number): number {
    const { buffer, view, end, keys } = this;
    const { columns } = this.batch;
    let seen = 0;
    this.facts = 0;
    keys.begin();
    let index = start;
    let byte = buffer[index]!;
    if (byte <= Byte.SPACE) {
      index = skipSpace(buffer, index, end);
      byte = buffer[index]!;
    }
    if (byte === Byte.CLOSE_BRACE) index++;
    else {
      for (;;) {
        const field = keys.next(buffer, view, index, end);
        if (field === FAIL) return FAIL;
        index = keys.position;
        if (buffer[index]! <= Byte.SPACE) index = skipSpace(buffer, index, end);
        if (field < Field.FIRST_SKIPPED) {
          // Twice the same: the last counts, as JSON.parse has it.
          if ((seen & (1 << field)) !== 0) return FAIL;
          seen |= 1 << field;
          switch (field) {
            case Field.TRACE_ID:
              index = this.id(index, 4, columns.traceId, row * 4);
              break;
            case Field.SPAN_ID:
              index = this.id(index, 2, columns.spanId, row * 2);
              break;
            case Field.PARENT_ID:
              index = this.id(index, 2, columns.parentId, row * 2);
              break;
            case Field.NAME:
              index = this.name(index, row);
              break;
            case Field.KIND:
              index = this.kind(index, row);
              break;
            case Field.START:
              index = this.time(index, columns.start, row * 2);
              break;
            case Field.END:
              index = this.time(index, columns.end, row * 2);
              break;
            case Field.FLAGS:
              index = this.flags(index, row);
              break;
            case Field.TRACE_STATE:
              index = this.traceState(index, row);
              break;
            case Field.ATTRIBUTES:
              index = this.attributes.scan(index);
              break;
            case Field.LINKS:
              index = this.links(index);
              break;
            default:
              index = this.status(index);
          }
        } else index = skipValue(buffer, index, end);
        if (index === FAIL) return FAIL;
        byte = buffer[index]!;
        if (byte <= Byte.SPACE) {
          index = skipSpace(buffer, index, end);
          byte = buffer[index]!;
        }
        index++;
        if (byte === Byte.CLOSE_BRACE) break;
        if (byte !== Byte.COMMA) return FAIL;
        if (buffer[index]! <= Byte.SPACE) index = skipSpace(buffer, index, end);
      }
    }
    return this.complete(row, (seen & (1 << Field.ATTRIBUTES)) !== 0) ? index : FAIL;
  }

  /** What needs several fields at once. */
  private complete(row: number, attributes: boolean): boolean {
    const { columns } = this.batch;
    const { traceId, spanId } = columns;
    let { facts } = this;
    if ((traceId[row * 4]! | traceId[row * 4 + 1]! | traceId[row * 4 + 2]! | traceId[row * 4 + 3]!) === 0) {
      facts |= Fact.INVALID_TRACE_ID;
    }
    if ((spanId[row * 2]! | spanId[row * 2 + 1]!) === 0) facts |= Fact.INVALID_SPAN_ID;
    columns.facts[row] = facts;
    if (!attributes || !isCaller(columns.kind[row]!)) return true;
    if (this.attributes.irregular) return false;
    columns.peer[row] = this.attributes.peer.number();
    return true;
  }

  private id(start: number, count: number, words: Uint32Array, first: number): number {
    const close = start + 1 + count * 8;
    if (this.buffer[start] === Byte.QUOTE) {
      if (this.buffer[start + 1] === Byte.QUOTE) return start + 2;
      const isId =
        this.buffer[close] === Byte.QUOTE && hexIntoWords(this.view, start + 1, count, words, first);
      return isId ? close + 1 : FAIL;
    }
    return this.absent(start);
  }

  /** Null is an absent field; what else a field does not expect is for the slow reader. */
  private absent(start: number): number {
    return this.buffer[start] === LOWER_N ? skipLiteral(this.buffer, start) : FAIL;
  }

  private name(start: number, row: number): number {
    const { buffer } = this;
    if (buffer[start] !== Byte.QUOTE) return this.absent(start);
    let index = start + 1;
    let all = 0;
    let byte = buffer[index]!;
    while (byte !== Byte.QUOTE) {
      if (byte < Byte.SPACE || byte === Byte.BACKSLASH) return this.escapedName(start, row);
      all |= byte;
      byte = buffer[++index]!;
    }
    const { strings } = this.batch;
    this.batch.columns.name[row] =
      all < 0x80
        ? strings.internBytes(buffer, start + 1, index)
        : strings.intern(this.decoder.decode(buffer.subarray(start + 1, index)));
    return index + 1;
  }

  private escapedName(start: number, row: number): number {
    const next = skipString(this.buffer, start + 1);
    if (next === FAIL) return FAIL;
    const name = parseJson(this.decoder.decode(this.buffer.subarray(start, next)));
    if (typeof name !== 'string') return FAIL;
    this.batch.columns.name[row] = this.batch.strings.intern(name);
    return next;
  }

  /** Kinds of one digit; names and other numbers are for the slow reader. */
  private kind(start: number, row: number): number {
    const kind = this.buffer[start]! - Byte.ZERO;
    if (kind < 0 || kind > 9 || !isBehindNumber(this.buffer[start + 1]!)) return this.absent(start);
    this.batch.columns.kind[row] = kind > Kind.CONSUMER ? Kind.UNSPECIFIED : kind;
    return start + 1;
  }

  private time(start: number, words: Uint32Array, first: number): number {
    const { buffer, view } = this;
    const quoted = buffer[start] === Byte.QUOTE;
    const from = quoted ? start + 1 : start;
    // Every time from 2001 to 2286 has 19 digits.
    let to = from + 19;
    if (buffer[to] !== Byte.QUOTE || !quoted) {
      to = from;
      while (buffer[to]! >= Byte.ZERO && buffer[to]! <= Byte.NINE) to++;
    }
    if (quoted ? buffer[to] !== Byte.QUOTE : !isPlainNumber(buffer, from, to)) return this.absent(start);
    if (!decimalIntoWords(buffer, view, from, to - from, words, first)) return FAIL;
    return quoted ? to + 1 : to;
  }

  private flags(start: number, row: number): number {
    const { buffer } = this;
    let index = start;
    let flags = 0;
    while (buffer[index]! >= Byte.ZERO && buffer[index]! <= Byte.NINE) {
      flags = flags * 10 + buffer[index]! - Byte.ZERO;
      index++;
    }
    if (index - start > 9 || !isPlainNumber(buffer, start, index)) return this.absent(start);
    this.batch.columns.flags[row] = flags;
    return index;
  }

  private traceState(start: number, row: number): number {
    const { buffer } = this;
    if (buffer[start] !== Byte.QUOTE) return this.absent(start);
    if (buffer[start + 1] === Byte.QUOTE) return start + 2;
    const next = skipString(buffer, start + 1);
    if (next === FAIL) return FAIL;
    const text = parseJson(this.decoder.decode(buffer.subarray(start, next)));
    if (typeof text !== 'string') return FAIL;
    this.batch.columns.threshold[row] = thresholdOf(text);
    return next;
  }

  private links(start: number): number {
    const { buffer, end } = this;
    if (buffer[start] !== Byte.OPEN_BRACKET) return this.absent(start);
    const first = skipSpace(buffer, start + 1, end);
    if (buffer[first] === Byte.CLOSE_BRACKET) return first + 1;
    this.facts |= Fact.HAS_LINK;
    return skipValue(buffer, start, end);
  }

  private status(start: number): number {
    const { buffer, view, end, statusKeys } = this;
    if (buffer[start] !== Byte.OPEN_BRACE) return this.absent(start);
    let index = skipSpace(buffer, start + 1, end);
    if (buffer[index] === Byte.CLOSE_BRACE) return index + 1;
    let seen = false;
    statusKeys.begin();
    for (;;) {
      const field = statusKeys.next(buffer, view, index, end);
      if (field === FAIL || (field === 0 && seen)) return FAIL;
      index = statusKeys.position;
      if (buffer[index]! <= Byte.SPACE) index = skipSpace(buffer, index, end);
      if (field === 0) {
        seen = true;
        index = this.statusCode(index);
      } else index = skipValue(buffer, index, end);
      if (index === FAIL) return FAIL;
      index = skipSpace(buffer, index, end);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACE) return index;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(buffer, index, end);
    }
  }

  private statusCode(start: number): number {
    const { buffer } = this;
    const code = buffer[start]! - Byte.ZERO;
    if (code >= 0 && code <= 9 && isBehindNumber(buffer[start + 1]!)) {
      if (code === 2) this.facts |= Fact.STATUS_ERROR;
      return start + 1;
    }
    return this.absent(start);
  }
}

/** Whether a byte that follows digits ends the number. */
function isBehindNumber(byte: number): boolean {
  return byte === Byte.COMMA || byte === Byte.CLOSE_BRACE || byte <= Byte.SPACE;
}

/** Whether `buffer[start, end)`, digits, are a whole JSON number without fraction and exponent. */
function isPlainNumber(buffer: Uint8Array, start: number, end: number): boolean {
  return end > start && (buffer[start] !== Byte.ZERO || end === start + 1) && isBehindNumber(buffer[end]!);
}

import type { SpanBatch } from '../../model/batch';
import { Fact } from '../../model/span';
import { Byte } from '../json/bytes';
import type { Effects } from '../json/effects';
import { KeyTable } from '../json/keys';
import { parseJson } from '../json/parse';
import { FAIL, skipSpace, skipValue } from '../json/skip';
import type { Source } from '../json/source';
import { UNSURE } from '../kernel/kernel';
import { SPAN_KERNELS, type SpanKernel, type SpanText } from '../kernel/span-kernel';
import { AttributeScanner } from './attribute-scanner';
import { isCaller, readSpanObject } from './object-span';
import { SPAN_KEYS, SpanField } from './span-fields';
import { SpanValues } from './span-values';

/**
 * Reads spans straight from the bytes of a document. What it is not sure of it hands to the slow reader, span by
 * span: a span comes out the same either way.
 */
export class SpanScanner implements SpanText {
  private readonly source: Source;
  private readonly batch: SpanBatch;
  private readonly effects: Effects;
  private readonly keys = new KeyTable(SPAN_KEYS);
  private readonly values: SpanValues;
  private readonly attributes: AttributeScanner;
  private readonly kernel: SpanKernel;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(source: Source, batch: SpanBatch, effects: Effects) {
    this.source = source;
    this.batch = batch;
    this.effects = effects;
    this.values = new SpanValues(source, batch);
    this.attributes = new AttributeScanner(source, batch.strings);
    this.kernel = SPAN_KERNELS.of(batch.strings);
  }

  get bytes(): Uint8Array {
    return this.source.buffer;
  }

  get end(): number {
    return this.source.end;
  }

  peerNumber(start: number): number {
    this.attributes.scan(start);
    return this.attributes.irregular ? UNSURE : this.attributes.peer.number();
  }

  /** Another document begins. */
  begin(): void {
    this.kernel.forget();
  }

  /**
   * Reads one span or more from `start` on, with commas between them.
   * @returns the position behind the last of them; FAIL where there is no JSON
   */
  spans(start: number): number {
    const next = this.kernel.readJson(this, start, this.batch);
    return next > start ? next : this.span(start);
  }

  /**
   * Reads the span whose first byte is at `start` into a new row of the batch.
   * @returns the position behind it; FAIL where it is no JSON
   */
  span(start: number): number {
    const row = this.batch.next();
    const next = this.source.buffer[start] === Byte.OPEN_BRACE ? this.members(start + 1, row) : FAIL;
    if (next !== FAIL) return next;
    this.batch.truncate(row);
    return this.readSlowly(start);
  }

  private readSlowly(start: number): number {
    const { source } = this;
    const next = skipValue(source, start);
    if (next === FAIL) return FAIL;
    const value = parseJson(this.decoder.decode(source.buffer.subarray(start, next)));
    readSpanObject(value, this.batch, this.effects, source.base + start);
    return next;
  }

  /** Reads the members of a span, from behind its brace; FAIL where it is not sure. */
  private members(start: number, row: number): number {
    const { source, keys } = this;
    const { buffer } = source;
    this.values.facts = 0;
    keys.begin();
    let index = start;
    let seen = 0;
    let first = true;
    for (;;) {
      if (buffer[index]! <= Byte.SPACE) index = skipSpace(source, index);
      if (buffer[index] === Byte.CLOSE_BRACE) break;
      if (first) first = false;
      else {
        if (buffer[index] !== Byte.COMMA) return FAIL;
        index++;
        if (buffer[index]! <= Byte.SPACE) index = skipSpace(source, index);
      }
      const field = keys.next(source, index);
      if (field === FAIL) return FAIL;
      index = keys.position;
      if (buffer[index]! <= Byte.SPACE) index = skipSpace(source, index);
      if (field < SpanField.FIRST_SKIPPED) {
        // Twice the same: the last counts, as JSON.parse has it.
        if ((seen & (1 << field)) !== 0) return FAIL;
        seen |= 1 << field;
        index = this.value(field, index, row);
      } else index = skipValue(source, index);
      if (index === FAIL) return FAIL;
    }
    return this.complete(row, (seen & (1 << SpanField.ATTRIBUTES)) !== 0) ? index + 1 : FAIL;
  }

  private value(field: number, start: number, row: number): number {
    const { values } = this;
    const { columns } = this.batch;
    switch (field) {
      case SpanField.TRACE_ID:
        return values.id(start, 4, columns.traceId, row * 4);
      case SpanField.SPAN_ID:
        return values.id(start, 2, columns.spanId, row * 2);
      case SpanField.PARENT_ID:
        return values.id(start, 2, columns.parentId, row * 2);
      case SpanField.NAME:
        return values.name(start, row);
      case SpanField.KIND:
        return values.kind(start, row);
      case SpanField.START:
        return values.time(start, columns.start, row * 2);
      case SpanField.END:
        return values.time(start, columns.end, row * 2);
      case SpanField.FLAGS:
        return values.flags(start, row);
      case SpanField.TRACE_STATE:
        return values.traceState(start, row);
      case SpanField.ATTRIBUTES:
        return this.attributes.scan(start);
      case SpanField.LINKS:
        return values.links(start);
      default:
        return values.status(start);
    }
  }

  /** What needs several fields at once; false where only the slow reader can tell. */
  private complete(row: number, attributes: boolean): boolean {
    const { columns } = this.batch;
    const { traceId, spanId } = columns;
    let { facts } = this.values;
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
}

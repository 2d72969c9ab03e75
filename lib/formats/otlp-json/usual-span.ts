import type { SpanBatch } from '../../model/batch';
import { Byte } from '../json/bytes';
import { FAIL } from '../json/skip';
import type { Source } from '../json/source';
import { word } from '../json/word';
import { SpanField } from './span-fields';
import type { SpanValues } from './span-values';

// Keys with their quotes and colon, four bytes at a time: the number is where the four bytes begin.
const TRACE_0 = word('"tra');
const TRACE_4 = word('ceId');
const TRACE_6 = word('Id":');
const SPAN_0 = word('"spa');
const SPAN_4 = word('nId"');
const SPAN_5 = word('Id":');
const PARENT_0 = word('"par');
const PARENT_4 = word('entS');
const PARENT_8 = word('panI');
const PARENT_11 = word('Id":');
const FLAGS_0 = word('"fla');
const FLAGS_4 = word('gs":');
const NAME_0 = word('"nam');
const NAME_3 = word('me":');
const KIND_0 = word('"kin');
const KIND_3 = word('nd":');
const START_0 = word('"sta');
const START_4 = word('rtTi');
const START_8 = word('meUn');
const START_12 = word('ixNa');
const START_16 = word('no":');
const END_0 = word('"end');
const END_4 = word('Time');
const END_8 = word('Unix');
const END_12 = word('Nano');
const END_14 = word('no":');

/**
 * Reads the beginning of a span where its fields stand as the Collector and most SDKs write them: IDs, flags, name,
 * kind and times in this order, without white space. It stops at the first thing that is otherwise. Nothing here is
 * needed for a right result, only for speed: straight code is what the processor foresees best.
 */
export class UsualSpan {
  /** Which fields were read: bits by SpanField. */
  seen = 0;
  private readonly source: Source;
  private readonly batch: SpanBatch;
  private readonly values: SpanValues;

  constructor(source: Source, batch: SpanBatch, values: SpanValues) {
    this.source = source;
    this.batch = batch;
    this.values = values;
  }

  /**
   * Reads from the first key on, at `start`, into `row`.
   * @returns the position behind the last value read (`start` where none was), or FAIL where a value was not as usual
   */
  read(start: number, row: number): number {
    const { view } = this.source;
    const { columns } = this.batch;
    this.seen = 0;
    let at = start;
    if (
      view.getInt32(at, true) !== TRACE_0 ||
      view.getInt32(at + 4, true) !== TRACE_4 ||
      view.getInt32(at + 6, true) !== TRACE_6
    ) {
      return start;
    }
    at = this.values.id(at + 10, 4, columns.traceId, row * 4);
    this.seen = 1 << SpanField.TRACE_ID;
    if (
      at === FAIL ||
      view.getInt32(at + 1, true) !== SPAN_0 ||
      view.getInt32(at + 5, true) !== SPAN_4 ||
      view.getInt32(at + 6, true) !== SPAN_5 ||
      !this.isComma(at)
    ) {
      return at;
    }
    at = this.values.id(at + 10, 2, columns.spanId, row * 2);
    this.seen |= 1 << SpanField.SPAN_ID;
    if (at === FAIL || !this.isComma(at)) return at;
    return this.readParent(at, row);
  }

  private readParent(start: number, row: number): number {
    const { view } = this.source;
    let at = start;
    if (
      view.getInt32(at + 1, true) === PARENT_0 &&
      view.getInt32(at + 5, true) === PARENT_4 &&
      view.getInt32(at + 9, true) === PARENT_8 &&
      view.getInt32(at + 12, true) === PARENT_11
    ) {
      at = this.values.id(at + 16, 2, this.batch.columns.parentId, row * 2);
      this.seen |= 1 << SpanField.PARENT_ID;
      if (at === FAIL || !this.isComma(at)) return at;
    }
    if (view.getInt32(at + 1, true) === FLAGS_0 && view.getInt32(at + 5, true) === FLAGS_4) {
      at = this.values.flags(at + 9, row);
      this.seen |= 1 << SpanField.FLAGS;
      if (at === FAIL || !this.isComma(at)) return at;
    }
    return this.readName(at, row);
  }

  private readName(start: number, row: number): number {
    const { view } = this.source;
    let at = start;
    if (view.getInt32(at + 1, true) === NAME_0 && view.getInt32(at + 4, true) === NAME_3) {
      at = this.values.name(at + 8, row);
      this.seen |= 1 << SpanField.NAME;
      if (at === FAIL || !this.isComma(at)) return at;
    }
    if (view.getInt32(at + 1, true) === KIND_0 && view.getInt32(at + 4, true) === KIND_3) {
      at = this.values.kind(at + 8, row);
      this.seen |= 1 << SpanField.KIND;
      if (at === FAIL || !this.isComma(at)) return at;
    }
    return this.readTimes(at, row);
  }

  private readTimes(start: number, row: number): number {
    const { view } = this.source;
    const { columns } = this.batch;
    let at = start;
    if (
      view.getInt32(at + 1, true) !== START_0 ||
      view.getInt32(at + 5, true) !== START_4 ||
      view.getInt32(at + 9, true) !== START_8 ||
      view.getInt32(at + 13, true) !== START_12 ||
      view.getInt32(at + 17, true) !== START_16
    ) {
      return at;
    }
    at = this.values.time(at + 21, columns.start, row * 2);
    this.seen |= 1 << SpanField.START;
    if (
      at === FAIL ||
      !this.isComma(at) ||
      view.getInt32(at + 1, true) !== END_0 ||
      view.getInt32(at + 5, true) !== END_4 ||
      view.getInt32(at + 9, true) !== END_8 ||
      view.getInt32(at + 13, true) !== END_12 ||
      view.getInt32(at + 15, true) !== END_14
    ) {
      return at;
    }
    this.seen |= 1 << SpanField.END;
    return this.values.time(at + 19, columns.end, row * 2);
  }

  private isComma(at: number): boolean {
    return this.source.buffer[at] === Byte.COMMA;
  }
}

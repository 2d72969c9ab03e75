import type { SpanBatch } from '../../model/batch';
import { Byte } from '../json/bytes';
import { hexIntoWords, timeIntoWords } from '../json/integers';
import { FAIL } from '../json/skip';
import type { Source } from '../json/source';
import { word } from '../json/word';
import { SpanField } from './span-fields';
import type { SpanValues } from './span-values';

// Keys with what stands around them, four bytes at a time: the number is where the four bytes begin.
// `"traceId":"`
const TRACE_0 = word('"tra');
const TRACE_4 = word('ceId');
const TRACE_7 = word('d":"');
// `,"spanId":"`
const SPAN_0 = word(',"sp');
const SPAN_4 = word('anId');
const SPAN_7 = word('d":"');
// `,"parentSpanId":"`
const PARENT_0 = word(',"pa');
const PARENT_4 = word('rent');
const PARENT_8 = word('Span');
const PARENT_12 = word('Id":');
// `,"flags":`
const FLAGS_0 = word(',"fl');
const FLAGS_4 = word('ags"');
const FLAGS_5 = word('gs":');
// `,"name":`
const NAME_0 = word(',"na');
const NAME_4 = word('me":');
// `,"kind":`
const KIND_0 = word(',"ki');
const KIND_4 = word('nd":');
// `,"startTimeUnixNano":"`
const START_0 = word(',"st');
const START_4 = word('artT');
const START_8 = word('imeU');
const START_12 = word('nixN');
const START_16 = word('ano"');
const START_18 = word('o":"');
// `,"endTimeUnixNano":"`
const END_0 = word(',"en');
const END_4 = word('dTim');
const END_8 = word('eUni');
const END_12 = word('xNan');
const END_16 = word('o":"');

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
    const { source, values } = this;
    const { buffer, view } = source;
    const { columns } = this.batch;
    this.seen = 0;
    let at = start;
    if (
      view.getInt32(at, true) !== TRACE_0 ||
      view.getInt32(at + 4, true) !== TRACE_4 ||
      view.getInt32(at + 7, true) !== TRACE_7 ||
      buffer[at + 43] !== Byte.QUOTE
    ) {
      return start;
    }
    if (!hexIntoWords(view, at + 11, 4, columns.traceId, row * 4)) return FAIL;
    at += 44;
    let seen = 1 << SpanField.TRACE_ID;
    if (
      view.getInt32(at, true) === SPAN_0 &&
      view.getInt32(at + 4, true) === SPAN_4 &&
      view.getInt32(at + 7, true) === SPAN_7 &&
      buffer[at + 27] === Byte.QUOTE
    ) {
      if (!hexIntoWords(view, at + 11, 2, columns.spanId, row * 2)) return FAIL;
      at += 28;
      seen |= 1 << SpanField.SPAN_ID;
    }
    if (
      view.getInt32(at, true) === PARENT_0 &&
      view.getInt32(at + 4, true) === PARENT_4 &&
      view.getInt32(at + 8, true) === PARENT_8 &&
      view.getInt32(at + 12, true) === PARENT_12
    ) {
      at = values.id(at + 16, 2, columns.parentId, row * 2);
      if (at === FAIL) return FAIL;
      seen |= 1 << SpanField.PARENT_ID;
    }
    if (
      view.getInt32(at, true) === FLAGS_0 &&
      view.getInt32(at + 4, true) === FLAGS_4 &&
      view.getInt32(at + 5, true) === FLAGS_5
    ) {
      at = values.flags(at + 9, row);
      if (at === FAIL) return FAIL;
      seen |= 1 << SpanField.FLAGS;
    }
    if (view.getInt32(at, true) === NAME_0 && view.getInt32(at + 4, true) === NAME_4) {
      at = values.name(at + 8, row);
      if (at === FAIL) return FAIL;
      seen |= 1 << SpanField.NAME;
    }
    if (view.getInt32(at, true) === KIND_0 && view.getInt32(at + 4, true) === KIND_4) {
      at = values.kind(at + 8, row);
      if (at === FAIL) return FAIL;
      seen |= 1 << SpanField.KIND;
    }
    if (
      view.getInt32(at, true) === START_0 &&
      view.getInt32(at + 4, true) === START_4 &&
      view.getInt32(at + 8, true) === START_8 &&
      view.getInt32(at + 12, true) === START_12 &&
      view.getInt32(at + 16, true) === START_16 &&
      view.getInt32(at + 18, true) === START_18 &&
      buffer[at + 41] === Byte.QUOTE
    ) {
      if (!timeIntoWords(view, at + 22, columns.start, row * 2)) return FAIL;
      at += 42;
      seen |= 1 << SpanField.START;
    }
    if (
      view.getInt32(at, true) === END_0 &&
      view.getInt32(at + 4, true) === END_4 &&
      view.getInt32(at + 8, true) === END_8 &&
      view.getInt32(at + 12, true) === END_12 &&
      view.getInt32(at + 16, true) === END_16 &&
      buffer[at + 39] === Byte.QUOTE
    ) {
      if (!timeIntoWords(view, at + 20, columns.end, row * 2)) return FAIL;
      at += 40;
      seen |= 1 << SpanField.END;
    }
    this.seen = seen;
    return at;
  }
}

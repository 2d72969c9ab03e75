import type { SpanBatch } from '../../model/batch';
import { Fact, Kind } from '../../model/span';
import { readId } from '../ids';
import type { Effects } from '../json/effects';
import {
  InvalidField,
  isObject,
  listOf,
  member,
  objectOrNull,
  textOrNull,
  uint32,
  uint64Words,
  wholeNumber,
} from '../json/values';
import { peerOf } from '../peer';
import { thresholdOf } from '../tracestate';
import { attributesOf } from './resource';

/** Names of the kinds by number (trace.proto, Span.SpanKind). */
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
/** Names of the status codes by number (trace.proto, Status.StatusCode). */
const CODES = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);
const CODE_ERROR = 2;

/** Whether a span of this kind calls somebody, whom its attributes name. */
export function isCaller(kind: number): boolean {
  return kind === Kind.CLIENT || kind === Kind.PRODUCER;
}

/**
 * Reads a span from the value that parseJson made of it: the slow way, which is right about everything. A span with
 * a field of the wrong type is told to `effects` and leaves no row; null is passed over, as it is an absent element.
 * @param offset of the span or its document, for what is told
 */
export function readSpanObject(value: unknown, batch: SpanBatch, effects: Effects, offset: number): void {
  if (value === null) return;
  const row = batch.next();
  try {
    fillRow(value, batch, row, effects);
  } catch (error) {
    if (!(error instanceof InvalidField)) throw error;
    batch.truncate(row);
    effects.rejectSpan();
    effects.problem(offset, 'invalid-field', error.message);
    tellDamaged(value, effects);
  }
}

function fillRow(value: unknown, batch: SpanBatch, row: number, effects: Effects): void {
  if (!isObject(value)) throw new InvalidField('span', 'an object', value);
  const { columns } = batch;
  const ids = {
    trace: textOrNull('traceId', member(value, ['traceId', 'trace_id'])),
    span: textOrNull('spanId', member(value, ['spanId', 'span_id'])),
    parent: textOrNull('parentSpanId', member(value, ['parentSpanId', 'parent_span_id'])),
  };
  const name = textOrNull('name', member(value, ['name']));
  columns.start.set(
    uint64Words('startTimeUnixNano', member(value, ['startTimeUnixNano', 'start_time_unix_nano'])),
    row * 2,
  );
  columns.end.set(
    uint64Words('endTimeUnixNano', member(value, ['endTimeUnixNano', 'end_time_unix_nano'])),
    row * 2,
  );
  const kind = kindOf(member(value, ['kind']));
  columns.kind[row] = kind;
  columns.flags[row] = uint32('flags', member(value, ['flags']));
  const traceState = textOrNull('traceState', member(value, ['traceState', 'trace_state']));
  columns.threshold[row] = traceState === null ? 0 : thresholdOf(traceState);
  let facts = listOf('links', member(value, ['links'])).length > 0 ? Fact.HAS_LINK : 0;
  if (isError(member(value, ['status']))) facts |= Fact.STATUS_ERROR;
  const peer = isCaller(kind) ? peerOf(attributesOf('attributes', member(value, ['attributes']))) : '';
  // Nothing is wrong with the span: from here on what it says is taken over.
  facts |= readId('trace', ids.trace, columns.traceId, row * 4, effects);
  facts |= readId('span', ids.span, columns.spanId, row * 2, effects);
  facts |= readId('parent', ids.parent, columns.parentId, row * 2, effects);
  columns.facts[row] = facts;
  columns.name[row] = batch.strings.intern(name ?? '');
  columns.peer[row] = batch.strings.intern(peer);
}

function kindOf(value: unknown): number {
  const kind = enumNumber('kind', 'a span kind', value, KINDS);
  return kind < KINDS.length ? kind : Kind.UNSPECIFIED;
}

function isError(status: unknown): boolean {
  const code = member(objectOrNull('status', status) ?? {}, ['code']);
  return enumNumber('status.code', 'a status code', code, CODES) === CODE_ERROR;
}

/** The number of an enum value given by number or name; a number that the enum does not have is Infinity. */
function enumNumber(field: string, expected: string, value: unknown, names: readonly string[]): number {
  if (value === null) return 0;
  const whole = typeof value === 'string' ? null : wholeNumber(value);
  if (whole !== null) return whole >= 0n && whole < names.length ? Number(whole) : Number.POSITIVE_INFINITY;
  const number = typeof value === 'string' ? names.indexOf(value) : -1;
  if (number < 0) throw new InvalidField(field, expected, value);
  return number;
}

function tellDamaged(value: unknown, effects: Effects): void {
  const raw = isObject(value) ? member(value, ['traceId', 'trace_id']) : null;
  const words = new Uint32Array(4);
  if (typeof raw !== 'string') return;
  if (readId('trace', raw, words, 0, { invalidId: () => undefined }) !== 0) return;
  effects.damagedTrace(words[0]!, words[1]!, words[2]!, words[3]!);
}

import { Fact, Kind } from '../../model/span';
import type { DecodeSink } from '../format';
import { InvalidField, isObject, member, textOrNull, uint32 } from '../json/values';
import { peerOf } from '../peer';
import { addRow, nanosOfMicros, readShortId, writeTimes } from '../span-rows';
import { thresholdOf } from '../tracestate';
import type { ProcessReader } from './process';
import { referencesOf } from './references';
import { firstOf, type Tags, tagsOf } from './tags';

const KINDS: Readonly<Record<string, number>> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
};

/** What OpenTracing called the callee, where none of OpenTelemetry's names is there. */
const PEER_TAGS = ['peer.hostname', 'peer.address', 'peer.ipv4', 'peer.ipv6'];
const NANOS_PER_MILLI = 1_000_000n;

/**
 * Reads one span into a row; one with a field of the wrong type is rejected.
 * @param offset of its document, for what is told
 * @param traceId of the trace around it, for a span without its own
 */
export function readSpan(
  sink: DecodeSink,
  offset: number,
  value: unknown,
  traceId: unknown,
  processes: ProcessReader,
): void {
  const own = isObject(value) ? member(value, ['traceID']) : null;
  addRow(sink, offset, own ?? traceId, (row) => fillRow(sink, row, value, own ?? traceId, processes));
}

function fillRow(
  sink: DecodeSink,
  row: number,
  value: unknown,
  traceId: unknown,
  processes: ProcessReader,
): void {
  if (!isObject(value)) throw new InvalidField('span', 'an object', value);
  const { batch } = sink;
  const { columns } = batch;
  const trace = textOrNull('traceID', traceId);
  const span = textOrNull('spanID', member(value, ['spanID']));
  const references = referencesOf(member(value, ['references']), trace);
  const parent = references.parent ?? textOrNull('parentSpanID', member(value, ['parentSpanID']));
  const name = textOrNull('operationName', member(value, ['operationName'])) ?? '';
  const duration = member(value, ['duration']);
  writeTimes(columns, row, startOf(value), duration === null ? null : nanosOfMicros('duration', duration));
  columns.flags[row] = uint32('flags', member(value, ['flags'])) & 0xff;
  const tags = tagsOf('tags', member(value, ['tags']));
  const kind = KINDS[tags('span.kind')?.toLowerCase() ?? ''] ?? Kind.UNSPECIFIED;
  columns.kind[row] = kind;
  columns.threshold[row] = thresholdOf(tags('w3c.tracestate') ?? '');
  columns.resource[row] = processes.of(value);
  let facts = references.hasOthers ? Fact.HAS_LINK : 0;
  if (isError(tags)) facts |= Fact.STATUS_ERROR;
  // Nothing is wrong with the span: from here on what it says is taken over.
  facts |= readShortId('trace', trace, columns.traceId, row * 4, sink);
  facts |= readShortId('span', span, columns.spanId, row * 2, sink);
  facts |= readShortId('parent', parent, columns.parentId, row * 2, sink);
  columns.facts[row] = facts;
  columns.name[row] = batch.strings.intern(name);
  if (kind === Kind.CLIENT || kind === Kind.PRODUCER)
    columns.peer[row] = batch.strings.intern(peerOfSpan(tags));
}

/** `startTime` in microseconds; what Jaeger keeps in Elasticsearch has milliseconds beside it, or (old) alone. */
function startOf(span: Readonly<Record<string, unknown>>): bigint {
  const start = member(span, ['startTime']);
  const millis = member(span, ['startTimeMillis']);
  if (start !== null || millis === null) return nanosOfMicros('startTime', start);
  return (nanosOfMicros('startTimeMillis', millis) * NANOS_PER_MILLI) / 1000n;
}

function isError(tags: Tags): boolean {
  return tags('error') === 'true' || tags('otel.status_code') === 'ERROR';
}

function peerOfSpan(tags: Tags): string {
  const peer = peerOf(tags);
  return peer === '' ? (firstOf(tags, PEER_TAGS) ?? '') : peer;
}

import { Fact, Kind } from '../model/span';
import type { DecodeSink, Format } from './format';
import { found, InvalidField, isObject, member, objectOrNull, textOrNull } from './json/values';
import { documentDecoder } from './json-documents';
import { outlineOf } from './json-outline';
import { peerOf } from './peer';
import { addRow, nanosOfMicros, readShortId, textOfScalar, writeTimes } from './span-rows';

/** Arrays within arrays that are looked into for spans. */
const MOST_NESTING = 3;

/** A list without any span. */
const EMPTY = /^\s*\[\s*\]\s*$/;

/** Kinds of Zipkin (zipkin2-api.yaml, Span.kind); a span without one is local to its service. */
const KINDS: ReadonlyMap<string | null, number> = new Map([
  [null, Kind.INTERNAL],
  ['CLIENT', Kind.CLIENT],
  ['SERVER', Kind.SERVER],
  ['PRODUCER', Kind.PRODUCER],
  ['CONSUMER', Kind.CONSUMER],
]);

/** Zipkin v2 JSON: an array of spans, an array of such arrays (traces), or either of them line by line. */
export const zipkinJson: Format = {
  id: 'zipkin-json',
  title: 'Zipkin v2 JSON',
  hasLines: true,
  sniff(head, whole) {
    const keys = outlineOf(head)?.[0];
    if (whole && EMPTY.test(Buffer.from(head).toString('latin1'))) return true;
    return keys !== undefined && keys.has('traceId') && keys.has('id') && !keys.has('spanId');
  },
  decoder: (sink, limits, linesFrom) =>
    documentDecoder(sink, limits, (value, offset) => readSpans(sink, value, offset, 0), linesFrom),
};

function readSpans(sink: DecodeSink, value: unknown, offset: number, nesting: number): void {
  if (!Array.isArray(value) || nesting === MOST_NESTING) return readSpan(sink, value, offset);
  for (const element of value) readSpans(sink, element, offset, nesting + 1);
}

function readSpan(sink: DecodeSink, value: unknown, offset: number): void {
  const traceId = isObject(value) ? member(value, ['traceId']) : null;
  addRow(sink, offset, traceId, (row) => fillRow(sink, row, value));
}

function fillRow(sink: DecodeSink, row: number, value: unknown): void {
  if (!isObject(value)) throw new InvalidField('span', 'an object', value);
  const { batch } = sink;
  const { columns } = batch;
  const ids = {
    trace: textOrNull('traceId', member(value, ['traceId'])),
    span: textOrNull('id', member(value, ['id'])),
    parent: textOrNull('parentId', member(value, ['parentId'])),
  };
  const kind = KINDS.get(textOrNull('kind', member(value, ['kind']))) ?? Kind.UNSPECIFIED;
  const name = textOrNull('name', member(value, ['name'])) ?? '';
  const duration = member(value, ['duration']);
  const start = nanosOfMicros('timestamp', member(value, ['timestamp']));
  writeTimes(columns, row, start, duration === null ? null : nanosOfMicros('duration', duration));
  const local = objectOrNull('localEndpoint', member(value, ['localEndpoint'])) ?? {};
  const tags = objectOrNull('tags', member(value, ['tags'])) ?? {};
  const isCaller = kind === Kind.CLIENT || kind === Kind.PRODUCER;
  const peer = isCaller ? peerOfSpan(member(value, ['remoteEndpoint']), tags) : '';
  const resource = {
    service: textOrNull('localEndpoint.serviceName', member(local, ['serviceName'])),
    host: addressOf('localEndpoint', local),
    instance: null,
    language: null,
  };
  let facts = member(tags, ['error']) === null ? 0 : Fact.STATUS_ERROR;
  if (booleanOf('shared', member(value, ['shared']))) facts |= Fact.SHARED;
  // Nothing is wrong with the span: from here on what it says is taken over.
  facts |= readShortId('trace', ids.trace, columns.traceId, row * 4, sink);
  facts |= readShortId('span', ids.span, columns.spanId, row * 2, sink);
  facts |= readShortId('parent', ids.parent, columns.parentId, row * 2, sink);
  columns.facts[row] = facts;
  columns.kind[row] = kind;
  columns.name[row] = batch.strings.intern(name);
  columns.peer[row] = batch.strings.intern(peer);
  columns.resource[row] = batch.resources.intern(resource);
}

/** The other side as Zipkin names it, else by its address, else as the tags name it. */
function peerOfSpan(value: unknown, tags: Readonly<Record<string, unknown>>): string {
  const remote = objectOrNull('remoteEndpoint', value) ?? {};
  const service = textOrNull('remoteEndpoint.serviceName', member(remote, ['serviceName']));
  if (service !== null && service !== '') return service;
  const address = addressOf('remoteEndpoint', remote);
  if (address === null) return peerOf((key) => textOfScalar(member(tags, [key])));
  const port = member(remote, ['port']);
  if (port !== null && typeof port !== 'number')
    throw new InvalidField('remoteEndpoint.port', 'a number', port);
  return port === null || port === 0 ? address : `${address}:${found(port)}`;
}

function addressOf(field: string, endpoint: Readonly<Record<string, unknown>>): string | null {
  for (const key of ['ipv4', 'ipv6']) {
    const address = textOrNull(`${field}.${key}`, member(endpoint, [key]));
    if (address !== null && address !== '') return address;
  }
  return null;
}

function booleanOf(field: string, value: unknown): boolean {
  if (value === null || typeof value === 'boolean') return value === true;
  throw new InvalidField(field, 'true or false', value);
}

import * as fc from 'fast-check';
import { zipkinJson } from '../../lib/formats/zipkin-json';
import { Fact } from '../../lib/model/span';
import { toZipkinSpans } from './encoders';
import { decodeWith, type Row, type TestSink } from './rows';
import { anyGroups, SPAN } from './samples';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTHER_TRACE = 'ffeeddccbbaa99887766554433221100';
const NONE = '0'.repeat(16);
const NO_RESOURCE = { service: null, host: null, instance: null, language: null };
const GOOD = { traceId: TRACE, id: 'b7ad6b7169203331', name: 'work', timestamp: 1000, duration: 5 };

function decode(value: unknown, options: Parameters<typeof decodeWith>[2] = {}): TestSink {
  return decodeWith(
    zipkinJson,
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    options,
  );
}

function rowOf(span: object): Row {
  const sink = decode([span]);
  expect([sink.problems, sink.rejected, sink.rows.length]).toEqual([[], 0, 1]);
  return sink.rows[0]!;
}

describe('a span', () => {
  it('with everything', () => {
    const span = {
      traceId: TRACE,
      id: 'b7ad6b7169203331',
      parentId: '00f067aa0ba902b7',
      kind: 'CLIENT',
      name: 'get /cart',
      timestamp: 1_700_000_000_123_456,
      duration: 2000,
      localEndpoint: { serviceName: 'cart', ipv4: '10.0.0.1', port: 8080 },
      remoteEndpoint: { serviceName: 'bank', ipv4: '10.0.0.2', port: 80 },
      shared: true,
      annotations: [{ timestamp: 1, value: 'ws' }],
      tags: { error: '500' },
    };
    expect(rowOf(span)).toEqual({
      traceId: TRACE,
      spanId: 'b7ad6b7169203331',
      parentId: '00f067aa0ba902b7',
      start: 1_700_000_000_123_456_000n,
      end: 1_700_000_000_125_456_000n,
      name: 'get /cart',
      peer: 'bank',
      kind: 3,
      flags: 0,
      facts: Fact.STATUS_ERROR | Fact.SHARED,
      threshold: 0,
      resource: { service: 'cart', host: '10.0.0.1', instance: null, language: null },
    });
  });

  const client = (remoteEndpoint: unknown, tags: object = {}): object => ({
    kind: 'CLIENT',
    remoteEndpoint,
    tags,
  });
  const cases: [string, object, Partial<Row>][] = [
    [
      'nothing but its IDs',
      { name: undefined, timestamp: undefined, duration: undefined },
      { name: '', start: 0n, end: 0n, kind: 1, facts: 0, resource: NO_RESOURCE },
    ],
    [
      'a 64-bit trace ID',
      { traceId: '8448eb211c80319c' },
      { traceId: '00000000000000008448eb211c80319c', facts: 0 },
    ],
    [
      'IDs of zeros',
      { traceId: '0'.repeat(16), id: '0' },
      { facts: Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID },
    ],
    [
      'IDs that are none',
      { traceId: 'xyz', id: 'xyz', parentId: 'xyz' },
      { facts: Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID | Fact.INVALID_PARENT_ID },
    ],
    ['a duration without a start', { timestamp: null }, { start: 0n, end: 0n }],
    ['a start without a duration', { duration: null }, { start: 1_000_000n, end: 0n }],
    ['a server', { kind: 'SERVER', remoteEndpoint: { serviceName: 'a' } }, { kind: 2, peer: '' }],
    ['a producer', { kind: 'PRODUCER', remoteEndpoint: { serviceName: 'a' } }, { kind: 4, peer: 'a' }],
    ['a consumer', { kind: 'CONSUMER' }, { kind: 5 }],
    ['an unknown kind', { kind: 'PROXY' }, { kind: 0 }],
    ['a callee by its address', client({ ipv4: '10.0.0.2', port: 80 }), { peer: '10.0.0.2:80' }],
    ['a callee by its IPv6 address', client({ serviceName: '', ipv4: '', ipv6: '::2' }), { peer: '::2' }],
    ['a callee with a port of 0', client({ ipv4: '10.0.0.2', port: 0 }), { peer: '10.0.0.2' }],
    ['a callee by its tags', client(undefined, { 'peer.service': 'bank' }), { peer: 'bank' }],
    ['a callee that nobody names', client({}), { peer: '' }],
    ['an empty error', { tags: { error: '' } }, { facts: Fact.STATUS_ERROR }],
    ['not shared', { shared: false }, { facts: 0 }],
    ['a lone surrogate', { name: '\udfff' }, { name: '\ufffd' }],
  ];
  it.each(cases)('%s', (_, fields, expected) => {
    expect(rowOf({ ...GOOD, ...fields })).toMatchObject(expected);
  });
});

describe('documents', () => {
  const one = JSON.stringify(GOOD);
  it.each([
    ['an array of spans', `[${one},${one}]`, 2],
    ['lines of spans', `${one}\n${one}\n`, 2],
    ['lines of arrays', `[${one},${one}]\n[${one}]\n`, 3],
    ['an array of arrays', `[[${one},${one}],[${one}]]`, 3],
    ['lines of arrays of arrays', `[[${one}]]\n[[${one},${one}]]\n`, 3],
    ['pretty-printed', JSON.stringify([[GOOD], [GOOD]], null, 2), 2],
    ['nothing', '[]', 0],
  ])('%s', (_, text, count) => {
    for (const size of [text.length, 7]) {
      const sink = decode(text, { size });
      expect([sink.problems, sink.rows.length]).toEqual([[], count]);
    }
  });
});

describe('bad input', () => {
  it.each([
    ['a name', { ...GOOD, name: 5 }],
    ['a trace ID', { ...GOOD, traceId: 5 }],
    ['a span ID', { ...GOOD, id: {} }],
    ['a parent', { ...GOOD, parentId: [] }],
    ['a kind', { ...GOOD, kind: 5 }],
    ['a start', { ...GOOD, timestamp: 'soon' }],
    ['a start before 1970', { ...GOOD, timestamp: -1 }],
    ['a duration', { ...GOOD, duration: {} }],
    ['an endpoint', { ...GOOD, localEndpoint: 'me' }],
    ['a service name', { ...GOOD, localEndpoint: { serviceName: 5 } }],
    ['an address', { ...GOOD, localEndpoint: { ipv4: 5 } }],
    ['a remote endpoint', { ...GOOD, kind: 'CLIENT', remoteEndpoint: 5 }],
    ['a port', { ...GOOD, kind: 'CLIENT', remoteEndpoint: { ipv4: '1.1.1.1', port: '80' } }],
    ['tags', { ...GOOD, tags: [] }],
    ['shared', { ...GOOD, shared: 'yes' }],
  ])('%s of the wrong type: that span is left out', (_, span) => {
    const sink = decode([GOOD, span, GOOD]);
    expect(sink.rows).toHaveLength(2);
    expect([sink.told, sink.rejected]).toEqual([[['invalid-field', JSON.stringify([GOOD]).length]], 1]);
    expect([...sink.damaged]).toEqual(typeof span.traceId === 'number' ? [] : [TRACE]);
  });

  it('elements that are no spans', () => {
    const sink = decode(`[[${JSON.stringify(GOOD)},5,null],[[[[1]]]]]`);
    expect([sink.rows.length, sink.rejected]).toEqual([1, 3]);
  });

  it('a line that is no JSON: the others are read, its traces are named', () => {
    const good = JSON.stringify(GOOD);
    const broken = JSON.stringify({ ...GOOD, traceId: OTHER_TRACE }).slice(0, -10);
    const sink = decode(`${good}\n${broken}\n${good}\n`);
    expect(sink.told).toEqual([['invalid-json', good.length + 1]]);
    expect(sink.rows).toHaveLength(2);
    expect([...sink.damaged]).toEqual([OTHER_TRACE]);
  });

  it('mutated bytes never crash', () => {
    const text = Buffer.from(
      JSON.stringify(toZipkinSpans([{ resource: { 'service.name': 'cart' }, spans: [SPAN, SPAN] }])),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const changed = Buffer.from(text);
        for (const [index, byte] of changes) changed[index] = byte;
        zipkinJson.sniff(changed, true);
        expect(decodeWith(zipkinJson, changed, { size: 11 }).outcome).toEqual(
          decodeWith(zipkinJson, changed).outcome,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('sniffing', () => {
  it.each([
    ['[{"traceId":"1","id":"2"', true],
    ['[[{"id":"2","traceId":"1"}]]', true],
    ['{"traceId":"1","id":"2"}\n', true],
    ['[{"traceId":"1","tags":{"id":"2"}}]', false],
    ['[{"traceId":"1","spanId":"1","id":"2"}]', false],
    ['{"resourceSpans":[{"traceId":"1","id":"2"}]}', false],
    ['[{"traceID":"1","spans":[]}]', false],
    ['[', false],
    ['id traceId', false],
  ])('%s', (text, expected) => {
    expect(zipkinJson.sniff(Buffer.from(text), false)).toBe(expected);
  });

  it('an array of nothing, where that is all', () => {
    expect(zipkinJson.sniff(Buffer.from(' [ ]\n'), true)).toBe(true);
    expect(zipkinJson.sniff(Buffer.from('[]'), false)).toBe(false);
  });
});

it('decodes what was encoded, in each of its shapes', () => {
  fc.assert(
    fc.property(anyGroups, fc.constantFrom('array', 'lines', 'arrays'), (groups, shape) => {
      const spans = toZipkinSpans(groups);
      const text =
        shape === 'lines'
          ? spans.map((span) => JSON.stringify(span)).join('\n')
          : JSON.stringify(shape === 'array' ? spans : [spans]);
      const sink = decode(text);
      expect(sink.problems).toEqual([]);
      expect(sink.rows).toMatchObject(
        groups.flatMap(({ resource, spans: members }) =>
          members.map((span) => ({
            traceId: span.traceId,
            spanId: span.spanId,
            parentId: span.parentId === '' ? NONE : span.parentId,
            start: span.start,
            end: span.end,
            name: span.name.toWellFormed(),
            // Zipkin has no kind for what is local.
            kind: Math.max(1, span.kind),
            facts: span.isError ? Fact.STATUS_ERROR : 0,
            resource: { ...NO_RESOURCE, service: resource['service.name'] },
          })),
        ),
      );
    }),
  );
});

import * as fc from 'fast-check';
import { invalidIdWords } from '../../lib/formats/ids';
import { jaegerJson } from '../../lib/formats/jaeger-json';
import { Fact } from '../../lib/model/span';
import { hexOfWords } from '../../lib/model/words';
import { toJaegerJson } from './encoders';
import { decodeWith, type Row, type TestSink } from './rows';
import { anyGroups, SPAN } from './samples';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTHER_TRACE = 'ffeeddccbbaa99887766554433221100';
const NONE = '0'.repeat(16);
const NO_RESOURCE = { service: null, host: null, instance: null, language: null };

const GOOD = {
  traceID: TRACE,
  spanID: 'b7ad6b7169203331',
  operationName: 'work',
  startTime: 1000,
  duration: 5,
};

function decode(value: unknown, options: Parameters<typeof decodeWith>[2] = {}): TestSink {
  return decodeWith(
    jaegerJson,
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    options,
  );
}

/** The row of a span on its own, with nothing wrong about it. */
function rowOf(span: object): Row {
  const sink = decode(span);
  expect([sink.problems, sink.rejected, sink.rows.length]).toEqual([[], 0, 1]);
  return sink.rows[0]!;
}

const tags = (pairs: Record<string, unknown>): object[] =>
  Object.entries(pairs).map(([key, value]) => ({ key, value }));
const reference = (refType: string, traceID: string | null, spanID: string): object => ({
  refType,
  traceID,
  spanID,
});

describe('a span', () => {
  it('with everything', () => {
    const trace = {
      traceID: TRACE,
      spans: [
        {
          traceID: TRACE,
          spanID: 'b7ad6b7169203331',
          flags: 1,
          operationName: 'GET /cart',
          references: [
            { refType: 'CHILD_OF', traceID: TRACE, spanID: '00f067aa0ba902b7', span: { spanID: 5 } },
          ],
          startTime: 1_700_000_000_123_456,
          duration: 2000,
          tags: tags({
            'span.kind': 'client',
            'peer.service': 'bank',
            error: true,
            'w3c.tracestate': 'ot=th:8',
          }),
          logs: [],
          processID: 'p1',
          warnings: null,
        },
      ],
      processes: {
        p1: {
          serviceName: 'cart',
          tags: tags({ hostname: 'n1', ip: '10.0.0.1', 'client-uuid': 'u', 'jaeger.version': 'Go-2.30.0' }),
        },
      },
    };
    for (const document of [trace, { data: [trace], total: 0, errors: null }, [trace], { data: trace }]) {
      expect(decode(document).rows).toEqual([
        {
          traceId: TRACE,
          spanId: 'b7ad6b7169203331',
          parentId: '00f067aa0ba902b7',
          start: 1_700_000_000_123_456_000n,
          end: 1_700_000_000_125_456_000n,
          name: 'GET /cart',
          peer: 'bank',
          kind: 3,
          flags: 1,
          facts: Fact.STATUS_ERROR,
          threshold: 0x8001,
          resource: { service: 'cart', host: '10.0.0.1', instance: 'u', language: 'go' },
        },
      ]);
    }
  });

  it('with nothing but its IDs', () => {
    expect(rowOf({ traceID: TRACE, spanID: '1' })).toEqual({
      traceId: TRACE,
      spanId: '0000000000000001',
      parentId: NONE,
      start: 0n,
      end: 0n,
      name: '',
      peer: '',
      kind: 0,
      flags: 0,
      facts: 0,
      threshold: 0,
      resource: NO_RESOURCE,
    });
  });

  const own = (spanID: string): object => reference('CHILD_OF', TRACE, spanID);
  const cases: [string, object, Partial<Row>][] = [
    [
      'a 64-bit trace ID',
      { traceID: '8448eb211c80319c' },
      { traceId: '00000000000000008448eb211c80319c', facts: 0 },
    ],
    [
      'IDs without their leading zeros',
      { traceID: 'ABC', spanID: 'F' },
      { traceId: `${'0'.repeat(29)}abc`, spanId: '000000000000000f', facts: 0 },
    ],
    ['a parent of zeros', { parentSpanID: '0' }, { parentId: NONE, facts: 0 }],
    ['IDs of zeros', { traceID: '0', spanID: '00' }, { facts: Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID }],
    ['no IDs', { traceID: '', spanID: '' }, { facts: Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID }],
    ['a parent by its field', { parentSpanID: 'a1' }, { parentId: '00000000000000a1' }],
    [
      'a parent by reference, not by its field',
      { parentSpanID: 'a1', references: [own('b2')] },
      { parentId: '00000000000000b2', facts: 0 },
    ],
    [
      'CHILD_OF before FOLLOWS_FROM',
      { references: [reference('FOLLOWS_FROM', TRACE, 'c3'), own('b2')] },
      { parentId: '00000000000000b2', facts: Fact.HAS_LINK },
    ],
    [
      'FOLLOWS_FROM alone',
      { references: [reference('FOLLOWS_FROM', TRACE, 'c3')] },
      { parentId: '00000000000000c3', facts: 0 },
    ],
    [
      'the first of two parents',
      { references: [own('b2'), own('c3')] },
      { parentId: '00000000000000b2', facts: Fact.HAS_LINK },
    ],
    [
      'the same parent twice',
      { references: [own('b2'), reference('FOLLOWS_FROM', TRACE, '00B2')] },
      { parentId: '00000000000000b2', facts: 0 },
    ],
    [
      'a reference to another trace',
      { references: [reference('CHILD_OF', OTHER_TRACE, 'b2')] },
      { parentId: NONE, facts: Fact.HAS_LINK },
    ],
    [
      'references to both',
      { references: [reference('CHILD_OF', OTHER_TRACE, 'c3'), own('b2')] },
      { parentId: '00000000000000b2', facts: Fact.HAS_LINK },
    ],
    [
      'a reference that names no trace',
      { references: [reference('CHILD_OF', null, 'b2')] },
      { parentId: '00000000000000b2' },
    ],
    [
      'a reference of another case and length',
      { references: [reference('CHILD_OF', TRACE.slice(1).toUpperCase(), 'b2')] },
      { parentId: '00000000000000b2' },
    ],
    [
      'a reference of an unknown type',
      { references: [reference('CAUSED_BY', TRACE, 'b2')] },
      { parentId: NONE, facts: Fact.HAS_LINK },
    ],
    ['no references', { references: null, tags: null, duration: null }, { parentId: NONE, end: 0n }],
    ['flags beyond eight bits', { flags: 0x103 }, { flags: 3 }],
    ['flags as text', { flags: '1' }, { flags: 1 }],
    ['a start as text', { startTime: '1544712660000001' }, { start: 1_544_712_660_000_001_000n }],
    ['a start with a fraction', { startTime: 1000.25 }, { start: 1_000_250n, end: 1_005_250n }],
    ['a start with a fraction as text', { startTime: '1000.25' }, { start: 1_000_250n }],
    ['a start in milliseconds', { startTime: null, startTimeMillis: 12.5 }, { start: 12_500_000n }],
    ['the largest exact start', { startTime: 9_007_199_254_740_991 }, { start: 9_007_199_254_740_991_000n }],
    [
      'an end beyond 64 bits',
      { startTime: '18446744073709551', duration: 1e15 },
      { end: 0xffff_ffff_ffff_ffffn },
    ],
    ['a negative duration', { duration: -1 }, { end: 999_000n }],
    ['a duration that leads before 1970', { duration: -5000 }, { end: 0n }],
    ['a kind in capitals', { tags: tags({ 'span.kind': 'SERVER' }) }, { kind: 2 }],
    ['an unknown kind', { tags: tags({ 'span.kind': 'proxy' }) }, { kind: 0 }],
    ['an error as text', { tags: tags({ error: 'true' }) }, { facts: Fact.STATUS_ERROR }],
    ['no error', { tags: tags({ error: false }) }, { facts: 0 }],
    [
      'an error as OpenTelemetry writes it',
      { tags: tags({ 'otel.status_code': 'ERROR' }) },
      { facts: Fact.STATUS_ERROR },
    ],
    [
      'a callee with a port',
      { tags: tags({ 'span.kind': 'producer', 'net.peer.name': 'q', 'net.peer.port': 5672 }) },
      { kind: 4, peer: 'q:5672' },
    ],
    [
      'a callee as OpenTracing names it',
      { tags: tags({ 'span.kind': 'client', 'peer.hostname': '', 'peer.address': '10.0.0.9:80' }) },
      { peer: '10.0.0.9:80' },
    ],
    [
      'a callee that nobody names',
      { tags: tags({ 'span.kind': 'client', 'peer.service': { no: 'text' } }) },
      { peer: '' },
    ],
    [
      'no callee of a consumer',
      { tags: tags({ 'span.kind': 'consumer', 'peer.service': 'bank' }) },
      { kind: 5, peer: '' },
    ],
    [
      'the first of two tags',
      { tags: [...tags({ 'span.kind': 'internal' }), ...tags({ 'span.kind': 'client' })] },
      { kind: 1 },
    ],
    [
      'a process of its own',
      { process: { serviceName: 'cart' } },
      { resource: { ...NO_RESOURCE, service: 'cart' } },
    ],
    ['a process that is not there', { processID: 'p1' }, { resource: NO_RESOURCE }],
    ['a lone surrogate', { operationName: '\ud800' }, { name: '\ufffd' }],
  ];
  it.each(cases)('%s', (_, fields, expected) => {
    expect(rowOf({ ...GOOD, ...fields })).toMatchObject(expected);
  });

  it.each([
    ['trace', 'traceID', 'x'.repeat(32), 4, Fact.INVALID_TRACE_ID],
    ['trace', 'traceID', 'a'.repeat(33), 4, Fact.INVALID_TRACE_ID],
    ['span', 'spanID', 'a'.repeat(17), 2, Fact.INVALID_SPAN_ID],
    ['parent', 'parentSpanID', '-1', 2, Fact.INVALID_PARENT_ID],
  ] as const)('an invalid %s ID', (kind, field, id, count, fact) => {
    const sink = decode({ ...GOOD, [field]: id });
    const words = hexOfWords(invalidIdWords(id, count), 0, count);
    expect(sink.invalid).toEqual([`${kind} ${words} ${id}`]);
    expect(sink.rows[0]).toMatchObject({ facts: fact, [`${kind}Id`]: words });
  });
});

describe('processes', () => {
  it.each([
    ['a host by its ID', { 'host.name': 'n', 'host.id': 'i' }, { host: 'i' }],
    ['a host that knows only its loopback address', { ip: '127.0.0.1', hostname: 'n' }, { host: 'n' }],
    [
      'OpenTelemetry names',
      { 'service.instance.id': 's', 'telemetry.sdk.language': 'java', 'jaeger.version': 'Go-1' },
      { instance: 's', language: 'java' },
    ],
    ['a client of C++', { 'jaeger.version': 'C++-0.4.2' }, { language: 'cpp' }],
    ['a client of Node.js', { 'jaeger.version': 'Node-3.18.0' }, { language: 'nodejs' }],
    ['a client of nothing', { 'jaeger.version': '1.0' }, { language: null }],
  ])('%s', (_, pairs, expected) => {
    const row = rowOf({ ...GOOD, process: { serviceName: 's', tags: tags(pairs) } });
    expect(row.resource).toEqual({ ...NO_RESOURCE, service: 's', ...expected });
  });

  it('one that is null, and one that several spans share', () => {
    const { traceID, spanID } = GOOD;
    const spans = ['p1', 'p2', 'p2', 'p3'].map((processID) => ({ traceID, spanID, processID }));
    const sink = decode({ traceID: TRACE, spans, processes: { p1: null, p2: { serviceName: 'two' } } });
    expect(sink.rows.map((row) => row.resource.service)).toEqual([null, 'two', 'two', null]);
  });
});

describe('documents', () => {
  const trace = { traceID: TRACE, spans: [GOOD], processes: {} };
  it.each([
    ['lines of traces', `${JSON.stringify(trace)}\n${JSON.stringify(trace)}\n`, 2],
    ['lines of spans', `${JSON.stringify(GOOD)}\n${JSON.stringify(GOOD)}\n`, 2],
    ['lines of answers', `${JSON.stringify({ data: [trace] })}\n`, 1],
    ['lines of arrays', `[${JSON.stringify(trace)}]\n[${JSON.stringify(trace)}]\n`, 2],
    ['pretty-printed', JSON.stringify({ data: [trace, trace] }, null, 2), 2],
    [
      'a trace whose spans name no trace',
      JSON.stringify({ traceID: TRACE, spans: [{ ...GOOD, traceID: undefined }] }),
      1,
    ],
    ['an answer without traces', '{"data":[],"errors":null}', 0],
    ['an answer with nothing', '{"data":null,"errors":[]}', 0],
    ['a trace without spans', '{"traceID":"1","spans":null}', 0],
  ])('%s', (_, text, count) => {
    for (const size of [text.length, 7]) {
      const sink = decode(text, { size });
      expect([sink.problems, sink.rows.length]).toEqual([[], count]);
      for (const row of sink.rows) expect(row.traceId).toBe(TRACE);
    }
  });
});

describe('bad input', () => {
  it.each([
    ['a span', 5],
    ['a name', { ...GOOD, operationName: 5 }],
    ['a trace ID', { ...GOOD, traceID: 5 }],
    ['a span ID', { ...GOOD, spanID: {} }],
    ['a parent', { ...GOOD, parentSpanID: [] }],
    ['references', { ...GOOD, references: {} }],
    ['a reference', { ...GOOD, references: [5] }],
    ['a reference of numbers', { ...GOOD, references: [{ refType: 'CHILD_OF', traceID: TRACE, spanID: 5 }] }],
    ['a start', { ...GOOD, startTime: 'soon' }],
    ['an empty start', { ...GOOD, startTime: '' }],
    ['a start that is an object', { ...GOOD, startTime: {} }],
    ['a start before 1970', { ...GOOD, startTime: -1 }],
    ['a start beyond 64 bits', { ...GOOD, startTime: '18446744073709552' }],
    ['a duration', { ...GOOD, duration: 'long' }],
    ['flags', { ...GOOD, flags: 'some' }],
    ['tags', { ...GOOD, tags: 'none' }],
    ['a tag', { ...GOOD, tags: ['one'] }],
    ['a tag key', { ...GOOD, tags: [{ key: 5, value: 5 }] }],
    ['a process ID', { ...GOOD, processID: 5 }],
    ['a process', { ...GOOD, process: 'me' }],
    ['a process in the trace', { ...GOOD, processID: 'p1' }],
    ['a service name', { ...GOOD, process: { serviceName: 5 } }],
  ])('%s of the wrong type: that span is left out', (_, span) => {
    const document = { traceID: OTHER_TRACE, spans: [GOOD, span, GOOD], processes: { p1: 'me' } };
    const sink = decode(`\n ${JSON.stringify(document)}`);
    expect(sink.rows).toHaveLength(2);
    expect([sink.told, sink.rejected]).toEqual([[['invalid-field', 2]], 1]);
    const isNamed = !(typeof span === 'object' && typeof span.traceID === 'number');
    expect([...sink.damaged]).toEqual(isNamed ? [span === 5 ? OTHER_TRACE : TRACE] : []);
  });

  it.each([
    ['spans', { traceID: TRACE, spans: {} }],
    ['a trace', [5]],
    ['data', { data: 5 }],
    ['none of it', { traceID: TRACE }],
    ['arrays in arrays', [[[[[GOOD]]]]]],
  ])('%s of the wrong type: told', (_, document) => {
    const sink = decode(document);
    expect(sink.problems).toMatchObject([{ reason: expect.stringMatching(/^invalid-(field|json)$/) }]);
    expect(sink.rows).toEqual([]);
  });

  it('a line that is no JSON: the others are read, its traces are named', () => {
    const good = JSON.stringify(GOOD);
    const broken = JSON.stringify({ ...GOOD, traceID: OTHER_TRACE }).slice(0, -10);
    const sink = decode(`${good}\n${broken}\n${good}\n`);
    expect(sink.told).toEqual([['invalid-json', good.length + 1]]);
    expect(sink.rows).toHaveLength(2);
    expect([...sink.damaged]).toEqual([OTHER_TRACE]);
  });

  it('a document that breaks off', () => {
    const text = JSON.stringify({ data: [{ traceID: OTHER_TRACE, spans: [GOOD] }] });
    for (const complete of [true, false]) {
      const sink = decode(text.slice(0, -5), { complete });
      expect(sink.rows).toEqual([]);
      expect(sink.told.map(([reason]) => reason)).toEqual(complete ? ['invalid-json'] : []);
      expect([...sink.damaged].sort()).toEqual([TRACE, OTHER_TRACE].sort());
    }
  });

  it('a document larger than the limit', () => {
    const text = JSON.stringify({
      data: [{ traceID: TRACE, spans: Array.from({ length: 50 }, () => GOOD) }],
    });
    const sink = decode(text, { maxDocumentBytes: 1000 });
    expect(sink.told).toEqual([['too-large', 0]]);
  });

  it('nesting of 10,000', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const sink = decode(
      `{"traceID":"${TRACE}","spans":[${JSON.stringify(GOOD)},{"spanID":"1","tags":${deep}}]}`,
    );
    expect([sink.rows.length, sink.rejected]).toEqual([1, 1]);
  });

  it('mutated bytes never crash', () => {
    const text = Buffer.from(
      toJaegerJson([{ resource: { 'service.name': 'cart' }, spans: [SPAN, { ...SPAN, kind: 3 }] }]),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(text.length - 1), fc.nat(255)), { maxLength: 4 }), (changes) => {
        const changed = Buffer.from(text);
        for (const [index, byte] of changes) changed[index] = byte;
        jaegerJson.sniff(changed, true);
        expect(decodeWith(jaegerJson, changed, { size: 11 }).rows).toEqual(
          decodeWith(jaegerJson, changed).rows,
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('sniffing', () => {
  it.each([
    ['{"data":[{"traceID":"1","spans":[', true],
    ['\ufeff \n{"traceID":"1","processes":{},"spans":[]}', true],
    ['[{"traceID":"1","spans":[]}]', true],
    ['{"traceID":"1","spanID":"2"}\n', true],
    ['{"data":[{"traceID":"1","rootServiceName":"x"}]}', false],
    [' { "data": [] , "total": 0}', true],
    ['{"data":null}', true],
    ['{"traces":[{"traceID":"1","spans":[]}]}', false],
    ['{"resourceSpans":[]}', false],
    ['{"note":"\\"traceID\\": \\"spans\\"', false],
    ['[{"traceId":"1","id":"2"}]', false],
    ['traceID spans', false],
    ['', false],
  ])('%s', (text, expected) => {
    expect(jaegerJson.sniff(Buffer.from(text), false)).toBe(expected);
  });
});

it('decodes what was encoded', () => {
  fc.assert(
    fc.property(anyGroups, (groups) => {
      const sink = decode(toJaegerJson(groups));
      expect(sink.problems).toEqual([]);
      expect(sink.rows).toMatchObject(
        groups.flatMap(({ resource, spans }) =>
          spans.map((span) => ({
            traceId: span.traceId,
            spanId: span.spanId,
            parentId: span.parentId === '' ? NONE : span.parentId,
            start: span.start,
            end: span.end,
            name: span.name.toWellFormed(),
            kind: span.kind,
            flags: span.flags,
            facts: (span.isError ? Fact.STATUS_ERROR : 0) | (span.hasLink ? Fact.HAS_LINK : 0),
            resource: {
              service: resource['service.name'],
              host: resource['host.name'] ?? null,
              instance: resource['service.instance.id'] ?? null,
              language: resource['telemetry.sdk.language'] ?? null,
            },
          })),
        ),
      );
    }),
  );
});

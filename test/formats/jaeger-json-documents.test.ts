import * as fc from 'fast-check';
import { jaegerJson } from '../../lib/formats/jaeger-json';
import { toJaegerJson } from './encoders';
import { decode, GOOD, NO_RESOURCE, OTHER_TRACE, rowOf, TRACE, tags } from './jaeger-samples';
import { decodeWith } from './rows';
import { SPAN } from './samples';

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
    for (const size of [text.length, 100, 1]) {
      const sink = decode(text, { maxDocumentBytes: 1000, size });
      expect(sink.told).toEqual([['too-large', 0]]);
      expect([...sink.damaged]).toEqual([TRACE]);
    }
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
        expect(decodeWith(jaegerJson, changed, { size: 11 }).outcome).toEqual(
          decodeWith(jaegerJson, changed).outcome,
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

import * as fc from 'fast-check';
import { invalidIdWords } from '../../lib/formats/ids';
import { Fact } from '../../lib/model/span';
import { hexOfWords } from '../../lib/model/words';
import { toJaegerJson } from './encoders';
import {
  decode,
  GOOD,
  NO_RESOURCE,
  NONE,
  OTHER_TRACE,
  reference,
  rowOf,
  TRACE,
  tags,
} from './jaeger-samples';
import { type Row } from './rows';
import { anyGroups, rowsOf } from './samples';

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

it('decodes what was encoded', () => {
  fc.assert(
    fc.property(anyGroups, (groups) => {
      const sink = decode(toJaegerJson(groups));
      expect(sink.problems).toEqual([]);
      expect(sink.rows).toMatchObject(rowsOf(groups));
    }),
  );
});

import * as fc from 'fast-check';
import { otlpProto } from '../../lib/formats/otlp-proto';
import {
  attributeFields,
  bytesField,
  fixed32Field,
  fixed64Field,
  protoSpan,
  toOtlpProto,
  varintField,
} from './encoders';
import { group, hexBytes, OTHER, OTHER_TRACE, requestOf } from './otlp-proto-samples';
import { decodeWith } from './rows';
import { anyGroups, SPAN } from './samples';

const NO_RESOURCE = { service: null, host: null, instance: null, language: null };

describe('a resource', () => {
  it('of all that is kept', () => {
    const resource = {
      'service.name': 'cart',
      'host.name': 'n',
      'host.id': 'i',
      'service.instance.id': '7',
      'telemetry.sdk.language': 'go',
    };
    const sink = decodeWith(
      otlpProto,
      toOtlpProto([group([SPAN], resource), group([SPAN], resource), group([SPAN], {})]),
    );
    const expected = { service: 'cart', host: 'i', instance: '7', language: 'go' };
    expect(sink.rows.map((row) => row.resource)).toEqual([expected, expected, NO_RESOURCE]);
    expect(sink.batch.resources.size).toBe(2);
  });

  it('may stand after its spans, in several pieces, with fields that are not known', () => {
    const message = Buffer.concat([
      bytesField(2, bytesField(2, protoSpan(SPAN))),
      bytesField(1, Buffer.concat([attributeFields(1, { 'service.name': 'cart' }), varintField(2, 1)])),
      bytesField(3, 'https://opentelemetry.io/schemas/1.30.0'),
      bytesField(1, attributeFields(1, { 'host.ip': '10.0.0.1', 'service.name': 'late' })),
    ]);
    const sink = decodeWith(otlpProto, bytesField(1, message));
    expect(sink.rows[0]!.resource).toEqual({ ...NO_RESOURCE, service: 'cart', host: '10.0.0.1' });
  });

  it('many of them', () => {
    const groups = Array.from({ length: 1100 }, (_, index) => group([SPAN], { 'service.name': `s${index}` }));
    const sink = decodeWith(otlpProto, toOtlpProto(groups));
    expect(sink.batch.resources.size).toBe(1100);
  });

  it.each([
    ['of the wrong type', bytesField(1, varintField(1, 5))],
    ['with a key of the wrong type', bytesField(1, bytesField(1, varintField(1, 5)))],
  ])('%s is as good as none', (_, resource) => {
    const message = Buffer.concat([resource, bytesField(2, bytesField(2, protoSpan(SPAN)))]);
    const sink = decodeWith(otlpProto, bytesField(1, message));
    expect(sink.told).toEqual([['invalid-field', 4]]);
    expect(sink.rows[0]!.resource).toEqual(NO_RESOURCE);
  });
});

describe('fields of the wrong type', () => {
  it('a span with one is rejected, and its trace has lost something', () => {
    const wrong = Buffer.concat([protoSpan(OTHER), varintField(5, 1)]);
    const sink = decodeWith(otlpProto, requestOf(protoSpan(SPAN), wrong, protoSpan(SPAN)));
    expect(sink.rows.map((row) => row.traceId)).toEqual([SPAN.traceId, SPAN.traceId]);
    expect(sink.rejected).toBe(1);
    expect(sink.problems).toMatchObject([
      { reason: 'invalid-field', message: 'Span.name is a varint instead of bytes' },
    ]);
    expect([...sink.damaged]).toEqual([OTHER_TRACE]);
  });

  it.each([
    ['times', varintField(7, 1)],
    ['kinds', bytesField(6, 'x')],
    ['flags', varintField(16, 1)],
    ['codes', bytesField(15, bytesField(3, 'x'))],
    ['attributes', Buffer.concat([varintField(6, 3), bytesField(9, varintField(1, 1))])],
  ])('%s', (_, field) => {
    const sink = decodeWith(otlpProto, requestOf(protoSpan(SPAN), field));
    expect(sink.rows).toHaveLength(1);
    expect([sink.rejected, sink.told.length, sink.damaged.size]).toEqual([1, 1, 0]);
  });

  it('groups of spans with another type are told and passed over', () => {
    const message = Buffer.concat([
      varintField(1, 1),
      varintField(2, 1),
      bytesField(2, Buffer.concat([varintField(2, 1), bytesField(2, protoSpan(SPAN))])),
    ]);
    const sink = decodeWith(otlpProto, bytesField(1, message));
    expect(sink.rows).toHaveLength(1);
    expect(sink.told.map(([reason]) => reason)).toEqual(['invalid-field', 'invalid-field', 'invalid-field']);
  });
});

describe('other signals', () => {
  const log = Buffer.concat([
    fixed64Field(1, 5n),
    varintField(2, 9),
    bytesField(5, bytesField(1, 'text')),
    bytesField(9, Buffer.alloc(16, 1)),
  ]);
  const bareLog = Buffer.concat([bytesField(3, 'INFO'), bytesField(5, bytesField(1, 'text'))]);
  const metric = (name: string, data: number): Buffer =>
    Buffer.concat([
      bytesField(1, name),
      bytesField(2, '8 chars.'),
      bytesField(3, 's'),
      bytesField(data, bytesField(1, 'point')),
    ]);
  it.each([
    ['logs', [log, log, log], { logs: 3, metrics: 0 }],
    ['logs without a time', [bareLog], { logs: 1, metrics: 0 }],
    ['sums', [metric('http.requests', 7)], { logs: 0, metrics: 1 }],
    ['gauges named like an ID', [metric('16.characters.xx', 5), metric('b', 9)], { logs: 0, metrics: 2 }],
    ['exponential histograms', [metric('latency', 10)], { logs: 0, metrics: 1 }],
  ])('%s are counted and passed over', (_, records, expected) => {
    const sink = decodeWith(otlpProto, Buffer.concat([requestOf(...records), requestOf(protoSpan(SPAN))]));
    expect(sink.problems).toEqual([]);
    expect(sink.skipped).toEqual(expected);
    expect(sink.rows).toHaveLength(1);
  });

  it.each([
    ['of printable IDs', protoSpan({ ...SPAN, traceId: Buffer.from('16.characters.xx').toString('hex') })],
    ['with IDs only', Buffer.concat([bytesField(1, Buffer.alloc(16, 7)), bytesField(2, Buffer.alloc(8, 7))])],
    ['with a name only', bytesField(4, Buffer.alloc(8))],
  ])('a span %s is a span', (_, span) => {
    const sink = decodeWith(otlpProto, requestOf(span));
    expect(sink.skipped).toEqual({ logs: 0, metrics: 0 });
    expect(sink.rows).toHaveLength(1);
  });
});

describe('the message', () => {
  it('has other fields, groups and empty parts', () => {
    const bytes = Buffer.concat([
      varintField(2, 300),
      fixed64Field(3, 1n),
      fixed32Field(4, 1),
      bytesField(5, 'text'),
      bytesField(6, ''),
      hexBytes('3b', '0a01ff', '43', '0801', '44', '3c'), // group 7 with a field 1 and a group 8 in it
      bytesField(1, ''),
      toOtlpProto([group([SPAN])]),
    ]);
    for (const size of [bytes.length, 1, 7]) {
      const sink = decodeWith(otlpProto, bytes, { size });
      expect(sink.problems).toEqual([]);
      expect(sink.rows).toHaveLength(1);
    }
  });

  it('is an answer of Tempo, with one more message around it', () => {
    const groups = [group([SPAN, OTHER]), group([OTHER], { 'service.name': 'bank' })];
    const answer = bytesField(1, toOtlpProto(groups));
    const metrics = bytesField(2, varintField(1, 5));
    for (const [status, damaged] of [
      [0, []],
      [1, [SPAN.traceId]],
    ] as const) {
      const sink = decodeWith(otlpProto, Buffer.concat([answer, metrics, varintField(3, status)]));
      expect(sink.problems).toEqual([]);
      expect(sink.rows).toEqual(decodeWith(otlpProto, toOtlpProto(groups)).rows);
      expect([...sink.damaged]).toEqual(damaged);
    }
    expect(otlpProto.sniff(answer, true)).toBe(true);
  });

  it('of which nothing was an answer of Tempo has no status', () => {
    const sink = decodeWith(otlpProto, Buffer.concat([toOtlpProto([group([SPAN])]), varintField(3, 1)]));
    expect([sink.rows.length, sink.damaged.size, sink.problems]).toEqual([1, 0, []]);
  });

  it('is nothing', () => {
    const sink = decodeWith(otlpProto, Buffer.alloc(0));
    expect([sink.rows, sink.problems]).toEqual([[], []]);
  });

  it('is read in pieces of any size', () => {
    fc.assert(
      fc.property(anyGroups, fc.integer({ min: 1, max: 200 }), (groups, size) => {
        const bytes = toOtlpProto(groups);
        const whole = decodeWith(otlpProto, bytes);
        expect(whole.problems).toEqual([]);
        expect(decodeWith(otlpProto, bytes, { size }).rows).toEqual(whole.rows);
      }),
      { numRuns: 60 },
    );
  });

  it('grows the buffer for large parts, and gives it back', () => {
    const many = group(Array.from({ length: 40_000 }, () => SPAN));
    const sink = decodeWith(otlpProto, toOtlpProto([many, group([OTHER])]), { size: 100_000 });
    expect(sink.batch.length).toBe(40_001);
  });
});

describe('sniffing', () => {
  const request = toOtlpProto([group([SPAN, SPAN])]);

  it('knows requests, cut off anywhere', () => {
    for (let length = 4; length < request.length; length++)
      expect(otlpProto.sniff(request.subarray(0, length), false)).toBe(true);
    expect(otlpProto.sniff(request, true)).toBe(true);
  });

  it.each([
    ['an empty ResourceSpans', Buffer.from('0a00', 'hex')],
    ['spans without a resource', requestOf(protoSpan(SPAN))],
    [
      'an empty resource',
      bytesField(1, Buffer.concat([bytesField(1, ''), bytesField(2, bytesField(2, protoSpan(SPAN)))])),
    ],
    ['logs', requestOf(fixed64Field(1, 5n))],
    ['a truncated object', request.subarray(0, 60)],
  ])('%s is protobuf', (_, bytes) => {
    expect(otlpProto.sniff(bytes, true)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['one byte', '0a'],
    ['line breaks', '0a0a0a0a0a'],
    ['JSON after a line break', Buffer.from('\n{"resourceSpans":[]}').toString('hex')],
    ['JSON after blank lines', Buffer.from('\n\n  {"resourceSpans":[]}').toString('hex')],
    ['text', Buffer.from('\nhello world').toString('hex')],
    ['a length of many bytes', '0affffffffffff01'],
    ['a length of 4 GiB', '0affffffff0f0a00'],
    ['zeros', '0a0000000000'],
    ['an inner message longer than the outer', '0a040a200a1e0000'],
    ['another tag', '0a050801000000'],
  ])('%s is not', (_, hex) => {
    expect(otlpProto.sniff(Buffer.from(hex, 'hex'), true)).toBe(false);
  });
});

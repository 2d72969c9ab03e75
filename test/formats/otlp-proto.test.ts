import * as fc from 'fast-check';
import { invalidIdWords } from '../../lib/formats/ids';
import { otlpProto } from '../../lib/formats/otlp-proto';
import { Fact } from '../../lib/model/span';
import { hexOfWords } from '../../lib/model/words';
import {
  attributeFields,
  bytesField,
  fixed32Field,
  fixed64Field,
  protoGroup,
  protoSpan,
  type SampleGroup,
  type SampleSpan,
  toOtlpProto,
  varint,
  varintField,
} from './encoders';
import { decodeWith, type Row, TEST_LIMITS, TestSink } from './rows';
import { anyGroups, SPAN } from './samples';

const NO_RESOURCE = { service: null, host: null, instance: null, language: null };
const OTHER_TRACE = 'ffeeddccbbaa99887766554433221100';
const OTHER: SampleSpan = { ...SPAN, traceId: OTHER_TRACE };

/** A request with one span, its fields given as a Span message. */
function requestOf(...spans: Buffer[]): Buffer {
  return bytesField(1, bytesField(2, Buffer.concat(spans.map((span) => bytesField(2, span)))));
}

/** Bytes from pieces of hex. */
function hexBytes(...pieces: string[]): Buffer {
  return Buffer.from(pieces.join('').replaceAll(' ', ''), 'hex');
}

function textHex(text: string): string {
  return Buffer.from(text).toString('hex');
}

function rowOf(span: Buffer): Row {
  const sink = decodeWith(otlpProto, requestOf(span));
  expect(sink.problems).toEqual([]);
  expect(sink.rows).toHaveLength(1);
  return sink.rows[0]!;
}

const group = (
  spans: readonly SampleSpan[],
  resource: Record<string, string> = { 'service.name': 'cart' },
): SampleGroup => ({
  resource,
  spans,
});

describe('a span', () => {
  it('by hand, byte by byte', () => {
    const span = hexBytes(
      '0a10 0af7651916cd43dd8448eb211c80319c', // trace_id
      '1208 b7ad6b7169203331', // span_id
      `1a07 ${textHex('ot=th:c')}`, // trace_state
      '2208 00f067aa0ba902b7', // parent_span_id
      `2a04 ${textHex('work')}`, // name
      '3003', // kind: client
      '39 0807060504030201', // start, little-endian
      '41 ffffffffffffffff', // end
      `4a16 0a0c ${textHex('peer.service')} 1206 0a04 ${textHex('bank')}`, // an attribute
      '6a00', // an empty link
      '7a02 1802', // status: code 2
      '8501 01030000', // flags
    );
    const scope = Buffer.concat([Buffer.from([0x12]), varint(span.length), span]);
    const resource = hexBytes(
      '0a19',
      '0a17',
      '0a0c',
      textHex('service.name'),
      '1207',
      '0a05',
      textHex('carts'),
    );
    const message = Buffer.concat([resource, Buffer.from([0x12]), varint(scope.length), scope]);
    const sink = decodeWith(otlpProto, Buffer.concat([Buffer.from([0x0a]), varint(message.length), message]));
    expect(sink.problems).toEqual([]);
    expect(sink.rows).toEqual([
      {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        parentId: '00f067aa0ba902b7',
        start: 0x0102030405060708n,
        end: 0xffffffffffffffffn,
        name: 'work',
        peer: 'bank',
        kind: 3,
        flags: 0x301,
        facts: Fact.HAS_LINK | Fact.STATUS_ERROR,
        threshold: 0xc001,
        resource: { ...NO_RESOURCE, service: 'carts' },
      },
    ]);
  });

  it('with nothing in it', () => {
    expect(rowOf(Buffer.alloc(0))).toEqual({
      traceId: '0'.repeat(32),
      spanId: '0'.repeat(16),
      parentId: '0'.repeat(16),
      start: 0n,
      end: 0n,
      name: '',
      peer: '',
      kind: 0,
      flags: 0,
      facts: Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID,
      threshold: 0,
      resource: NO_RESOURCE,
    });
  });

  const base = protoSpan(SPAN);
  const attributed = (pairs: Record<string, string | number>, kind = 3): Buffer =>
    protoSpan({ ...SPAN, kind, attributes: pairs });
  const raw = (key: string, any: Buffer): Buffer =>
    Buffer.concat([
      protoSpan({ ...SPAN, kind: 4 }),
      bytesField(9, Buffer.concat([bytesField(1, key), bytesField(2, any)])),
    ]);
  const cases: [string, Buffer, Partial<Row>][] = [
    [
      'the last of repeated scalars',
      Buffer.concat([protoSpan(OTHER), base]),
      { traceId: SPAN.traceId, name: SPAN.name },
    ],
    ['a good ID after a bad one', Buffer.concat([bytesField(1, ''), base]), { facts: 0 }],
    [
      'a bad ID after a good one',
      Buffer.concat([base, bytesField(1, '')]),
      { facts: Fact.INVALID_TRACE_ID, traceId: '0'.repeat(32) },
    ],
    ['an empty parent', Buffer.concat([base, bytesField(4, '')]), { parentId: '0'.repeat(16), facts: 0 }],
    [
      'a parent of zeros',
      Buffer.concat([base, bytesField(4, Buffer.alloc(8))]),
      { parentId: '0'.repeat(16), facts: 0 },
    ],
    [
      'a span ID of zeros',
      Buffer.concat([base, bytesField(2, Buffer.alloc(8))]),
      { facts: Fact.INVALID_SPAN_ID },
    ],
    ['an unknown kind', Buffer.concat([base, varintField(6, 9)]), { kind: 0 }],
    ['a negative kind', Buffer.concat([base, varintField(6, -1)]), { kind: 0 }],
    [
      'a status that is taken back',
      Buffer.concat([base, bytesField(15, varintField(3, 2)), bytesField(15, varintField(3, 1))]),
      { facts: 0 },
    ],
    [
      'a status with a message',
      Buffer.concat([base, bytesField(15, Buffer.concat([bytesField(2, 'no'), varintField(3, 2)]))]),
      { facts: Fact.STATUS_ERROR },
    ],
    ['an empty trace state', Buffer.concat([base, bytesField(3, '')]), { threshold: 0 }],
    [
      'unknown fields',
      Buffer.concat([
        varintField(99, 2n ** 63n),
        fixed64Field(98, 1n),
        bytesField(97, 'x'),
        fixed32Field(96, 1),
        base,
      ]),
      { name: SPAN.name },
    ],
    ['groups', Buffer.concat([hexBytes('a306', 'ab0608', '01ac06', 'a406'), base]), { name: SPAN.name }],
    [
      'a name that is no UTF-8',
      Buffer.concat([base, bytesField(5, Buffer.from('61ff62', 'hex'))]),
      { name: 'a\ufffdb' },
    ],
    ['a name beyond ASCII', Buffer.concat([base, bytesField(5, 'né')]), { name: 'né' }],
    ['an empty name', Buffer.concat([base, bytesField(5, '')]), { name: '' }],
    [
      'a callee and its port',
      attributed({ 'server.address': 'db', 'server.port': 5432 }),
      { peer: 'db:5432' },
    ],
    [
      'the best callee',
      attributed({ 'rpc.service': 'R', 'net.peer.name': 'n', 'net.peer.port': '1' }, 4),
      { peer: 'n:1' },
    ],
    [
      'the host of a URL',
      attributed({ 'http.url': 'http://u:p@h:8/x', 'url.full': 'nothing' }),
      { peer: 'h:8' },
    ],
    ['an empty address', attributed({ 'server.address': '', 'peer.service': 'bank' }), { peer: 'bank' }],
    [
      'a very long address',
      attributed({ 'peer.service': 'x'.repeat(120) + 'é'.repeat(200) }),
      { peer: 'x'.repeat(120) + 'é'.repeat(200) },
    ],
    [
      'a long address with a port',
      attributed({ 'server.address': 'x'.repeat(250), 'server.port': 70 }),
      { peer: `${'x'.repeat(250)}:70` },
    ],
    ['no callee of a server', attributed({ 'peer.service': 'bank' }, 2), { peer: '' }],
    [
      'the first of two callees',
      Buffer.concat([attributed({ 'peer.service': 'one' }), attributeFields(9, { 'peer.service': 'two' })]),
      { peer: 'one' },
    ],
    ['an integer address', raw('peer.service', varintField(3, -5)), { peer: '-5' }],
    ['a boolean address', raw('peer.service', varintField(2, 1)), { peer: 'true' }],
    ['a double address', raw('peer.service', Buffer.from('210000000000000c40', 'hex')), { peer: '3.5' }],
    ['an address of bytes', raw('peer.service', bytesField(7, 'abc')), { peer: 'YWJj' }],
    [
      'an address of an array',
      raw(
        'peer.service',
        bytesField(
          5,
          Buffer.concat([
            bytesField(1, bytesField(1, 'a')),
            varintField(9, 1),
            bytesField(1, varintField(3, 7)),
            bytesField(1, bytesField(5, '')),
          ]),
        ),
      ),
      { peer: 'a,7' },
    ],
    ['an address of a map', raw('peer.service', bytesField(6, '')), { peer: '' }],
    [
      'an address with an unknown field',
      raw('peer.service', Buffer.concat([bytesField(1, 'a'), varintField(12, 1)])),
      { peer: 'a' },
    ],
    [
      'an address without a value',
      Buffer.concat([protoSpan({ ...SPAN, kind: 3 }), bytesField(9, bytesField(1, 'peer.service'))]),
      { peer: '' },
    ],
    [
      'an attribute with an unknown field',
      Buffer.concat([protoSpan({ ...SPAN, kind: 3 }), bytesField(9, varintField(3, 1))]),
      { peer: '' },
    ],
  ];
  it.each(cases)('%s', (_, span, expected) => {
    expect(rowOf(span)).toMatchObject(expected);
  });

  it.each([
    ['trace', 1, 4, 'abcd', Fact.INVALID_TRACE_ID],
    ['span', 2, 2, 'ab'.repeat(16), Fact.INVALID_SPAN_ID],
    ['parent', 4, 2, 'cd'.repeat(7), Fact.INVALID_PARENT_ID],
  ] as const)('a %s ID of the wrong length', (kind, field, count, id, fact) => {
    const sink = decodeWith(
      otlpProto,
      requestOf(Buffer.concat([protoSpan(SPAN), bytesField(field, Buffer.from(id, 'hex'))])),
    );
    const words = hexOfWords(invalidIdWords(id, count), 0, count);
    expect(sink.invalid).toEqual([`${kind} ${words} ${id}`]);
    expect(sink.rows[0]).toMatchObject({ facts: fact, [`${kind}Id`]: words });
  });
});

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

describe('damage', () => {
  const good = toOtlpProto([group([SPAN])]);
  /** ResourceSpans with a span of OTHER_TRACE, after which a field reaches beyond its end. */
  const bad = bytesField(1, Buffer.concat([protoGroup(group([OTHER])), Buffer.from([0x1a, 0x7f])]));

  it('in one ResourceSpans: the others are read, its traces are named', () => {
    for (const size of [1000, 1]) {
      const sink = decodeWith(otlpProto, Buffer.concat([good, bad, good]), { size });
      expect(sink.told).toEqual([['invalid-protobuf', good.length + bad.length]]);
      expect(sink.rows.map((row) => row.traceId)).toEqual([SPAN.traceId, SPAN.traceId]);
      expect([...sink.damaged]).toEqual([OTHER_TRACE]);
    }
  });

  it('in two after each other: the rest is not read', () => {
    const sink = decodeWith(otlpProto, Buffer.concat([bad, bad, good]));
    expect(sink.told).toEqual([
      ['invalid-protobuf', bad.length],
      ['invalid-protobuf', 2 * bad.length],
      ['invalid-protobuf', 2 * bad.length],
    ]);
    expect(sink.rows).toEqual([]);
  });

  it('after which another field follows: the rest is not read', () => {
    const sink = decodeWith(otlpProto, Buffer.concat([bad, varintField(2, 1), good]));
    expect(sink.told).toEqual([
      ['invalid-protobuf', bad.length],
      ['invalid-protobuf', bad.length],
    ]);
    expect(sink.rows).toEqual([]);
  });

  it.each([
    ['a field number of 0', '02'],
    ['a wire type that does not exist', '0e'],
    ['the end of a group that did not begin', '0c'],
    ['a field of 4 GiB', '0affffffff0f'],
    ['a tag of eleven bytes', 'ffffffffffffffffffff01'],
    ['a tag beyond 32 bits', 'ffffffff7f'],
  ])('%s: the rest is not read', (_, hex) => {
    for (const size of [1000, 1]) {
      const sink = decodeWith(otlpProto, Buffer.concat([good, Buffer.from(hex, 'hex'), good]), { size });
      expect(sink.problems).toHaveLength(1);
      expect(sink.problems[0]).toMatchObject({
        reason: 'invalid-protobuf',
        message: expect.stringContaining('the rest'),
      });
      expect(sink.rows).toHaveLength(1);
    }
  });

  it.each([
    ['a field number of 0', '00'],
    ['a wire type that does not exist', '67'],
    ['the end of another group', '5b64'],
    ['a varint of eleven bytes', '50ffffffffffffffffffff01'],
    ['a varint that does not end', '50ff'],
    ['a fixed64 that does not end', '3901'],
    ['a fixed32 that does not end', '85010101'],
    ['a text that does not end', '2a05'],
    ['a tag that does not end', '85'],
    ['a length that does not end', '2a'],
  ])('within a span: %s', (_, hex) => {
    const span = Buffer.concat([protoSpan(OTHER), Buffer.from(hex, 'hex')]);
    const sink = decodeWith(otlpProto, Buffer.concat([requestOf(protoSpan(SPAN), span), good]));
    expect(sink.problems).toHaveLength(1);
    expect(sink.problems[0]).toMatchObject({ reason: 'invalid-protobuf' });
    expect(sink.rows).toHaveLength(1);
    expect([...sink.damaged].sort()).toEqual([SPAN.traceId, OTHER_TRACE].sort());
  });

  it('a message that is cut off anywhere is told once, and names its traces', () => {
    const bytes = toOtlpProto([group([SPAN]), group([OTHER, OTHER])]);
    const first = toOtlpProto([group([SPAN])]).length;
    for (let length = 1; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      for (const size of [length, 50]) {
        const sink = decodeWith(otlpProto, cut, { size });
        const isBetween = length === first;
        expect(sink.told).toEqual(isBetween ? [] : [['invalid-protobuf', length < first ? 0 : first]]);
        expect(sink.rows).toHaveLength(length < first ? 0 : 1);
        expect(decodeWith(otlpProto, cut, { size, complete: false }).told).toEqual([]);
      }
    }
    const almost = decodeWith(otlpProto, bytes.subarray(0, bytes.length - 1));
    expect([...almost.damaged]).toEqual([OTHER_TRACE]);
    expect(almost.problems[0]!.message).toBe('ends in the middle of a message');
  });

  it('a ResourceSpans larger than the limit is passed over', () => {
    const large = toOtlpProto([group(Array.from({ length: 20 }, () => OTHER))]);
    for (const size of [5000, 1]) {
      const sink = decodeWith(otlpProto, Buffer.concat([good, large, good]), {
        size,
        maxDocumentBytes: 1000,
      });
      expect(sink.told).toEqual([['too-large', good.length]]);
      expect(sink.rows).toHaveLength(2);
    }
  });

  it('a length that lies costs no memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    const sink = new TestSink();
    const decoder = otlpProto.decoder(sink, { maxDocumentBytes: 0x7fff_ffff });
    decoder.write(hexBytes('0affffffff07', '0a00'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
    decoder.end(true);
    expect(sink.told).toEqual([['invalid-protobuf', 0]]);
  });

  it('messages nested very deeply', () => {
    let nested: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 2000; depth++) {
      nested = Buffer.concat([bytesField(1, nested), ...(depth % 2 === 0 ? [bytesField(2, '')] : [])]);
    }
    expect(decodeWith(otlpProto, bytesField(1, nested)).rows).toEqual([]);
  });

  it('groups nested very deeply', () => {
    const depth = 100_000;
    const nested = Buffer.concat([Buffer.alloc(depth, 0x5b), Buffer.alloc(depth, 0x5c)]);
    for (const bytes of [
      Buffer.concat([nested, good]),
      requestOf(Buffer.concat([nested, protoSpan(SPAN)])),
    ]) {
      const sink = decodeWith(otlpProto, bytes);
      expect([sink.rows.length, sink.problems]).toEqual([1, []]);
    }
    expect(decodeWith(otlpProto, Buffer.alloc(depth, 0x5b)).told).toEqual([['invalid-protobuf', depth - 1]]);
  });

  it('mutated bytes never crash', () => {
    const bytes = toOtlpProto([
      group([SPAN, { ...OTHER, kind: 3, attributes: { 'server.address': 'db', 'server.port': 1 } }]),
      group([SPAN]),
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        fc.nat(bytes.length),
        (changes, length) => {
          const changed = Buffer.from(bytes);
          for (const [index, byte] of changes) changed[index] = byte;
          const whole = decodeWith(otlpProto, changed);
          expect(decodeWith(otlpProto, changed, { size: 13 }).rows).toEqual(whole.rows);
          decodeWith(otlpProto, changed.subarray(0, length));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('random bytes never crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        decodeWith(otlpProto, bytes);
        decodeWith(otlpProto, bytesField(1, bytesField(2, bytesField(2, Buffer.from(bytes)))));
        otlpProto.sniff(bytes, true);
      }),
      { numRuns: 1500 },
    );
  });

  it('errors that are no damage pass through', () => {
    const sink = new TestSink();
    sink.batch.next = () => {
      throw new Error('out of memory');
    };
    expect(() => otlpProto.decoder(sink, TEST_LIMITS).write(good)).toThrow('out of memory');
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

it('decodes what was encoded', () => {
  fc.assert(
    fc.property(anyGroups, (groups) => {
      const sink = decodeWith(otlpProto, toOtlpProto(groups));
      expect(sink.problems).toEqual([]);
      const spans = groups.flatMap(({ resource, spans }) => spans.map((span) => ({ resource, span })));
      expect(sink.rows).toMatchObject(
        spans.map(({ resource, span }) => ({
          traceId: span.traceId,
          spanId: span.spanId,
          parentId: span.parentId === '' ? '0'.repeat(16) : span.parentId,
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
      );
    }),
  );
});

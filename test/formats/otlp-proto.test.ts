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
  protoSpan,
  toOtlpProto,
  varint,
  varintField,
} from './encoders';
import { hexBytes, OTHER, requestOf, textHex } from './otlp-proto-samples';
import { decodeWith, type Row } from './rows';
import { anyGroups, rowsOf, SPAN } from './samples';

const NO_RESOURCE = { service: null, host: null, instance: null, language: null };

function rowOf(span: Buffer): Row {
  const sink = decodeWith(otlpProto, requestOf(span));
  expect(sink.problems).toEqual([]);
  expect(sink.rows).toHaveLength(1);
  return sink.rows[0]!;
}

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

it('decodes what was encoded', () => {
  fc.assert(
    fc.property(anyGroups, (groups) => {
      const sink = decodeWith(otlpProto, toOtlpProto(groups));
      expect(sink.problems).toEqual([]);
      expect(sink.rows).toMatchObject(rowsOf(groups));
    }),
  );
});

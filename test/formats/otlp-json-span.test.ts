import { Fact, Kind } from '../../lib/model/span';
import { BARE, decode, documentOf, PARENT, RESOURCE, rowOf, SPAN, TRACE } from './otlp-json-rows';
import type { Row, TestSink } from './rows';

describe('a span', () => {
  it('is read with all its columns', () => {
    const span = `{"traceId":"${TRACE}","spanId":"${SPAN}","parentSpanId":"${PARENT}","flags":257,"name":"GET /cart","kind":3,
      "startTimeUnixNano":"1782036644636668325","endTimeUnixNano":"1782036644898226779",
      "attributes":[{"key":"server.address","value":{"stringValue":"shop.example"}},{"key":"server.port","value":{"intValue":"8443"}}],
      "droppedAttributesCount":0,"events":[{"name":"e"}],"links":[{"traceId":"${TRACE}"}],"status":{"message":"no","code":2},"traceState":"ot=th:8"}`;
    expect(decode(documentOf(span)).rows).toEqual([
      {
        traceId: TRACE,
        spanId: SPAN,
        parentId: PARENT,
        start: 1782036644636668325n,
        end: 1782036644898226779n,
        name: 'GET /cart',
        peer: 'shop.example:8443',
        kind: Kind.CLIENT,
        flags: 257,
        facts: Fact.HAS_LINK | Fact.STATUS_ERROR,
        threshold: 0x8001,
        resource: RESOURCE,
      },
    ]);
  });

  const cases: [name: string, members: string, expected: Partial<Row>][] = [
    ['nothing', '', {}],
    ['unknown fields', ',"a":{"b":[1,{"c":null}]},"traceIdd":"x","kin":4', {}],
    [
      'nulls',
      ',"parentSpanId":null,"flags":null,"name":null,"kind":null,"startTimeUnixNano":null,"endTimeUnixNano":null,"traceState":null,"attributes":null,"links":null,"status":null',
      {},
    ],
    ['a null kind with attributes', ',"kind":3,"attributes":null', { kind: 3 }],
    [
      'white space',
      ' , "name" : "a" ,\n"kind"\t:\r2 , "flags" : 1 , "startTimeUnixNano" : "1782036644636668325" ',
      { name: 'a', kind: 2, flags: 1, start: 1782036644636668325n },
    ],
    [
      'snake case',
      `,"parent_span_id":"${PARENT}","start_time_unix_nano":"5","end_time_unix_nano":6,"trace_state":"ot=th:0"`,
      { parentId: PARENT, start: 5n, end: 6n, threshold: 1 },
    ],
    ['both spellings, null first', ',"startTimeUnixNano":null,"start_time_unix_nano":"5"', { start: 5n }],
    ['a field twice', ',"name":"a","name":"b"', { name: 'b' }],
    ['a key with an escape', ',"n\\u0061me":"a"', { name: 'a' }],
    ['a parent of upper case', `,"parentSpanId":"${PARENT.toUpperCase()}"`, { parentId: PARENT }],
    ['a parent in base64', ',"parentSpanId":"APBnqgupArc="', { parentId: PARENT }],
    ['an empty parent', ',"parentSpanId":""', {}],
    [
      'an empty parent where a quote stands as if it were an ID',
      ',"parentSpanId":"","name":"x","n":1',
      { name: 'x' },
    ],
    ['a parent of zeros', ',"parentSpanId":"0000000000000000"', {}],
    ['flags as a string', ',"flags":"257"', { flags: 257 }],
    ['flags beyond 16 bits', ',"flags":4294967295', { flags: 65535 }],
    [
      'times as numbers',
      ',"startTimeUnixNano":1544712660000000001,"endTimeUnixNano":18446744073709551615',
      { start: 1544712660000000001n, end: 2n ** 64n - 1n },
    ],
    [
      'times with an exponent',
      ',"startTimeUnixNano":1.544712660000000001e18,"endTimeUnixNano":2e18',
      { start: 1544712660000000001n, end: 2n * 10n ** 18n },
    ],
    ['a time of zero', ',"startTimeUnixNano":"0","endTimeUnixNano":0', {}],
    [
      'the largest times',
      ',"startTimeUnixNano":"18446744073709551615","endTimeUnixNano":"9999999999999999999"',
      { start: 2n ** 64n - 1n, end: 9999999999999999999n },
    ],
    [
      'times with leading zeros',
      ',"startTimeUnixNano":"0000000000000000000000007","endTimeUnixNano":"0000000000000000007"',
      { start: 7n, end: 7n },
    ],
    ['a kind by name', ',"kind":"SPAN_KIND_PRODUCER"', { kind: Kind.PRODUCER }],
    ['kinds that there are not', ',"kind":6', { kind: 0 }],
    ['a kind of two digits', ',"kind":12', { kind: 0 }],
    ['a negative kind', ',"kind":-1', { kind: 0 }],
    ['a kind with a fraction of zero', ',"kind":2.0', { kind: 2 }],
    ['a status by name', ',"status":{"code":"STATUS_CODE_ERROR"}', { facts: Fact.STATUS_ERROR }],
    ['a status that is fine', ',"status":{"code":1,"message":"m"}', {}],
    ['a status of one member that is not read', ',"status":{"message":"m"}', {}],
    ['a status by an unknown number', ',"status":{"code":99}', {}],
    ['a status with its code twice', ',"status":{"code":1,"code":2}', { facts: Fact.STATUS_ERROR }],
    [
      'a status with white space',
      ',"status": { "message" : "m" , "code" : 2 } ',
      { facts: Fact.STATUS_ERROR },
    ],
    ['a status without a code', ',"status":{"code":null}', {}],
    ['no links', ',"links":[ ]', {}],
    ['links', ',"links":[5]', { facts: Fact.HAS_LINK }],
    ['a tracestate without a threshold', ',"traceState":"a=b"', {}],
    ['a tracestate with an escape', ',"traceState":"ot=\\u0074h:c"', { threshold: 0xc001 }],
    ['an empty tracestate', ',"traceState":""', {}],
    ['a name with escapes', ',"name":"a\\"\\u00e9\\n"', { name: 'a"é\n' }],
    ['a name beyond ASCII', ',"name":"größe \u{1f600}"', { name: 'größe \u{1f600}' }],
    ['a name with a lone surrogate', ',"name":"\\ud800"', { name: '\ufffd' }],
    ['a short name', ',"name":"abc"', { name: 'abc' }],
    ['a long name', `,"name":"${'n'.repeat(100)}"`, { name: 'n'.repeat(100) }],
  ];
  it.each(cases)('with %s', (_, members, expected) => {
    expect(rowOf(members)).toEqual({ ...BARE, ...expected });
  });

  it('may have its fields in any order', () => {
    const members = [
      `"traceId":"${TRACE}"`,
      `"spanId":"${SPAN}"`,
      `"parentSpanId":"${PARENT}"`,
      '"flags":1',
      '"name":"a"',
      '"kind":3',
      '"startTimeUnixNano":"1782036644636668325"',
      '"endTimeUnixNano":"1782036644636668326"',
      '"attributes":[{"key":"peer.service","value":{"stringValue":"db"}}]',
    ];
    const expected = {
      ...BARE,
      parentId: PARENT,
      flags: 1,
      name: 'a',
      kind: 3,
      start: 1782036644636668325n,
      end: 1782036644636668326n,
      peer: 'db',
    };
    for (let turn = 0; turn < members.length; turn++) {
      const turned = [...members.slice(turn), ...members.slice(0, turn)];
      expect(decode(documentOf(`{${turned.join(',')}}`)).rows).toEqual([expected]);
      expect(decode(documentOf(`{${turned.reverse().join(',')}}`)).rows).toEqual([expected]);
      // Without one of them, and then all that follow one another in the usual order.
      const without = turned.toReversed().slice(1);
      expect(decode(documentOf(`{${without.join(',')}}`)).rows.length).toBe(1);
    }
    for (let count = 1; count <= members.length; count++) {
      expect(decode(documentOf(`{${members.slice(0, count).join(',')}}`)).rows.length).toBe(1);
    }
  });

  it('has names that are equal where their bytes or their escapes are', () => {
    const names = [
      '"checkout one"',
      '"checkout two"',
      '"checkout one"',
      '"checkout \\u006fne"',
      '"checkout"',
    ];
    const spans = names.map((name) => `{"traceId":"${TRACE}","spanId":"${SPAN}","name":${name}}`);
    expect(decode(documentOf(spans.join(','))).rows.map(({ name }) => name)).toEqual([
      'checkout one',
      'checkout two',
      'checkout one',
      'checkout one',
      'checkout',
    ]);
  });

  it('may hold bytes that are no UTF-8', () => {
    const bytes = Buffer.from(
      documentOf(`{"traceId":"${TRACE}","spanId":"${SPAN}","name":"a\u00ff"}`),
      'latin1',
    );
    expect(decode(bytes).rows).toEqual([{ ...BARE, name: 'a\ufffd' }]);
  });
});

describe('IDs', () => {
  const ids = (trace: string, span: string, parent = '""'): TestSink =>
    decode(documentOf(`{"traceId":${trace},"spanId":${span},"parentSpanId":${parent}}`));

  it('may be base64', () => {
    expect(ids('"CvdlGRbNQ92ESOshHIAxnA=="', '"t61rcWkgMzE="').rows).toEqual([BARE]);
    expect(ids('"CvdlGRbNQ92ESOshHIAxnA=="', '"t61rcWkgMzE\\u003d"').rows).toEqual([BARE]);
  });

  it('that are missing, empty or zero are zero', () => {
    const facts = Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID;
    const zero = { ...BARE, traceId: '0'.repeat(32), spanId: '0'.repeat(16), facts };
    expect(decode(documentOf('{}')).rows).toEqual([zero]);
    expect(decode(documentOf('{ }')).rows).toEqual([zero]);
    expect(ids('""', '""').rows).toEqual([zero]);
    expect(ids('null', 'null').rows).toEqual([zero]);
    expect(ids(`"${'0'.repeat(32)}"`, `"${'0'.repeat(16)}"`).rows).toEqual([zero]);
    expect(ids('"AAAAAAAAAAAAAAAAAAAAAA=="', '"AAAAAAAAAAA="').rows).toEqual([zero]);
    expect(ids('""', '""').invalid).toEqual([]);
  });

  it('that are no IDs are a hash of their text, and told', () => {
    const sink = ids('"abc"', '"not hex, not an id"', '"0"');
    const [row] = sink.rows;
    expect(row?.facts).toBe(Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID | Fact.INVALID_PARENT_ID);
    expect(sink.invalid).toEqual([
      `trace ${row?.traceId} abc`,
      `span ${row?.spanId} not hex, not an id`,
      `parent ${row?.parentId} 0`,
    ]);
    expect(ids('"abc"', '"not hex, not an id"', '"0"').rows).toEqual(sink.rows);
    expect(ids('"abd"', '"not hex, not an i"', '"1"').rows[0]?.traceId).not.toBe(row?.traceId);
    expect(Number.parseInt(row?.parentId ?? '0', 16)).not.toBe(0);
  });

  it('are told cut where they are long', () => {
    const [told] = ids(`"${'f'.repeat(1000)}"`, `"${SPAN}"`).invalid;
    expect(told).toMatch(/^trace [0-9a-f]{32} f{200}$/);
  });
});

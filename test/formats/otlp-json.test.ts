import { otlpJson } from '../../lib/formats/otlp-json';
import { UNKNOWN_RESOURCE } from '../../lib/model/resources';
import { Fact, Kind } from '../../lib/model/span';
import { slowOtlpJson } from './otlp-json-writer';
import { decodeWith, type Row, type TestSink } from './rows';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const PARENT = '00f067aa0ba902b7';
const RESOURCE = { service: 'cart', host: null, instance: null, language: null };

/** A row of a span that says nothing but its IDs. */
const BARE: Row = {
  traceId: TRACE,
  spanId: SPAN,
  parentId: '0000000000000000',
  start: 0n,
  end: 0n,
  name: '',
  peer: '',
  kind: 0,
  flags: 0,
  facts: 0,
  threshold: 0,
  resource: RESOURCE,
};

/** Both ways of reading, which must agree in all but the offsets of wrong fields. */
function decode(text: string | Buffer): TestSink {
  const fast = decodeWith(otlpJson, Buffer.from(text));
  const slow = decodeWith(slowOtlpJson, Buffer.from(text));
  expect(fast.rows).toEqual(slow.rows);
  expect(fast.problems.map(({ message }) => message)).toEqual(slow.problems.map(({ message }) => message));
  expect([fast.rejected, fast.skipped, fast.damaged, fast.invalid]).toEqual([
    slow.rejected,
    slow.skipped,
    slow.damaged,
    slow.invalid,
  ]);
  return fast;
}

function documentOf(
  span: string,
  resource = '{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]}',
): string {
  return `{"resourceSpans":[{"resource":${resource},"scopeSpans":[{"spans":[${span}]}]}]}`;
}

/** The row of one span, given by its members behind its IDs. */
function rowOf(members: string): Row | undefined {
  const sink = decode(documentOf(`{"traceId":"${TRACE}","spanId":"${SPAN}"${members}}`));
  expect(sink.problems).toEqual([]);
  expect(sink.rows.length).toBe(1);
  return sink.rows[0];
}

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

describe('whom a span calls', () => {
  const text = (key: string, value: string): string => `{"key":"${key}","value":{"stringValue":"${value}"}}`;
  const peerOf = (attributes: string, kind = 3): string | undefined =>
    rowOf(`,"kind":${kind},"attributes":[${attributes}]`)?.peer;

  const cases: [name: string, attributes: string, peer: string][] = [
    ['nothing', '', ''],
    ['no address', text('http.route', '/'), ''],
    ['an address', text('server.address', 'a'), 'a'],
    ['an address with a port', `${text('server.port', '80')},${text('server.address', 'a')}`, 'a:80'],
    [
      'a port that is a number',
      `${text('server.address', 'a')},{"key":"server.port","value":{"intValue":443}}`,
      'a:443',
    ],
    [
      'a port that is a string of digits',
      `${text('net.peer.name', 'a')},{"key":"net.peer.port","value":{"intValue":"443"}}`,
      'a:443',
    ],
    [
      'a port that is a double',
      `${text('net.peer.name', 'a')},{"key":"net.peer.port","value":{"doubleValue":443}}`,
      'a:443',
    ],
    ['a port that is empty', `${text('server.address', 'a')},${text('server.port', '')}`, 'a'],
    [
      'a negative port',
      `${text('server.address', 'a')},{"key":"server.port","value":{"intValue":-1}}`,
      'a:-1',
    ],
    ['a port of another address', `${text('server.address', 'a')},${text('net.peer.port', '1')}`, 'a'],
    ['the better of two addresses', `${text('peer.service', 'b')},${text('server.address', 'a')}`, 'a'],
    ['an empty address', `${text('server.address', '')},${text('peer.service', 'b')}`, 'b'],
    ['an address that comes twice', `${text('server.address', 'a')},${text('server.address', 'b')}`, 'a'],
    ['an address beyond ASCII', text('peer.service', 'größe'), 'größe'],
    ['an address with an escape', text('peer.service', 'a\\"b'), 'a"b'],
    [
      'an address that is an array',
      '{"key":"peer.service","value":{"arrayValue":{"values":[{"stringValue":"a"},{"intValue":"1"},{}]}}}',
      'a,1',
    ],
    ['an address that is a map', '{"key":"peer.service","value":{"kvlistValue":{"values":[]}}}', ''],
    ['an address that is an array of nothing', '{"key":"peer.service","value":{"arrayValue":5}}', ''],
    ['an address that is a boolean', '{"key":"peer.service","value":{"boolValue":true}}', 'true'],
    ['an address in snake case', '{"key":"peer.service","value":{"string_value":"a"}}', 'a'],
    ['an address that has no value', `{"key":"server.address","value":{}},${text('peer.service', 'b')}`, 'b'],
    ['an address that is null', `{"key":"server.address","value":null},${text('peer.service', 'b')}`, 'b'],
    ['a URL', text('url.full', 'https://u:p@shop.example:8443/cart?x#y'), 'shop.example:8443'],
    ['a URL of old', text('http.url', 'http://shop.example'), 'shop.example'],
    ['a URL without a host', `${text('url.full', '/cart')},${text('http.url', 'http://b/')}`, 'b'],
    ['a key with an escape', text('peer\\u002eservice', 'a'), 'a'],
    ['an element without a key', '{"value":{"stringValue":"a"}}', ''],
    ['an empty element and a null', `{},null,${text('peer.service', 'a')}`, 'a'],
    [
      'an element with more in it',
      '{"key":"peer.service","other":[1],"value":{"stringValue":"a","x":1}}',
      'a',
    ],
    ['an element the other way round', '{"value":{"stringValue":"a"},"key":"peer.service"}', 'a'],
    [
      'an element with its key twice',
      '{"key":"rpc.service","key":"peer.service","value":{"stringValue":"a"}}',
      'a',
    ],
    [
      'white space',
      ' { "key" : "peer.service" , "value" : { "stringValue" : "a" } } , { "key" : "b" , "value" : { } } ',
      'a',
    ],
    [
      'values of all kinds before it',
      `{"key":"a","value":{"boolValue":false}},{"key":"b","value":{"intValue":-5}},{"key":"c","value":{"doubleValue":1.5}},{"key":"d","value":{"bytesValue":"aa=="}},{"key":"e","value":{"boolean":1}},{"key":"f","value":{"intvalue":1}},{"key":"g","value":{"string":""}},{"key":"h","value":{"stringvalue":""}},${text('peer.service', 'a')}`,
      'a',
    ],
    ['a long address', text('peer.service', 'a'.repeat(600)), 'a'.repeat(600)],
  ];
  it.each(cases)('is told by %s', (_, attributes, peer) => {
    expect(peerOf(attributes)).toBe(peer);
  });

  it('is told of CLIENT and PRODUCER spans only', () => {
    const attributes = text('peer.service', 'a');
    expect([0, 1, 2, 3, 4, 5].map((kind) => peerOf(attributes, kind))).toEqual(['', '', '', 'a', 'a', '']);
    // Attributes of the others are not read.
    expect(rowOf(',"kind":2,"attributes":5')).toEqual({ ...BARE, kind: 2 });
    expect(rowOf(',"kind":2,"attributes":[5,{"key":5}]')).toEqual({ ...BARE, kind: 2 });
  });

  it('is not mixed up between spans', () => {
    const spans = ['a', '', 'b'].map(
      (peer) =>
        `{"traceId":"${TRACE}","spanId":"${SPAN}","kind":3,"attributes":[${peer === '' ? '' : text('peer.service', peer)}]}`,
    );
    expect(decode(documentOf(spans.join(','))).rows.map(({ peer }) => peer)).toEqual(['a', '', 'b']);
  });
});

describe('a resource', () => {
  const span = `{"traceId":"${TRACE}","spanId":"${SPAN}"}`;
  const text = (key: string, value: string): string => `{"key":"${key}","value":{"stringValue":"${value}"}}`;

  it.each([
    ['null', UNKNOWN_RESOURCE],
    ['{}', UNKNOWN_RESOURCE],
    ['{"attributes":[]}', UNKNOWN_RESOURCE],
    [`{"attributes":[${text('service.name', '')}]}`, { ...UNKNOWN_RESOURCE, service: '' }],
    [
      `{"attributes":[${text('host.name', 'n')},${text('host.id', '')},${text('host.ip', 'i')},${text('service.name', 's')},${text('service.instance.id', 'x')},${text('telemetry.sdk.language', 'go')}]}`,
      { service: 's', host: 'i', instance: 'x', language: 'go' },
    ],
    [
      '{"attributes":[{"key":"service.name","value":{"intValue":"7"}},{"key":"host.ip","value":{"arrayValue":{"values":[{"stringValue":"10.0.0.1"},{"stringValue":"::1"}]}}}]}',
      { ...UNKNOWN_RESOURCE, service: '7', host: '10.0.0.1,::1' },
    ],
    ['{"attributes":[{"key":"service.name"},null]}', UNKNOWN_RESOURCE],
  ])('%s', (resource, expected) => {
    expect(decode(documentOf(span, resource)).rows).toEqual([{ ...BARE, resource: expected }]);
  });

  it('may be missing, or stand behind its spans', () => {
    const group = (members: string): string => `{"resourceSpans":[{${members}}]}`;
    const scopes = `"scopeSpans":[{"spans":[${span}]}]`;
    expect(decode(group(scopes)).rows).toEqual([{ ...BARE, resource: UNKNOWN_RESOURCE }]);
    expect(
      decode(group(`${scopes},"resource":{"attributes":[${text('service.name', 'cart')}]}`)).rows,
    ).toEqual([BARE]);
  });

  it('is told apart from others that begin alike, however often they come', () => {
    const names = ['a', 'b', 'a', 'b', 'b', 'c', 'a'];
    const resource = (name: string): string =>
      `{"attributes":[${text('k8s.cluster.name', 'x'.repeat(300))},${text('service.name', name)}]}`;
    const lines = names.map((name) => documentOf(span, resource(name)));
    expect(decode(lines.join('\n')).rows.map((row) => row.resource.service)).toEqual(names);
  });

  it('may be larger than what is remembered', () => {
    const resource = `{"attributes":[${text('x', 'x'.repeat(5000))},${text('service.name', 'cart')}]}`;
    expect(decode(`${documentOf(span, resource)}\n${documentOf(span, resource)}`).rows).toEqual([BARE, BARE]);
  });

  it('may differ in every line', () => {
    const names = Array.from({ length: 5000 }, (_, index) => `service ${index}`);
    const lines = names.map((name) => documentOf(span, `{"attributes":[${text('service.name', name)}]}`));
    expect(decode(lines.join('\n')).rows.map((row) => row.resource.service)).toEqual(names);
  });
});

describe('documents', () => {
  const span = `{"traceId":"${TRACE}","spanId":"${SPAN}"}`;
  const bare = { ...BARE, resource: UNKNOWN_RESOURCE };
  const groups = `[{"scopeSpans":[{"scope":{"name":"s"},"spans":[${span}]}]}]`;

  it.each([
    ['one', `{"resourceSpans":${groups}}`, 1],
    ['snake case', `{"resource_spans":[{"scope_spans":[{"spans":[${span}]}]}]}`, 1],
    ['OTLP before 0.15', `{"resourceSpans":[{"instrumentationLibrarySpans":[{"spans":[${span}]}]}]}`, 1],
    ['lines', `{"resourceSpans":${groups}}\n{"resourceSpans":${groups}}\n`, 2],
    ['over lines', `{\n"resourceSpans": ${groups} }\n{\n"resourceSpans"\n:${groups}}`, 2],
    ['an array', `[{"resourceSpans":${groups}},\n{"resourceSpans":${groups}}]`, 2],
    ['an array in a line', `{}\n[{"resourceSpans":${groups}},{"resourceSpans":${groups}}]`, 2],
    ['Jaeger’s wrapper', `{"result":{"resourceSpans":${groups}}}`, 1],
    ['a wrapper of a list', `{"data":[{"resourceSpans":${groups}},{"resourceSpans":${groups}}]}`, 2],
    ['Tempo’s batches', `{"batches":${groups}}`, 1],
    ['Tempo’s trace', `{"trace":{"resourceSpans":${groups}},"metrics":{"inspectedBytes":"5"}}`, 1],
    ['wrappers in wrappers', `{"result":{"data":{"trace":[{"batches":${groups}}]}}}`, 1],
    ['a wrapper of null', `{"result":null,"resourceSpans":${groups}}`, 1],
    [
      'several groups, scopes and spans',
      `{"resourceSpans":[{"scopeSpans":[{"spans":[${span},${span}]},{"spans":[]},{"spans":[${span}]}]},{},{"scopeSpans":[]},{"scopeSpans":[{}]}]}`,
      3,
    ],
    [
      'nulls for lists',
      '{"resourceSpans":null}\n{"resourceSpans":[{"scopeSpans":null}]}\n{"resourceSpans":[{"scopeSpans":[{"spans":null}]}]}',
      0,
    ],
    ['nulls in lists', `{"resourceSpans":[null,{"scopeSpans":[null,{"spans":[null,${span}]}]}]}`, 1],
    [
      'lists that come twice',
      `{"resourceSpans":5,"resourceSpans":${groups}}\n{"resourceSpans":[{"scopeSpans":[],"scopeSpans":[{"spans":[],"spans":[${span}]}]}]}`,
      2,
    ],
    ['nothing', '{}\n{ }\n{"a":5}', 0],
  ])('%s', (_, text, count) => {
    const sink = decode(text);
    expect(sink.problems).toEqual([]);
    expect(sink.rows).toEqual(Array.from({ length: count }, () => bare));
  });

  it.each([
    [
      'logs',
      '{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[{"body":{}},{"traceId":""}]},{"logRecords":[{}]}]}]}',
      { logs: 3, metrics: 0 },
    ],
    [
      'metrics',
      '{"resource_metrics":[{"scope_metrics":[{"metrics":[{"gauge":{"dataPoints":[]}},{}]}, { "metrics" : [ ] , "scope" : { } }]}]}',
      { logs: 0, metrics: 2 },
    ],
    [
      'both',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[1]}]}],"resourceMetrics":[{"scopeMetrics":[{"metrics":[2, 3]}]}]}',
      { logs: 1, metrics: 2 },
    ],
    ['none', '{"resourceLogs":[],"resourceMetrics":null}', { logs: 0, metrics: 0 }],
    [
      'odd ones',
      '{"resourceLogs":5,"resourceMetrics":[5,{},{"scopeMetrics":{}},{"scopeMetrics":[null,{"metrics":"x"}]}]}',
      { logs: 0, metrics: 0 },
    ],
    [
      'a list twice',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[1,2],"logRecords":[3]}]}]}',
      { logs: 1, metrics: 0 },
    ],
  ])('of %s are counted', (_, text, skipped) => {
    const sink = decode(text);
    expect([sink.skipped, sink.rows, sink.problems]).toEqual([skipped, [], []]);
  });
});

describe('sniffing', () => {
  it.each([
    ['{"resourceSpans":[]}', true],
    ['\ufeff \n{"resource_spans" : []}', true],
    ['[\n{"resourceSpans":[{}]}]', true],
    ['{"result":{"resourceSpans":[', true],
    ['{"data":{"resourceSpans":[', true],
    ['{"trace":{}}', true],
    ['{"batches":[{}]}', true],
    ['{"resourceLogs":[{}]}', true],
    ['{"resourceMetrics":null}', true],
    ['{}\n{}', true],
    ['{"resourceSpans":[{"reso\n{"resourceSpans":[]}', true],
    ['{"data":[{"traceID":"a","spans":[],"processes":{}}]}', false],
    ['[{"traceId":"a","id":"b","tags":{"batches":"5"}}]', false],
    ['{"a":1}', false],
    ['"resourceSpans":[]', false],
    ['\u001f\u008b', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(otlpJson.sniff(Buffer.from(text), true)).toBe(expected);
  });

  it('does not take the beginning of something for nothing', () => {
    expect(otlpJson.sniff(Buffer.from('{}'), false)).toBe(false);
  });
});

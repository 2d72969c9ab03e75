import { UNKNOWN_RESOURCE } from '../../lib/model/resources';
import { BARE, decode, documentOf, rowOf, SPAN, TRACE } from './otlp-json-rows';

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

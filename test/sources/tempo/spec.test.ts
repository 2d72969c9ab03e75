import { parseSource } from '../../../lib/sources';
import { SourceError } from '../../../lib/sources/errors';
import { readCredentials } from '../../../lib/sources/tempo/credentials';

const OTHERS = { endpointUrl: null, region: null, partitionTimezone: 'UTC' };
const SPEC = {
  kind: 'tempo',
  url: 'http://localhost:3200',
  tenant: null,
  headers: {},
  tokenFile: null,
  caFile: null,
  query: null,
  maxTraces: 2000,
  concurrency: 8,
  requestsPerSecond: null,
  maxBytesPerTrace: 5_000_000,
  metricsUrl: null,
  classes: null,
};

test.each([
  ['tempo+http://localhost:3200', {}],
  ['tempo+http://localhost:3200/', {}],
  ['TEMPO+HTTP://localhost:3200', {}],
  ['tempo+https://tempo.example:443/tempo', { url: 'https://tempo.example/tempo' }],
  ['tempo+https://tempo.example/a/b//', { url: 'https://tempo.example/a/b' }],
])('%s', (text, expected) => {
  expect(parseSource(text, OTHERS)).toEqual({ ...SPEC, ...expected });
});

test('what is said beside the address', () => {
  const options = {
    tenant: 'team-a',
    headers: ['X-Custom: a: b', 'x-empty:'],
    tokenFile: '/run/token',
    ca: 'ca.pem',
    query: ' { name = "x" } ',
    maxTraces: 10,
    concurrency: 2,
    requestsPerSecond: 0.5,
    maxBytesPerTrace: 1000,
    tempoMetrics: true,
  };
  expect(parseSource('tempo+http://h:1/p', { ...OTHERS, ...options })).toEqual({
    ...SPEC,
    url: 'http://h:1/p',
    tenant: 'team-a',
    headers: { 'x-custom': 'a: b', 'x-empty': '' },
    tokenFile: '/run/token',
    caFile: 'ca.pem',
    query: '{ name = "x" }',
    maxTraces: 10,
    concurrency: 2,
    requestsPerSecond: 0.5,
    maxBytesPerTrace: 1000,
    metricsUrl: 'http://h:1/p/metrics',
  });
});

test.each([
  [false, null],
  [true, 'http://localhost:3200/metrics'],
  ['http://other:9090', 'http://other:9090/metrics'],
  ['http://other:9090/own/path', 'http://other:9090/own/path'],
])('metrics %p are at %p', (tempoMetrics, metricsUrl) => {
  expect(parseSource('tempo+http://localhost:3200', { ...OTHERS, tempoMetrics })).toEqual({
    ...SPEC,
    metricsUrl,
  });
});

test.each([
  ['tempo://host', {}, /no form of a Tempo address: write tempo\+https:/],
  ['tempo+ftp://host', {}, /no form of a Tempo address/],
  ['tempo+http://', {}, /is no URL/],
  ['tempo+http://user:geheim@host', {}, /^(?!.*geheim).*TRACEWARDEN_TEMPO_USERNAME/],
  ['tempo+http://host?token=geheim', {}, /^(?!.*geheim).*behind a \?/],
  ['tempo+http://host', { tempoMetrics: 'http://user:geheim@host' }, /^(?!.*geheim).*metrics holds a name/],
  [
    'tempo+http://host',
    { headers: ['Authorization: Bearer geheim'] },
    /^(?!.*geheim).*TRACEWARDEN_TEMPO_TOKEN/,
  ],
  ['tempo+http://host', { headers: ['Cookie: geheim'] }, /^(?!.*geheim).*Cookie is not set like this/],
  ['tempo+http://host', { headers: ['X-Scope-OrgID: a'] }, /--tenant/],
  ['tempo+http://host', { headers: ['geheim'] }, /^(?!.*geheim).*written "Name: value"/],
  ['tempo+http://host', { headers: ['X: a\nY: geheim'] }, /^(?!.*geheim).*written "Name: value"/],
  ['tempo+http://host', { tenant: 'a\nb' }, /the tenant must be a name/],
  ['tempo+http://host', { query: 'rate()' }, /has no \{ \}/],
])('%s %j is refused', (text, options, message) => {
  const parse = () => parseSource(text, { ...OTHERS, ...options });
  expect(parse).toThrow(SourceError);
  expect(parse).toThrow(
    expect.objectContaining({ reason: 'invalid', message: expect.stringMatching(message) }),
  );
});

describe('credentials', () => {
  const NONE = { tokenFile: null, caFile: null };

  test.each([
    [{}, null],
    [{ TRACEWARDEN_TEMPO_TOKEN: ' abc\n' }, 'Bearer abc'],
    [{ TRACEWARDEN_TEMPO_USERNAME: '123', TRACEWARDEN_TEMPO_PASSWORD: 'p:w' }, 'Basic MTIzOnA6dw=='],
    [
      { TRACEWARDEN_TEMPO_TOKEN: 'abc', TRACEWARDEN_TEMPO_USERNAME: 'u', TRACEWARDEN_TEMPO_PASSWORD: 'p' },
      'Bearer abc',
    ],
  ])('%j', (environment, authorization) => {
    expect(readCredentials(NONE, environment).authorization).toBe(authorization);
  });

  test.each([
    [
      { tokenFile: '/does/not/exist', caFile: null },
      {},
      /token file \/does\/not\/exist cannot be read: no such file/,
    ],
    [{ tokenFile: null, caFile: '/does/not/exist' }, {}, /certificates \/does\/not\/exist cannot be read/],
    [NONE, { TRACEWARDEN_TEMPO_USERNAME: 'u' }, /only one is set/],
    [NONE, { TRACEWARDEN_TEMPO_TOKEN: 'ge heim' }, /^(?!.*heim).*spaces or characters/],
  ])('%j %j is refused', (spec, environment, message) => {
    expect(() => readCredentials(spec, environment)).toThrow(
      expect.objectContaining({ reason: 'no-credentials', message: expect.stringMatching(message) }),
    );
  });
});

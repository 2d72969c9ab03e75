import type { TempoOptions } from './options';
import { ask, withTempo } from './running';
import { pushOf, SMALL_START } from './small-traces';

const A = 'a'.repeat(32);
const PUSHES = [pushOf({ traceId: A, id: '1' })];
const RANGE = { start: SMALL_START - 60, end: SMALL_START + 60 };
const EMPTY = '{"trace":{},"metrics":{}}';

const get = (options: Omit<TempoOptions, 'pushes'>, path: string, headers: Record<string, string>) =>
  withTempo({ pushes: PUSHES, ...options }, (tempo) => ask(tempo, path, {}, headers));

describe('multitenancy', () => {
  const tenant = 'team-a';

  test('no tenant is refused, a wrong one has no traces', async () => {
    const path = `/api/v2/traces/${A}`;
    const none = await get({ tenant }, path, {});
    expect([none.status, none.body]).toEqual([401, 'no org id\n']);
    expect((await get({ tenant }, path, { 'X-Scope-OrgID': 'team-b' })).body).toBe(EMPTY);
    expect((await get({ tenant }, path, { 'X-Scope-OrgID': tenant })).body).toContain('resourceSpans');
    expect((await get({}, path, { 'X-Scope-OrgID': 'anybody' })).body).toContain('resourceSpans');
  });

  test('health needs none', async () => {
    expect((await get({ tenant }, '/ready', {})).body).toBe('ready\n');
    expect((await get({ tenant }, '/api/echo', {})).body).toBe('echo\n');
    expect((await get({ tenant, version: '2.10.8' }, '/api/status/buildinfo', {})).body).toContain(
      '"version":"2.10.8"',
    );
  });
});

describe('credentials', () => {
  const basic = { username: 'user', password: 'pass:word' };
  const path = `/api/v2/traces/${A}`;
  const good = `Basic ${Buffer.from('user:pass:word').toString('base64')}`;

  test.each([
    ['no credentials', { basic }, {}, 401],
    [
      'another password',
      { basic },
      { Authorization: `Basic ${Buffer.from('user:x').toString('base64')}` },
      401,
    ],
    ['the right password', { basic }, { Authorization: good }, 200],
    ['no token', { token: 't0ken' }, {}, 401],
    ['another token', { token: 't0ken' }, { Authorization: 'Bearer other' }, 401],
    ['the right token', { token: 't0ken' }, { Authorization: 'Bearer t0ken' }, 200],
  ])('%s', async (_, options, headers, status) => {
    expect((await get(options, path, { ...headers })).status).toBe(status);
  });
});

describe('a path prefix', () => {
  test('is part of the address, and nothing is there without it', async () => {
    await withTempo({ pushes: PUSHES, prefix: '/tempo' }, async (tempo) => {
      expect(tempo.url).toMatch(/\/tempo$/);
      expect((await ask(tempo, '/api/search', { ...RANGE, q: '{}' })).status).toBe(200);
      const outside = await fetch(new URL('/api/search', tempo.url));
      expect([outside.status, await outside.text()]).toEqual([404, '404 page not found\n']);
      expect(tempo.asked.requests.map(({ path, endpoint }) => [path, endpoint])).toEqual([
        ['/tempo/api/search', 'search'],
        ['/api/search', null],
      ]);
    });
  });

  test('what no Tempo knows', async () => {
    expect((await get({}, '/api/nothing', {})).status).toBe(404);
  });
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { SourceError } from '../../../lib/sources/errors';
import { parseTempo } from '../../../lib/sources/tempo/spec';
import { TempoSource } from '../../../lib/sources/tempo/tempo-source';
import { temporaryFolder } from '../../audit/archives';
import { selfSigned } from '../../loopback/certificate';
import type { TempoOptions } from '../../tempo/options';
import { listAll, QUICK, readOne, withTempo } from './running';

const tls = selfSigned();
const ca = path.join(temporaryFolder(), 'certificate.pem');
writeFileSync(ca, tls.cert);
const always = (fault: NonNullable<TempoOptions['faults']>[number]['fault']) => ({
  faults: [{ fault, on: ['search'] as const }],
});

afterEach(() => {
  for (const name of ['TOKEN', 'USERNAME', 'PASSWORD']) delete process.env[`TRACEWARDEN_TEMPO_${name}`];
});

const UNUSABLE: readonly (readonly [
  what: string,
  server: Partial<TempoOptions>,
  said: Parameters<typeof withTempo>[1],
  reason: SourceError['reason'],
  message: RegExp,
])[] = [
  ['no tenant', { tenant: 'team-a' }, {}, 'access-denied', /name one with --tenant \(no org id\)$/],
  ['no credentials', { token: 'abc' }, {}, 'no-credentials', /set TRACEWARDEN_TEMPO_TOKEN or --token-file/],
  ['another path', { prefix: '/tempo' }, { spec: {} }, 'not-found', /query-frontend .* such as \/tempo$/],
  ['a login page', always({ kind: 'html' }), {}, 'invalid', /answered with a web page: perhaps a login page/],
  ['no TLS', { tls }, {}, 'unreachable', /its certificate is not trusted; name .* with --ca$/],
  [
    'a rate limit',
    always({ kind: 'status', status: 429 }),
    {},
    'unreachable',
    /over its rate limit.*lower --concurrency or set --requests-per-second \(stand-in: 429\)$/,
  ],
  [
    'a fault of its own',
    always({ kind: 'status', status: 500, body: 'boom \u001b[31m' }),
    {},
    'unreachable',
    /answered 500, and again when it was asked again: boom \[31m$/,
  ],
  ['refused', always({ kind: 'status', status: 403 }), {}, 'access-denied', /access was denied/],
  [
    'a cut connection',
    always({ kind: 'cut-headers' }),
    {},
    'unreachable',
    /the connection was cut; check the address \(perhaps https:\/\/ is meant\)/,
  ],
  [
    'a bad query',
    {},
    { query: '{ foo = 1 }' },
    'invalid',
    /refused what was asked: invalid TraceQL query: parse error at line 1, col 3: /,
  ],
];

describe('a Tempo that cannot be used is told of in one sentence', () => {
  test.each(UNUSABLE)('%s', async (what, server, said, reason, message) => {
    await withTempo({ pushes: [], ...server }, said, async (source, tempo) => {
      const spec = what === 'another path' ? parseTempo(`tempo+${new URL(tempo.url).origin}`, {}) : null;
      const asked = spec === null ? source : new TempoSource(spec, { policy: QUICK });
      const error = await listAll(asked).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SourceError);
      expect(error).toMatchObject({ reason, message: expect.stringMatching(message) });
      expect(error).toMatchObject({ message: expect.stringMatching(/^tempo\+https?:\/\/127\.0\.0\.1:\d+/) });
      asked.close();
    });
  });

  test('refused credentials are not repeated, even where the server does', async () => {
    process.env['TRACEWARDEN_TEMPO_TOKEN'] = 'geheim';
    const faults = [{ fault: { kind: 'status', status: 401, body: 'no such token: geheim' } as const }];
    await withTempo({ pushes: [], faults }, {}, async (source) => {
      await expect(listAll(source)).rejects.toMatchObject({
        reason: 'access-denied',
        message: expect.stringMatching(/the credentials were refused \(no such token: \*\*\*\)$/),
      });
    });
  });

  test('nothing listens there', async () => {
    const url = await withTempo({ pushes: [] }, {}, (_, tempo) => Promise.resolve(tempo.url));
    const source = new TempoSource(parseTempo(`tempo+${url}`, {}), { policy: QUICK });
    await expect(listAll(source)).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringMatching(/it cannot be reached: nothing listens there; check the address/),
    });
    source.close();
  });

  test('without a window', async () => {
    await withTempo({ pushes: [] }, {}, async (source) => {
      const pages = source.list(null, new AbortController().signal);
      await expect(pages.next()).rejects.toMatchObject({ message: expect.stringMatching(/--last 1h/) });
    });
  });

  test('a version without reads by ID as they are now', async () => {
    const faults = [
      { fault: { kind: 'status', status: 404, body: '404 page not found\n' }, on: ['trace'] } as const,
    ];
    await withTempo({ faults }, {}, async (source) => {
      const [first] = (await listAll(source)).objects;
      await expect(readOne(source, first!)).rejects.toMatchObject({
        message: expect.stringMatching(/has no \/api\/v2\/traces: Tempo 2\.7 or newer is needed$/),
      });
    });
  });
});

describe('what a Tempo may ask for', () => {
  test.each([
    ['a tenant', { tenant: 'team-a' }, { tenant: 'team-a' }, {}],
    ['a token', { token: 'abc' }, {}, { TOKEN: 'abc' }],
    [
      "a name and a password below a prefix, as Grafana Cloud's",
      { basic: { username: '12', password: 'pw' }, prefix: '/tempo' },
      {},
      { USERNAME: '12', PASSWORD: 'pw' },
    ],
    ['its own certificate', { tls }, { ca }, {}],
  ])('%s', async (_, server, said, environment: Record<string, string>) => {
    for (const [name, value] of Object.entries(environment)) process.env[`TRACEWARDEN_TEMPO_${name}`] = value;
    await withTempo(server, said, async (source) => {
      const { objects, problems } = await listAll(source);
      expect({ objects: objects.length, problems }).toEqual({ objects: 104, problems: [] });
      expect(await readOne(source, objects[0]!)).toBeGreaterThan(100);
    });
  });

  test('headers of the user go with every request', async () => {
    await withTempo({}, { headers: ['X-Custom: v'] }, async (source, { asked }) => {
      const [first] = (await listAll(source)).objects;
      await readOne(source, first!);
      expect(asked.requests.length).toBeGreaterThan(3);
      expect(new Set(asked.requests.map(({ headers }) => headers['x-custom']))).toEqual(new Set(['v']));
    });
  });
});

import { once } from 'node:events';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { selfSigned } from '../loopback/certificate';
import { Faults } from './faults';
import { foundTraces } from './found-answer';
import { ask, withTempo } from './running';
import { startTempo } from './server';
import { pushOf, SMALL_START } from './small-traces';

const IDS = Array.from({ length: 200 }, (_, index) => index.toString(16).padStart(2, '0').repeat(16));
const PUSHES = [pushOf(...IDS.map((traceId) => ({ traceId, id: '1' })))];
const ALL = { start: SMALL_START - 60, end: SMALL_START + 60, limit: 1000, q: '{}' };
const FIRST = IDS[1] ?? '';

test('429 with Retry-After, so many times', async () => {
  const fault = { kind: 'status', status: 429, retryAfter: '7', body: 'too many' } as const;
  await withTempo({ pushes: PUSHES, faults: [{ fault, on: ['search'], times: 2 }] }, async (tempo) => {
    const first = await ask(tempo, '/api/search', ALL);
    expect([first.status, first.headers.get('retry-after'), first.body]).toEqual([429, '7', 'too many']);
    expect((await ask(tempo, `/api/v2/traces/${FIRST}`)).status).toBe(200);
    expect((await ask(tempo, '/api/search', ALL)).status).toBe(429);
    expect((await ask(tempo, '/api/search', ALL)).status).toBe(200);
    expect(tempo.faults.counts).toEqual({ status: 2 });
  });
});

test.each([500, 503, 404])('%d', async (status) => {
  await withTempo({ pushes: PUSHES, faults: [{ fault: { kind: 'status', status } }] }, async (tempo) => {
    expect((await ask(tempo, '/api/search', ALL)).status).toBe(status);
    expect((await ask(tempo, '/ready')).status).toBe(200);
  });
});

test('a login page instead of JSON', async () => {
  await withTempo({ pushes: PUSHES, faults: [{ fault: { kind: 'html' } }] }, async (tempo) => {
    const { status, headers, body } = await ask(tempo, '/api/search', ALL);
    expect([status, headers.get('content-type'), body.slice(0, 15)]).toEqual([
      200,
      'text/html; charset=utf-8',
      '<!doctype html>',
    ]);
  });
});

test('a connection cut before any answer', async () => {
  await withTempo({ pushes: PUSHES, faults: [{ fault: { kind: 'cut-headers' } }] }, async (tempo) => {
    await expect(ask(tempo, '/api/search', ALL)).rejects.toThrow('fetch failed');
    expect(tempo.asked.of('search').length).toBe(1);
  });
});

test('a connection cut half-way through the body', async () => {
  await withTempo({ pushes: PUSHES, faults: [{ fault: { kind: 'cut-body' } }] }, async (tempo) => {
    const sent = request(`${tempo.url}/api/v2/traces/${FIRST}`).end();
    const [reply] = await once(sent, 'response');
    let bytes = 0;
    reply.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await once(reply, 'error');
    expect(bytes).toBe(Math.floor(Number(reply.headers['content-length']) / 2));
  });
});

test('silence lasts until the client goes', async () => {
  await withTempo({ pushes: PUSHES, faults: [{ fault: { kind: 'silence' } }] }, async (tempo) => {
    const left = new AbortController();
    const reply = fetch(`${tempo.url}/api/v2/traces/${FIRST}`, { signal: left.signal });
    await whenAsked(() => tempo.asked.open === 1);
    left.abort();
    await expect(reply).rejects.toThrow('aborted');
  });
});

test('traces that one of the two ways does not have', async () => {
  const missing = { kind: 'missing' } as const;
  await withTempo({ pushes: PUSHES }, async (tempo) => {
    tempo.faults.add({ fault: missing, on: ['trace'], traceIds: [FIRST] });
    tempo.faults.add({ fault: missing, on: ['search'], share: 0.25, seed: 3 });
    expect((await ask(tempo, `/api/v2/traces/${FIRST}`)).body).toBe('{"trace":{},"metrics":{}}');
    const found = foundTraces((await ask(tempo, '/api/search', ALL)).body);
    const again = foundTraces((await ask(tempo, '/api/search', ALL)).body);
    expect(again).toEqual(found);
    // A quarter of 200 is 50; four standard deviations are 24.5.
    expect(Math.abs(150 - found.length)).toBeLessThan(25);
    tempo.faults.clear();
    expect(foundTraces((await ask(tempo, '/api/search', ALL)).body).length).toBe(200);
  });
});

test('a share of requests fails, the same ones in any order, and a second attempt is drawn anew', () => {
  const rule = { fault: { kind: 'status', status: 500 }, share: 0.1 } as const;
  const paths = Array.from({ length: 10_000 }, (_, index) => `/api/v2/traces/${index}`);
  const failing = (order: readonly string[]) => {
    const faults = new Faults();
    faults.add(rule);
    const fails = (path: string) => faults.ofRequest('trace', path, 'a') !== null;
    return { first: order.filter(fails).sort(), second: order.filter(fails).sort(), counts: faults.counts };
  };
  const forwards = failing(paths);
  expect(failing(paths.toReversed())).toEqual(forwards);
  // 1,000 are expected; four standard deviations are 120. Of those, a tenth fails twice: 100, within 40.
  expect(Math.abs(forwards.first.length - 1000)).toBeLessThan(120);
  const second = new Set(forwards.second);
  expect(Math.abs(forwards.first.filter((path) => second.has(path)).length - 100)).toBeLessThan(40);
  expect(forwards.counts).toEqual({ status: forwards.first.length + forwards.second.length });
});

test('it notes what it was asked, and how much at once', async () => {
  await withTempo({ pushes: PUSHES, latency: 5 }, async (tempo) => {
    await Promise.all(
      IDS.slice(0, 8).map((id) => ask(tempo, `/api/v2/traces/${id}`, { span_pruning: 'false' })),
    );
    const asked = tempo.asked.of('trace');
    expect(asked.map(({ path }) => path).sort()).toEqual(IDS.slice(0, 8).map((id) => `/api/v2/traces/${id}`));
    expect(asked.every(({ parameters }) => parameters.get('span_pruning') === 'false')).toBe(true);
    expect(tempo.asked.mostOpen).toBeGreaterThan(1);
    expect(tempo.asked.mostOpen).toBeLessThanOrEqual(8);
    await whenAsked(() => tempo.asked.open === 0);
  });
});

test('TLS with a certificate of its own', async () => {
  const tls = selfSigned();
  const tempo = await startTempo({ pushes: PUSHES, tls });
  try {
    expect(tempo.url).toMatch(/^https:/);
    const trusted = secureRequest(`${tempo.url}/ready`, { ca: tls.cert }).end();
    const [reply] = await once(trusted, 'response');
    expect(reply.statusCode).toBe(200);
    reply.resume();
    const [refused] = await once(secureRequest(`${tempo.url}/ready`).end(), 'error');
    expect(refused.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  } finally {
    await tempo.stop();
  }
});

/** Looks again after each turn of the event loop, a bounded number of times. */
async function whenAsked(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100_000 && !isSo(); turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(isSo()).toBe(true);
}

import { foundTraces, headOf, pushedSpans, shownSpans } from './found-answer';
import { likeRecorded, RECORDED_SERVERS } from './recorded-servers';
import { type Exchange, recordedCases, recordedExchanges, recordedPushes } from './recordings';
import { type StandInTempo, startTempo } from './server';

/*
 * Every recorded request is put to a stand-in that holds the same spans, and the whole answers are compared: status,
 * content type and body. Not compared, and why:
 * - `metrics` of an answer and exemplars: how much work a server had, and what it happened to keep;
 * - the order of scopes, tag values and attributes of found spans, which Go's maps shuffle;
 * - which of the matching spans are shown where more match: they must be spans of what was pushed;
 * - which root names a trace that has several;
 * - which traces the first N are: as many, and each as the stand-in has it.
 */

const FIRST_FOUND = ['search default limit', 'search without times', 'search by service', 'search roots'];
/** Settled servers search their blocks in an order, but for searches that several jobs share. */
const IN_ORDER = new Set(FIRST_FOUND.slice(1));
/** So many found traces are all. */
const ALL = '1000';

function isSearch({ name, response }: Exchange): boolean {
  return name.startsWith('search') && response.status === 200;
}

function bodyOf({ response: { text, base64 } }: Exchange): Buffer {
  return base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');
}

/** A text answer without what counts work. */
function withoutMetrics(text: string): string {
  return text.replace(/"metrics":\{[^}]*\}/, '"metrics":{}').replaceAll(/,"exemplars":\[.*?"\}\]/g, '');
}

/** The first field of a message, its tag and length among it. */
function firstField(message: Buffer): Buffer {
  let length = 0;
  let position = 1;
  for (let shift = 0; ; shift += 7) {
    const byte = message.readUInt8(position++);
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return message.subarray(0, position + length);
  }
}

function sortedLists(body: string): string {
  const parsed: unknown = JSON.parse(withoutMetrics(body));
  return JSON.stringify(parsed, (_, value: unknown) =>
    Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value,
  );
}

describe.each(RECORDED_SERVERS)('$version, $when', ({ version, when }) => {
  const exchanges = recordedExchanges(version, when);
  const cases = recordedCases(version);
  const pushed = pushedSpans(recordedPushes(version));
  let tempo: StandInTempo;

  beforeAll(async () => {
    tempo = await startTempo(likeRecorded({ version, when }));
  });
  afterAll(() => tempo.stop());

  const ask = async ({ request }: Exchange, parameters: Readonly<Record<string, string>> = {}) => {
    const url = new URL(tempo.url + request.path);
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const response = await fetch(url, { headers: request.headers });
    return { response, body: Buffer.from(await response.arrayBuffer()) };
  };
  const heads = (body: Buffer) =>
    foundTraces(body.toString()).map((trace) =>
      headOf(trace, cases.get(trace.traceID.padStart(32, '0')) === 'two-roots'),
    );

  test('all exchanges are here', () => {
    expect(exchanges.length).toBe(51);
    expect(exchanges.filter(isSearch).length).toBe(9);
  });

  test.each(exchanges.map((exchange) => [exchange.name, exchange] as const))('%s', async (name, exchange) => {
    const { response, body } = await ask(exchange);
    expect(response.status).toBe(exchange.response.status);
    expect(response.headers.get('content-type')).toBe(exchange.response.headers['Content-Type'] ?? null);
    const recorded = bodyOf(exchange);
    if (name.startsWith('trace v2 protobuf')) {
      expect(firstField(body).toString('hex')).toBe(firstField(recorded).toString('hex'));
    } else if (name.startsWith('tag')) {
      expect(sortedLists(body.toString())).toBe(sortedLists(recorded.toString()));
    } else if (isSearch(exchange)) {
      for (const trace of foundTraces(recorded.toString()))
        expect(shownSpans(trace).filter((span) => !pushed.has(span))).toEqual([]);
      const isFree = FIRST_FOUND.includes(name) && !(when === 'settled' && IN_ORDER.has(name));
      if (!isFree) {
        expect(heads(body)).toEqual(heads(recorded));
        return;
      }
      const possible = [...heads(body), ...heads((await ask(exchange, { limit: ALL })).body)];
      for (const head of heads(recorded)) expect(possible).toContainEqual(head);
      expect(heads(body).length).toBe(heads(recorded).length);
    } else if (name.endsWith('protobuf')) {
      expect(body.equals(recorded)).toBe(true);
    } else {
      expect(withoutMetrics(body.toString())).toBe(withoutMetrics(recorded.toString()));
    }
  });

  test('the counters after the pushes', async () => {
    expect(await (await fetch(`${tempo.url}/metrics`, authorized(version))).text()).toContain(
      'reason="trace_too_large"',
    );
  });
});

function authorized(version: string): RequestInit {
  return version === '2.10.8' ? { headers: { 'X-Scope-OrgID': 'team-a' } } : {};
}

test('as many spans are refused for their size as the servers counted', async () => {
  for (const version of ['2.10.8', '3.1-dev'] as const) {
    const { prometheus, ...options } = likeRecorded({ version, when: 'live' });
    const tempo = await startTempo(options);
    try {
      const own = await (await fetch(`${tempo.url}/metrics`, authorized(version))).text();
      const line = /^tempo_discarded_spans_total\{reason="trace_too_large".*$/m;
      expect(line.exec(own)?.[0]).toBe(line.exec(prometheus ?? '')?.[0]);
    } finally {
      await tempo.stop();
    }
  }
});

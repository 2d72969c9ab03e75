import { z } from 'zod';
import { ask, withTempo } from './running';
import { pushOf, SMALL_START } from './small-traces';

const A = '00' + 'a'.repeat(30);
const SHARED = '5'.repeat(32);
const NOBODY = 'e'.repeat(32);

const span = z.object({
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  kind: z.string().optional(),
  name: z.string(),
});
const answer = z.object({
  trace: z.object({
    resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(span) })) })).default([]),
  }),
  status: z.string().optional(),
  message: z.string().optional(),
});

/** `name id<parent`, IDs in hex without leading zeros. */
function spansIn(body: string): string[] {
  const hex = (base64 = '') => Buffer.from(base64, 'base64').toString('hex').replace(/^0+/, '');
  return answer
    .parse(JSON.parse(body))
    .trace.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map(({ name, spanId, parentSpanId }) => `${name} ${hex(spanId)}<${hex(parentSpanId)}`);
}

const PUSHES = [
  pushOf(
    { traceId: A, id: '2', parent: '1', name: 'late', start: SMALL_START + 1 },
    { traceId: A, id: '1', name: 'root' },
    { traceId: SHARED, id: 'a', name: 'call', kind: 3, service: 'one' },
    { traceId: SHARED, id: 'a', name: 'serve', kind: 2, service: 'two', start: SMALL_START + 1 },
    { traceId: SHARED, id: 'b', parent: 'a', name: 'inner', service: 'two', start: SMALL_START + 2 },
  ),
  pushOf(
    { traceId: A, id: '1', name: 'root' },
    { traceId: A, id: '1', name: 'twin', kind: 2, start: SMALL_START + 3 },
  ),
];

test('parts are joined, sorted by time, and resent spans of the same kind come once', async () => {
  await withTempo({ pushes: PUSHES }, async (tempo) => {
    const { body } = await ask(tempo, `/api/v2/traces/${A}`);
    expect(spansIn(body)).toEqual(['root 1<', 'late 2<1', 'twin 1<']);
    expect((await ask(tempo, `/api/v2/traces/${A.slice(2)}`)).body).toBe(body);
    expect((await ask(tempo, `/api/v2/traces/${A.toUpperCase()}`)).body).toBe(body);
    expect(tempo.traceIds).toEqual([A, SHARED]);
  });
});

test('a SERVER span that shares the ID of a CLIENT gets a new one, and its children', async () => {
  await withTempo({ pushes: PUSHES }, async (tempo) => {
    const { body } = await ask(tempo, `/api/v2/traces/${SHARED}`);
    expect(spansIn(body)).toEqual(['call a<', 'serve 1<a', 'inner b<1']);
  });
});

test('what is not there', async () => {
  await withTempo({ pushes: PUSHES }, async (tempo) => {
    expect((await ask(tempo, `/api/v2/traces/${NOBODY}`)).body).toBe('{"trace":{},"metrics":{}}');
    expect((await ask(tempo, `/api/traces/${NOBODY}`)).status).toBe(404);
    const message = await fetch(`${tempo.url}/api/v2/traces/${NOBODY}`, {
      headers: { accept: 'application/protobuf' },
    });
    // An empty trace and empty metrics.
    expect(Buffer.from(await message.arrayBuffer()).toString('hex')).toBe('0a001200');
  });
});

test('far from its time a trace is found only while it is recent', async () => {
  const far = { start: SMALL_START - 7200, end: SMALL_START - 3600 };
  const near = { start: SMALL_START - 60, end: SMALL_START + 60 };
  await withTempo({ pushes: PUSHES }, async (tempo) => {
    // From one place only, the spans are as they came.
    expect(spansIn((await ask(tempo, `/api/v2/traces/${A}`, far)).body)).toEqual([
      'late 2<1',
      'root 1<',
      'twin 1<',
    ]);
  });
  await withTempo({ pushes: PUSHES, isRecentForReads: false }, async (tempo) => {
    expect(spansIn((await ask(tempo, `/api/v2/traces/${A}`, far)).body)).toEqual([]);
    expect(spansIn((await ask(tempo, `/api/v2/traces/${A}`, near)).body).length).toBe(3);
  });
});

test.each([
  ['xyz', `trace IDs can only contain hex characters: invalid character 'x' at position 1`],
  ['a'.repeat(33), `trace IDs can't be larger than 128 bits`],
  [`${A}?start=x`, 'invalid start: strconv.ParseInt: parsing "x": invalid syntax'],
  [`${NOBODY}?end=x`, 'invalid end: strconv.ParseInt: parsing "x": invalid syntax'],
])('%s is refused', async (path, message) => {
  await withTempo({ pushes: PUSHES }, async (tempo) => {
    for (const version of ['/api/v2/traces/', '/api/traces/']) {
      const { status, body } = await ask(tempo, version + path);
      expect([status, body]).toEqual([400, message]);
    }
  });
});

test('a trace over the size limit keeps what came first, and nothing tells', async () => {
  const note = 'x'.repeat(400);
  const spans = ['1', '2', '3'].flatMap((id) => pushOf({ traceId: A, id, name: id, attributes: { note } }));
  await withTempo({ pushes: [spans], maxBytesPerTrace: 1100 }, async (tempo) => {
    const { body } = await ask(tempo, `/api/v2/traces/${A}`);
    expect(spansIn(body)).toEqual(['1 1<', '2 2<']);
    expect(answer.parse(JSON.parse(body))).not.toHaveProperty('status');
    expect((await ask(tempo, '/metrics')).body).toContain(
      'tempo_discarded_spans_total{reason="trace_too_large",tenant="single-tenant"} 1\n',
    );
  });
});

test('version 1 has batches', async () => {
  await withTempo({ pushes: PUSHES }, async (tempo) => {
    expect((await ask(tempo, `/api/traces/${SHARED}`)).body).toMatch(/^\{"batches":\[\{"resource"/);
  });
});

test('PARTIAL, with its message, in both forms', async () => {
  const message = 'Trace exceeds maximum size of 5000000 bytes, a partial trace is returned';
  await withTempo({ pushes: PUSHES, faults: [{ fault: { kind: 'partial', message } }] }, async (tempo) => {
    const { body } = await ask(tempo, `/api/v2/traces/${A}`);
    expect(answer.parse(JSON.parse(body))).toMatchObject({ status: 'PARTIAL', message });
    const reply = await fetch(`${tempo.url}/api/v2/traces/${A}`, {
      headers: { accept: 'application/protobuf' },
    });
    const bytes = Buffer.from(await reply.arrayBuffer());
    // Field 3, a varint of 1, and field 4 with the text.
    const end = Buffer.concat([Buffer.from([0x18, 1, 0x22, message.length]), Buffer.from(message)]);
    expect(bytes.subarray(-end.length).toString('hex')).toBe(end.toString('hex'));
  });
});

import { z } from 'zod';
import { foundTraces } from './found-answer';
import { ask, type Reply, withTempo } from './running';
import { pushOf, SMALL_START } from './small-traces';

const A = 'a'.repeat(32);
const B = 'b'.repeat(32);
const C = 'c'.repeat(32);
const RANGE = { start: SMALL_START - 60, end: SMALL_START + 600 };
const NOW = () => (SMALL_START + 120) * 1000;

/** A trace whose halves came in two pushes, one of one second and one error, one without root. */
const PUSHES = [
  pushOf(
    { traceId: A, id: '1', service: 'gateway', kind: 2, duration: 90 },
    { traceId: B, id: '1', service: 'orders', start: SMALL_START + 10, duration: 1000 },
    { traceId: B, id: '2', parent: '1', service: 'orders', start: SMALL_START + 10, isError: true },
  ),
  pushOf(
    { traceId: A, id: '2', parent: '1', service: 'orders', start: SMALL_START + 1 },
    { traceId: A, id: '3', parent: '2', service: 'orders', start: SMALL_START + 1 },
    { traceId: C, id: '9', parent: '8', start: SMALL_START + 300 },
  ),
];

const ids = ({ body }: Reply) =>
  foundTraces(body)
    .map(({ traceID }) => traceID[0])
    .join('');

async function searched(parameters: Readonly<Record<string, string | number>>, extra = {}): Promise<Reply> {
  return withTempo({ pushes: PUSHES, now: NOW, flavour: '2.10', ...extra }, (tempo) =>
    ask(tempo, '/api/search', parameters),
  );
}

test.each([
  ['newest first', { ...RANGE, q: '{}' }, 'cba'],
  ['a limit takes from the newest push on', { ...RANGE, q: '{}', limit: 1 }, 'a'],
  ['the most recent', { ...RANGE, q: '{} with(most_recent=true)', limit: 2 }, 'cb'],
  ['a range keeps what overlaps it', { start: SMALL_START + 11, end: SMALL_START + 20, q: '{}' }, 'b'],
  ['long ones', { ...RANGE, q: '{}', minDuration: '500ms' }, 'b'],
  ['short ones', { ...RANGE, q: '{}', maxDuration: '50ms' }, 'ca'],
  ['without times, what is recent', { q: '{}' }, 'ba'],
])('%s', async (_, parameters, expected) => {
  expect(ids(await searched(parameters))).toBe(expected);
});

test('each part of a trace is searched by itself, and the answers are laid over each other', async () => {
  const [found] = foundTraces((await searched({ ...RANGE, q: '{ nestedSetLeft = 0 }' })).body).slice(-1);
  expect(found).toMatchObject({ traceID: A, rootServiceName: '<root span not yet received>' });
  expect(found?.spanSet.matched).toBe(2);
  const whole = foundTraces((await searched({ ...RANGE, q: '{}' })).body).at(-1);
  expect(whole).toMatchObject({
    rootServiceName: 'gateway',
    rootTraceName: 'work',
    startTimeUnixNano: `${SMALL_START}000000000`,
    durationMs: 90,
    serviceStats: { gateway: { spanCount: 1 }, orders: { spanCount: 2 } },
  });
  expect(whole?.spanSet.matched).toBe(2);
});

test('after compaction only the part that is still recent is broken', async () => {
  const { body } = await searched({ ...RANGE, q: '{}' }, { isCompacted: true });
  expect(foundTraces(body).map(({ spanSet }) => spanSet.matched)).toEqual([1, 2, 3]);
});

test('errors are counted by service', async () => {
  const [found] = foundTraces((await searched({ ...RANGE, q: '{ status = error }' })).body);
  expect(found).toMatchObject({ serviceStats: { orders: { spanCount: 2, errorCount: 1 } } });
});

test('spans shown are as many as asked for', async () => {
  const shown = async (spss: number) =>
    foundTraces((await searched({ ...RANGE, q: '{}', spss })).body).map(
      ({ spanSet }) => spanSet.spans.length,
    );
  expect(await shown(1)).toEqual([1, 1, 1]);
  expect(await shown(2)).toEqual([1, 2, 2]);
});

test('a search by tags has no spans', async () => {
  const { body } = await searched({ ...RANGE, tags: 'service.name=gateway' });
  const traces = z
    .object({ traces: z.array(z.record(z.string(), z.unknown())) })
    .parse(JSON.parse(body)).traces;
  expect(traces).toEqual([
    {
      traceID: A,
      rootServiceName: 'gateway',
      rootTraceName: 'work',
      startTimeUnixNano: `${SMALL_START}000000000`,
      durationMs: 90,
    },
  ]);
});

test('3.1 leaves out the last 30 seconds', async () => {
  const now = () => (SMALL_START + 35) * 1000;
  const at31 = await searched({ ...RANGE, q: '{}' }, { now, flavour: '3.1' });
  expect(ids(at31)).toBe('a');
  const before = await searched(
    { start: SMALL_START + 6, end: SMALL_START + 600, q: '{}' },
    { now, flavour: '3.1' },
  );
  expect(ids(before)).toBe('a');
});

test('what left the ingesters is not found without times', async () => {
  expect(ids(await searched({ q: '{}' }, { isRecentForSearch: false }))).toBe('');
});

test.each([
  [{ limit: 0 }, 'invalid limit: must be a positive number'],
  [{ limit: 'x' }, 'invalid limit: strconv.ParseUint: parsing "x": invalid syntax'],
  [{ limit: 262_145 }, 'limit 262145 exceeds max limit 262144'],
  [{ spss: 101 }, 'spans per span set exceeds 100. received 101'],
  [{ start: 'x' }, 'invalid start: strconv.ParseUint: parsing "x": invalid syntax'],
  [
    { start: 0, end: 604_802 },
    'range specified by start and end exceeds 168h0m0s. received start=0 end=604802',
  ],
  [{ minDuration: 'x' }, 'invalid minDuration: time: invalid duration "x"'],
  [{ minDuration: '2s', maxDuration: '1s' }, 'invalid maxDuration: must be greater than minDuration'],
  [{ q: '{}', tags: 'a=b' }, `invalid request: can't specify tags and q in the same query`],
])('%j is refused', async (parameters, message) => {
  const { status, body } = await searched(parameters);
  expect([status, body]).toEqual([400, message]);
});

test('IDs have no order', async () => {
  const { status, body } = await searched({ ...RANGE, q: '{ trace:id > "a" }' });
  expect(status).toBe(500);
  expect(body).toMatch(/operator not supported for IDs: >\n$/);
});

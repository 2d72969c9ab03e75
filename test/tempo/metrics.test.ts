import { ask, type Reply, withTempo } from './running';
import { pushOf, SMALL_START } from './small-traces';

const [A, B] = ['a'.repeat(32), 'b'.repeat(32)];
/** Six spans: of `one` at 0 s, 30 s, 31 s and 60 s, of `two` at 45 s, without root. */
const PUSHES = [
  pushOf(
    { traceId: A, id: '1', service: 'one' },
    { traceId: A, id: '2', parent: '1', service: 'one', start: SMALL_START + 30 },
    { traceId: A, id: '3', parent: '1', service: 'one', start: SMALL_START + 31 },
    { traceId: A, id: '4', parent: '1', service: 'one', start: SMALL_START + 60 },
    { traceId: B, id: '5', parent: '9', service: 'two', start: SMALL_START + 45 },
  ),
];
const RANGE = { start: SMALL_START - 100, end: SMALL_START + 100 };

function metrics(
  path: string,
  parameters: Readonly<Record<string, string | number>>,
  options = {},
): Promise<Reply> {
  return withTempo({ pushes: PUSHES, now: () => (SMALL_START + 3600) * 1000, ...options }, (tempo) =>
    ask(tempo, path, parameters),
  );
}

const seriesOf = ({ body }: Reply): unknown => JSON.parse(body.replace(/,?"metrics".*$/, '}')).series;
const label = (key: string, stringValue: string) => ({ key, value: { stringValue } });

test('a count by service', async () => {
  const q = '{} | count_over_time() by(resource.service.name)';
  expect(seriesOf(await metrics('/api/metrics/query', { ...RANGE, q }))).toEqual([
    { labels: [label('resource.service.name', 'one')], value: 4 },
    { labels: [label('resource.service.name', 'two')], value: 1 },
  ]);
});

test('a rate is over the range', async () => {
  const q = '{ nestedSetParent = -1 } | rate()';
  expect(seriesOf(await metrics('/api/metrics/query', { ...RANGE, q }))).toEqual([
    { labels: [label('__name__', 'rate')], value: 1 / 200 },
  ]);
});

test('a count by step: a step has what came after its start, up to its end', async () => {
  const range = { start: SMALL_START, end: SMALL_START + 60, step: '30s' };
  const q = '{} | count_over_time()';
  const at = (seconds: number) => String((SMALL_START + seconds) * 1000);
  expect(seriesOf(await metrics('/api/metrics/query_range', { ...range, q }))).toEqual([
    {
      labels: [label('__name__', 'count_over_time')],
      samples: [
        { timestampMs: at(0), value: 1 },
        { timestampMs: at(30), value: 1 },
        { timestampMs: at(60), value: 3 },
      ],
    },
  ]);
});

test.each([
  ['which spans are connected cannot be counted', '{ nestedSetLeft = 0 } | count_over_time()', undefined],
  [
    'a class of trace IDs is not looked at',
    '{ trace:id =~ ".*b" } | count_over_time()',
    [{ labels: [label('__name__', 'count_over_time')], value: 5 }],
  ],
])('%s', async (_, q, expected) => {
  expect(seriesOf(await metrics('/api/metrics/query', { ...RANGE, q }))).toEqual(expected);
});

test.each([
  ['{}', {}, 'not a metrics query'],
  ['{ foo', {}, 'compiling query: parse error at line 1, col 3: unknown identifier: foo'],
  ['{} | rate()', { start: 100, end: 50 }, 'end must be greater than start'],
  [
    '{} | rate()',
    { start: SMALL_START - 86_401, end: SMALL_START },
    'metrics query time range exceeds the maximum allowed duration of 24h0m0s',
  ],
])('%s %j is refused', async (q, range, message) => {
  const { status, body } = await metrics('/api/metrics/query', { ...RANGE, q, ...range });
  expect([status, body]).toEqual([400, message]);
});

test('2.10 without a generator fails on every metrics query, but for its range of 3 hours', async () => {
  const q = '{} | rate()';
  const none = await metrics('/api/metrics/query', { ...RANGE, q }, { flavour: '2.10' });
  expect([none.status, none.body]).toEqual([
    500,
    'error querying generators in Querier.queryRangeRecent: error finding generators: empty ring\n',
  ]);
  const long = { start: SMALL_START - 10_801, end: SMALL_START, q };
  expect((await metrics('/api/metrics/query', long, { flavour: '2.10' })).body).toBe(
    'metrics query time range exceeds the maximum allowed duration of 3h0m0s',
  );
});

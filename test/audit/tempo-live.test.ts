import { wilson } from '../../lib/checks/statistics';
import { renderMarkdown } from '../../lib/report/markdown';
import { renderText } from '../../lib/report/text';
import { auditTempo, foundIn, timesOf } from '../tempo/audit';
import type { TempoOptions } from '../tempo/options';
import { RECORDED_MAX_BYTES, recordedCases, recordedMetrics, recordedPushes } from '../tempo/recordings';
import { startTempo } from '../tempo/server';

const VERSION = '3.1-dev';
const PUSHES = recordedPushes(VERSION);
const TIMES = timesOf(PUSHES);
const CASES = recordedCases(VERSION);
const idsOf = (kind: string) => [...CASES].filter(([, found]) => found === kind).map(([traceId]) => traceId);

async function auditWith(options: Partial<TempoOptions>, flags: Parameters<typeof auditTempo>[2] = {}) {
  const now = () => TIMES.now;
  const tempo = await startTempo({ pushes: PUSHES, maxBytesPerTrace: RECORDED_MAX_BYTES, now, ...options });
  try {
    return await auditTempo(tempo.url, TIMES, flags);
  } finally {
    await tempo.stop();
  }
}

test('traces that a Tempo gives in part, or not at all, are counted and not judged', async () => {
  const [partial = '', lost = ''] = idsOf('healthy');
  const report = await auditWith({
    faults: [
      { fault: { kind: 'partial', message: 'trace exceeds max size' }, on: ['trace'], traceIds: [partial] },
      { fault: { kind: 'missing' }, on: ['trace'], traceIds: [lost] },
    ],
  });
  expect(report.coverage.objects).toEqual({ listed: 104, read: 102, unreadable: 2 });
  expect(report.coverage.traces).toMatchObject({ judged: 102, sampled: 102 });
  expect(report.coverage.live).toMatchObject([
    { partial: 1, mismatch: { notFoundById: 1, notFoundBySearch: 0, examples: [lost] } },
  ]);
  expect(report.coverage.problems.map(({ object, reason }) => [object.slice(-32), reason])).toEqual(
    [
      [partial, 'partial'],
      [lost, 'search-by-id-mismatch'],
    ].toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
  const text = renderText(report);
  expect(text).toContain('search-by-id-mismatch: 1 trace named by search and not there by');
  expect(text).toContain('TEMPO     1 trace given in part only: not judged.');
  expect(renderMarkdown(report)).toContain('1 trace given in part only: not judged');
});

test('a broken trace that a search should have named is found by the search for broken ones', async () => {
  const [broken = ''] = idsOf('internal-missing');
  // What came within the last two minutes of the window may not have arrived where a search looks.
  const from = new Date(TIMES.start - 60_000).toISOString();
  const to = new Date(TIMES.start + 240_000).toISOString();
  const report = await auditWith(
    { faults: [{ fault: { kind: 'missing' }, on: ['search'], traceIds: [broken], times: 1 }] },
    { window: { from, to } },
  );
  const { live, problems, traces } = report.coverage;
  expect(live).toMatchObject([
    { found: 103, mismatch: { notFoundById: 0, notFoundBySearch: 1, examples: [broken] } },
  ]);
  expect(problems.map(({ object, reason }) => [object.slice(-32), reason])).toEqual([
    [broken, 'search-by-id-mismatch'],
  ]);
  // It is in no rate: 10 such spans were pushed for orders.
  expect(traces.judged).toBe(103);
  expect(foundIn(report)).toContain('orphan-span orders 9');
  expect(renderText(report).replaceAll(/\s+/g, ' ')).toContain(
    '0 traces named by search and not there by ID, 1 the other way round, of what a second search named.',
  );
});

test('a sample is told with its rate, and examples from beside it are marked', async () => {
  const all = await auditWith({});
  const report = await auditWith({}, { maxTraces: 30 });
  const { coverage } = report;
  const [live] = coverage.live ?? [];
  const rate = live?.plan?.rate ?? 1;
  expect(rate).toBeLessThan(0.6);
  expect(coverage).toMatchObject({ sampleRate: rate, traces: { seenEstimated: true } });
  expect(coverage.traces.seen).toBe(Math.round(coverage.traces.sampled / rate));
  expect(coverage.traces.sampled).toBe(live?.found);

  const examples = report.findings.flatMap((finding) =>
    finding.examples.map((example) => ({ check: finding.check, ...example })),
  );
  const beside = examples.filter((example) => example.beside === true);
  expect(beside.length).toBeGreaterThan(0);
  const orphaned = new Set(['internal-missing', 'client-missing', 'root-missing', 'over-size-limit']);
  for (const { traceId, check } of beside.filter((example) => example.check === 'orphan-span')) {
    expect([check, orphaned.has(CASES.get(traceId) ?? '')]).toEqual(['orphan-span', true]);
  }
  // What is shown beside the sample adds nothing to it.
  for (const { failing, applicable } of report.findings) expect(failing).toBeLessThanOrEqual(applicable);
  expect(report.structure.orphans).toBeLessThanOrEqual(all.structure.orphans);
  expect(renderText(report, { verbose: true })).toContain('(not counted)');
});

test.each<readonly [string, NonNullable<TempoOptions['faults']>, Partial<TempoOptions>, RegExp]>([
  [
    'not there',
    [{ fault: { kind: 'status', status: 404 }, on: ['prometheus'] }],
    {},
    /^http:.*\/metrics answered 404$/,
  ],
  ['those of another server', [], { prometheus: 'up 1\n' }, /^http:.*\/metrics holds none of them$/],
  [
    'cut off',
    [{ fault: { kind: 'cut-headers' }, on: ['prometheus'] }],
    {},
    /^http:.*\/metrics gave no answer: the connection was cut$/,
  ],
])('counters that were asked for and are %s are told as unread', async (_, faults, options, message) => {
  const report = await auditWith({ ...options, faults }, { tempoMetrics: true });
  const [live] = report.coverage.live ?? [];
  expect(live).toMatchObject({ counters: null, countersUnread: expect.stringMatching(message) });
  expect(report.coverage.problems).toEqual([]);
  expect(renderText(report).replaceAll(/\s+/g, ' ')).toContain(
    "Tempo's own counters could not be read: http:",
  );
});

test('without a trace in the window it is said where to look', async () => {
  const report = await auditWith({ pushes: [] });
  expect(report.verdict).toBe('unknown');
  expect(renderText(report).replaceAll(/\s+/g, ' ')).toContain(
    'no trace was found for the window; look at its times, at the tenant and at the query.',
  );
});

test("Tempo's own counters stand beside ours", async () => {
  const prometheus = recordedMetrics(VERSION);
  const report = await auditWith({ prometheus }, { tempoMetrics: true });
  expect(report.coverage.live?.[0]?.counters).toEqual({
    discardedSpans: { trace_too_large: 766 },
    disconnected: 29,
    rootless: 9,
    spansReceived: 0,
  });
  expect(renderText(report).replaceAll(/\n +/g, ' ')).toContain(
    "Tempo's own count since its start: 29 disconnected and 9 rootless traces (26 and 6 of the sample here); spans discarded: 766 trace_too_large.",
  );
});

test.each([
  ['search', { kind: 'status', status: 500 }],
  ['metrics', { kind: 'status', status: 500 }],
] as const)('a single failure of %s changes nothing', async (endpoint, fault) => {
  const whole = foundIn(await auditWith({}));
  const report = await auditWith({ faults: [{ fault, on: [endpoint], times: 1 }] });
  expect(foundIn(report)).toEqual(whole);
  expect(report.coverage.problems).toEqual([]);
});

test('an older server, and one with several answers to each search, give the same findings', async () => {
  const whole = foundIn(await auditWith({}));
  const older = await auditWith({ knowsTraceId: false, flavour: '2.10' });
  expect(foundIn(older)).toEqual(whole);
  expect(older.coverage.live?.[0]?.plan).toMatchObject({ kind: 'time-slices', rate: 1 });
  expect(renderText(older)).toContain('slices of the time');
});

test('traces of some slices of the time are a cluster sample: their intervals are wider', async () => {
  const report = await auditWith({ knowsTraceId: false, flavour: '2.10' }, { maxTraces: 60 });
  const plan = report.coverage.live?.[0]?.plan;
  expect(plan?.kind).toBe('time-slices');
  expect(plan?.rate).toBeLessThan(1);
  expect(report.findings.length).toBeGreaterThan(0);
  for (const { failing, applicable, interval } of report.findings) {
    const { low, high } = wilson(failing, applicable);
    expect(interval.low).toBeLessThanOrEqual(low);
    expect(interval.high).toBeGreaterThanOrEqual(high);
    expect(interval).not.toEqual({ low, high });
  }
});

test('traces that are younger than settle are unsettled, and none is cut', async () => {
  const times = { ...TIMES, now: TIMES.start + 60_000 };
  const tempo = await startTempo({
    pushes: PUSHES,
    maxBytesPerTrace: RECORDED_MAX_BYTES,
    now: () => TIMES.now,
  });
  try {
    const { coverage, verdict } = await auditTempo(tempo.url, times);
    expect(coverage.traces).toMatchObject({ judged: 0, unsettled: 104, cut: 0 });
    expect(verdict).toBe('unknown');
  } finally {
    await tempo.stop();
  }
});

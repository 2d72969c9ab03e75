/** @jest-environment ./test/sources/one-realm.js */
import { reportKey, windowId } from '../../lib/publish/report-storage';
import { timesOf } from '../tempo/audit';
import type { Fault } from '../tempo/faults';
import { recordedPushes } from '../tempo/recordings';
import { type StandInTempo, startTempo } from '../tempo/server';
import { steadyClock } from './lambda-clock';
import { Cloud, CONFIG, REPORTS, TEMPO_TOKEN } from './lambda-cloud';
import { liveTraces } from './lambda-live-traces';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** Margin and settle. */
const DELAY = 17 * MINUTE;
/** A quarter of the traces of the busy window, and all that were recorded. */
const MOST = 104;
const BASE = { Environment: 'dev', Source: 'live' };
const ORDERS = { ...BASE, Service: 'orders' };
const SCHEDULE = { kind: 'schedule', scheduledAt: '2026-11-20T15:20:00Z' };
const RECORDED = recordedPushes('3.1-dev');
const recordedStart = timesOf(RECORDED).start;

const clock = steadyClock(QUARTER, DELAY);
const busy = { start: clock.end - 3 * QUARTER, end: clock.end - 2 * QUARTER };
const quiet = { start: busy.end, end: busy.end + QUARTER };
const faulty = { start: quiet.end, end: clock.end };
const iso = ({ end }: { readonly end: number }) => new Date(end).toISOString();
const runOf = (window: typeof busy) => `live/${windowId(window)}`;

let cloud: Cloud;
let tempo: StandInTempo;
let variables: Readonly<Record<string, string>>;

beforeAll(async () => {
  const pushes = [
    ...RECORDED,
    // Of 416 traces each second block of 16 is broken: 13 of the 26 that end in any digit.
    liveTraces({
      start: busy.start,
      minutes: 15,
      traces: 4 * MOST,
      isBroken: (index) => Math.floor(index / 16) % 2 === 0,
    }),
    liveTraces({ start: faulty.start, minutes: 15, traces: 80, isBroken: (index) => index < 8 }),
  ];
  tempo = await startTempo({ pushes, flavour: '3.1', token: TEMPO_TOKEN });
  const source = `sources: [{ source: 'tempo+${tempo.url}', name: live, maxTraces: ${MOST} }]\n`;
  cloud = await Cloud.start(CONFIG + source);
  variables = { TRACEWARDEN_TEMPO_URL: tempo.url, TRACEWARDEN_TEMPO_TOKEN_FROM: 'ssm:/test/tempo' };
});

afterAll(async () => {
  await cloud.stop();
  await tempo.stop();
});

beforeEach(async () => {
  tempo.faults.clear();
  await cloud.empty(REPORTS);
  await cloud.notices();
  await cloud.beginAt(busy.start, 'live');
});

const audited = (window: typeof busy, verdict: string) => ({
  window: windowId(window),
  outcome: 'audited',
  verdict,
});
const ran = (...windows: unknown[]) => ({
  kind: 'response',
  body: { sources: [{ source: 'live', windows, isTimeOver: false }], continued: false },
});
const ALL = ran(audited(busy, 'findings'), audited(quiet, 'unknown'), audited(faulty, 'findings'));

test('a schedule: a sample of a busy window, nothing in a quiet one, all of a third; metrics read back', async () => {
  const live = await cloud.deploy('auditLive', clock.later, variables);
  expect(await live.invoke(SCHEDULE)).toEqual(ALL);
  const values = async (name: string, dimensions: Readonly<Record<string, string>> = BASE) =>
    cloud.metric(name, dimensions);
  const each = (...three: (number | null)[]) =>
    [busy, quiet, faulty].flatMap((window, index) => {
      const value = three[index] ?? null;
      return value === null ? [] : [[iso(window), value]];
    });
  expect(await values('AuditedWindows')).toEqual(each(1, 1, 1));
  expect(await values('SampleRate')).toEqual(each(25, 100, 100));
  expect(await values('JudgedTraces')).toEqual(each(104, 0, 80));
  expect(await values('IncompleteTraces')).toEqual(each(52, 0, 8));
  expect(await values('Completeness')).toEqual(each(50, null, 90));
  expect(await values('RootlessRate')).toEqual(each(0, null, 0));
  expect(await values('DuplicateRate')).toEqual(each(0, null, 0));
  expect(await values('FindingsError')).toEqual(each(1, 0, 1));
  expect(await values('FindingsWarning')).toEqual(each(0, 0, 0));
  expect(await values('UnreadableObjects')).toEqual(each(0, 0, 0));
  expect(await values('FailureRate', { ...BASE, Check: 'orphan-span' })).toEqual(each(50, null, 10));
  expect(await values('FailureRate', { ...BASE, Check: 'missing-root' })).toEqual(each(0, null, 0));
  // Of two spans of orders in a trace one can have lost its parent.
  expect(await values('Completeness', ORDERS)).toEqual(each(75, null, 95));
  expect(await values('JudgedTraces', ORDERS)).toEqual(each(104, null, 80));
  expect(await values('FailureRate', { ...ORDERS, Check: 'orphan-span' })).toEqual(each(50, null, 10));
  expect(await values('Completeness', { ...BASE, Service: 'gateway' })).toEqual(each(100, null, 100));
  expect(await cloud.toldWindows()).toEqual([busy, quiet, faulty].map(runOf));
  expect(await cloud.report(`${reportKey('live', busy)}.md`)).not.toBeNull();
  expect(live.logs).not.toContain(TEMPO_TOKEN);
});

test('an event that comes twice, at the same time and again, judges each window once', async () => {
  const both = await Promise.all([1, 2].map(() => cloud.deploy('auditLive', clock.later, variables)));
  await Promise.all(both.map((live) => live.invoke(SCHEDULE, { requestId: 'the-same' })));
  await both[0]?.invoke(SCHEDULE, { requestId: 'the-same' });
  expect(await cloud.toldWindows()).toEqual([busy, quiet, faulty].map(runOf));
  expect(await both[1]?.invoke(SCHEDULE)).toEqual(ran());
  expect(await cloud.metric('IncompleteTraces', BASE)).toEqual([
    [iso(busy), 52],
    [iso(quiet), 0],
    [iso(faulty), 8],
  ]);
});

test.each<[string, Fault]>([
  ['429 with Retry-After', { kind: 'status', status: 429, retryAfter: '1' }],
  ['500', { kind: 'status', status: 500 }],
  ['cut connections', { kind: 'cut-headers' }],
  ['cut answers', { kind: 'cut-body' }],
])('a Tempo with %s now and then: the window is judged as a whole', async (_, fault) => {
  await cloud.beginAt(faulty.start, 'live');
  const before = tempo.faults.counts[fault.kind] ?? 0;
  tempo.faults.add({ fault, on: ['search'], times: 1 }, { fault, on: ['trace'], times: 3 });
  const live = await cloud.deploy('auditLive', clock.later, variables);
  expect(await live.invoke(SCHEDULE)).toEqual(ran(audited(faulty, 'findings')));
  expect(tempo.faults.counts[fault.kind]).toBe(before + 4);
  const [event] = await cloud.notices();
  expect(event?.Records[0]?.Sns.Message).toContain('"judgedTraces":80,"incompleteTraces":8');
});

test('a trace that comes in part is not judged', async () => {
  await cloud.beginAt(faulty.start, 'live');
  // The tenth of the window: one that is not broken.
  const whole = tempo.traceIds.filter((id) => id.endsWith('0000000000000009'));
  tempo.faults.add({
    fault: { kind: 'partial', message: 'too large' },
    on: ['trace'],
    traceIds: whole,
  });
  const live = await cloud.deploy('auditLive', clock.later, variables);
  expect(await live.invoke(SCHEDULE)).toEqual(ran(audited(faulty, 'findings')));
  const [event] = await cloud.notices();
  expect(event?.Records[0]?.Sns.Message).toContain('"judgedTraces":79,"incompleteTraces":8');
});

test('a Tempo that is down fails the window, which is audited when it is up again', async () => {
  await cloud.beginAt(faulty.start, 'live');
  tempo.faults.add({ fault: { kind: 'status', status: 500 } });
  const live = await cloud.deploy('auditLive', clock.later, variables);
  const failed = { window: windowId(faulty), outcome: 'failed', verdict: null };
  expect(await live.invoke(SCHEDULE)).toEqual(ran(failed));
  expect(await cloud.metric('FailedWindows', BASE)).toEqual([[iso(faulty), 1]]);
  expect(await cloud.toldWindows()).toEqual([]);
  tempo.faults.clear();
  expect(await live.invoke(SCHEDULE)).toEqual(ran(audited(faulty, 'findings')));
  expect(await cloud.toldWindows()).toEqual([runOf(faulty)]);
});

test('an incident in Tempo: all traces are judged, and the token stays in the process', async () => {
  const incident = await cloud.deploy('auditIncident', 0, { ...variables, TRACEWARDEN_ARCHIVE_BUCKET: '' });
  const answer = await incident.invoke({
    from: new Date(recordedStart - MINUTE).toISOString(),
    to: new Date(recordedStart + 2 * MINUTE).toISOString(),
  });
  // What the recorded traces come to is worked out in test/audit/tempo-truth.test.ts.
  expect(answer).toMatchObject({
    kind: 'response',
    body: { source: 'live', verdict: 'findings', judgedTraces: 104, sampleRate: 1 },
  });
  expect(JSON.stringify(answer) + incident.logs).not.toContain(TEMPO_TOKEN);
});

test('a token that Tempo does not take fails the window, in words without it', async () => {
  const wrong = { ...variables, TRACEWARDEN_TEMPO_TOKEN_FROM: 'secretsmanager:test#webhook' };
  const incident = await cloud.deploy('auditIncident', 0, wrong);
  const answer = await incident.invoke({ from: 'now-1h', to: 'now', source: 'live' });
  expect(answer).toMatchObject({ kind: 'error', body: { errorType: 'SourceError', trace: [] } });
  expect(JSON.stringify(answer) + incident.logs).not.toContain('SECRET');
});

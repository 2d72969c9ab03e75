/** @jest-environment ./test/sources/one-realm.js */
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { CHAT_KINDS } from '../../lib/config/chat-kinds';
import { reportKey, windowId } from '../../lib/publish/report-storage';
import { SECRETS } from '../publish/receivers';
import { archive } from './lambda-archive';
import { hourlyClock } from './lambda-clock';
import { ARCHIVE, Cloud, PREFIX, REPORTS } from './lambda-cloud';

const HOUR = 3_600_000;
/** Margin and settle: a window is due so long after its end. */
const DELAY = 17 * 60_000;
const BASE = { Environment: 'dev', Source: 'archive' };
const SCHEDULE = { kind: 'schedule', scheduledAt: '2026-11-20T15:20:00Z' };

/** End of the latest window that is due, and its start and those of the two before. */
const { end, later: LATER } = hourlyClock(DELAY);
const starts = [end - 3 * HOUR, end - 2 * HOUR, end - HOUR];
const names = starts.map((start) => windowId({ start, end: start + HOUR }));
const isoEnds = starts.map((start) => new Date(start + HOUR).toISOString());

const reportSchema = z.object({
  verdict: z.string(),
  traces: z.object({ complete: z.number(), incomplete: z.number() }),
});

let cloud: Cloud;

beforeAll(async () => {
  cloud = await Cloud.start();
  for (const start of starts) {
    const broken = start === starts[2] ? 10 : 0;
    await archive(cloud.s3, ARCHIVE, PREFIX, { start, minutes: 60, traces: 100, broken, objects: 6 });
  }
});

afterAll(() => cloud.stop());

beforeEach(async () => {
  await cloud.empty(REPORTS);
  await cloud.notices();
  cloud.receivers.received.length = 0;
});

/** Each window judged once, none left out. */
async function expectAllAudited(): Promise<void> {
  expect(await cloud.toldWindows()).toEqual(names.map((name) => `archive/${name}`));
  const reports = await Promise.all(
    starts.map((start) => cloud.report(`${reportKey('archive', { start, end: start + HOUR })}.json.gz`)),
  );
  const read = reports.map((stored) => reportSchema.parse(JSON.parse(gunzipSync(stored ?? '').toString())));
  expect(read).toEqual([
    { verdict: 'ok', traces: { complete: 100, incomplete: 0 } },
    { verdict: 'ok', traces: { complete: 100, incomplete: 0 } },
    { verdict: 'findings', traces: { complete: 90, incomplete: 10 } },
  ]);
  const state = await cloud.report('state/archive.json');
  expect(JSON.parse(String(state))).toMatchObject({ doneUntil: end, entries: [], toReport: [] });
}

test('schedule, windows, reports, metrics, topic, chats', async () => {
  await cloud.beginAt(end - 3 * HOUR);
  const audits = await cloud.deploy('auditArchive', LATER);
  const answer = await audits.invoke(SCHEDULE);
  expect(answer).toEqual({
    kind: 'response',
    body: {
      sources: [
        {
          source: 'archive',
          windows: names.map((window, index) => ({
            window,
            outcome: 'audited',
            verdict: index === 2 ? 'findings' : 'ok',
          })),
          isTimeOver: false,
        },
      ],
      continued: false,
    },
  });
  const values = async (name: string) => cloud.metric(name, BASE);
  expect(await values('AuditedWindows')).toEqual(isoEnds.map((time) => [time, 1]));
  expect(await values('IncompleteTraces')).toEqual(
    isoEnds.map((time, index) => [time, index === 2 ? 10 : 0]),
  );
  expect(await values('UnreadableObjects')).toEqual(isoEnds.map((time) => [time, 0]));
  expect(await values('SampleRate')).toEqual(isoEnds.map((time) => [time, 100]));
  // 10 of the 200 spans of orders have no parent.
  expect(await cloud.metric('Completeness', { ...BASE, Service: 'orders' })).toEqual(
    isoEnds.map((time, index) => [time, index === 2 ? 95 : 100]),
  );

  const alert = await cloud.deploy('alert', LATER);
  for (const event of await cloud.notices())
    expect(await alert.invoke(event)).toMatchObject({ kind: 'response' });
  const kinds = cloud.receivers.received.map(({ kind }) => kind);
  expect(kinds.toSorted((a, b) => a.localeCompare(b))).toEqual(
    CHAT_KINDS.toSorted((a, b) => a.localeCompare(b)),
  );
  const slack = cloud.receivers.received.find(({ kind }) => kind === 'slack');
  expect(JSON.stringify(slack?.body)).toContain('orders loses 10.0 % of spans (5.5-17.4 %)');

  // Of the three windows one is news.
  for (const chat of CHAT_KINDS) expect(await cloud.deliveriesTo(chat)).toEqual({ sent: 1, failed: 0 });

  for (const secret of Object.values(SECRETS)) {
    expect(audits.logs).not.toContain(secret);
    expect(alert.logs).not.toContain(secret);
  }
});

test('an event that comes twice, one after the other, changes nothing', async () => {
  await cloud.beginAt(end - 3 * HOUR);
  const audits = await cloud.deploy('auditArchive', LATER);
  const invocation = { requestId: 'the-same' };
  await audits.invoke(SCHEDULE, invocation);
  await expectAllAudited();
  expect(await audits.invoke(SCHEDULE, invocation)).toEqual({
    kind: 'response',
    body: { sources: [{ source: 'archive', windows: [], isTimeOver: false }], continued: false },
  });
  expect(await cloud.toldWindows()).toEqual([]);
  expect(await cloud.metric('AuditedWindows', BASE)).toEqual(isoEnds.map((time) => [time, 1]));
});

test('two runs at the same time share the windows', async () => {
  await cloud.beginAt(end - 3 * HOUR);
  const both = await Promise.all([cloud.deploy('auditArchive', LATER), cloud.deploy('auditArchive', LATER)]);
  const answers = await Promise.all(both.map((audits) => audits.invoke(SCHEDULE, { requestId: 'the-same' })));
  const audited = answers.flatMap((answer) =>
    Array.from(
      JSON.stringify(answer).matchAll(/"window":"([^"]+)","outcome":"audited"/g),
      ([, window]) => window,
    ),
  );
  expect(audited).toHaveLength(names.length);
  expect(new Set(audited)).toEqual(new Set(names));
  await expectAllAudited();
});

test('a notice that comes twice, also at the same time, is posted once', async () => {
  await cloud.beginAt(end - HOUR);
  const audits = await cloud.deploy('auditArchive', LATER);
  await audits.invoke(SCHEDULE);
  const [event] = await cloud.notices();
  const both = await Promise.all([cloud.deploy('alert', LATER), cloud.deploy('alert', LATER)]);
  await Promise.all(both.map((alert) => alert.invoke(event)));
  await both[0]?.invoke(event);
  expect(cloud.receivers.received).toHaveLength(CHAT_KINDS.length);
});

test('an incident is answered with what is new against the hour before', async () => {
  const incident = await cloud.deploy('auditIncident', LATER);
  const answer = await incident.invoke({
    from: new Date(end - HOUR).toISOString(),
    to: new Date(end).toISOString(),
  });
  expect(answer).toMatchObject({
    kind: 'response',
    body: {
      kind: 'incident',
      verdict: 'findings',
      judgedTraces: 100,
      incompleteTraces: 10,
      comparedWith: {
        verdict: 'ok',
        judgedTraces: 100,
        changes: [{ check: 'orphan-span', service: 'orders', change: 'new', before: null }],
      },
    },
  });
  expect(await cloud.report('state/archive.json')).toBeNull();
});

test('without time a run audits nothing and starts the next one, but not for ever', async () => {
  await cloud.beginAt(end - 3 * HOUR);
  const audits = await cloud.deploy('auditArchive', LATER);
  const short = { timeout: 15_000 };
  expect(await audits.invoke(SCHEDULE, short)).toEqual({
    kind: 'response',
    body: { sources: [{ source: 'archive', windows: [], isTimeOver: true }], continued: true },
  });
  const next = { name: 'tracewarden-dev-auditArchive', event: { kind: 'continue', depth: 1 } };
  expect(cloud.invocations.asked).toEqual([next]);
  expect(await audits.invoke({ kind: 'continue', depth: 10 }, short)).toMatchObject({
    body: { continued: false },
  });
  expect(cloud.invocations.asked).toHaveLength(1);
  await audits.invoke(next.event);
  await expectAllAudited();
});

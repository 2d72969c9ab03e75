/** @jest-environment ./test/sources/one-realm.js */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { CHAT_KINDS } from '../../lib/config/chat-kinds';
import { noticeSchema } from '../../lib/publish/notice';
import { windowId } from '../../lib/publish/report-storage';
import { otlpLine } from '../audit/archives';
import { TOP } from '../deploy/top';
import type { LambdaProcess } from '../lambda/lambda-process';
import { type StandInTempo, startTempo } from '../tempo/server';
import { archive, partitionOf } from './lambda-archive';
import { steadyClock } from './lambda-clock';
import { ARCHIVE, Cloud, CONFIG, PREFIX, TEMPO_TOKEN } from './lambda-cloud';
import { liveTraces } from './lambda-live-traces';

/**
 * Every sample event goes through the packaged function, against real servers, and its whole outcome is known. The
 * framework's `invoke local`, which takes seconds for each, is tried with some of them in lambda-local.test.ts.
 */
const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** Margin and settle. */
const DELAY = 17 * MINUTE;
const NOON = Date.parse('2026-11-20T14:00:00Z');
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Of events/audit-incident/trace-ids.json. */
const NAMED = '4bf92f3577b34da6a3ce929d0e0e4736';
const EVENTS = path.join(TOP, 'events');
const clock = steadyClock(QUARTER, DELAY);
const due = { start: clock.end - QUARTER, end: clock.end };

let cloud: Cloud;
let tempo: StandInTempo;
const functions = new Map<string, LambdaProcess>();

beforeAll(async () => {
  tempo = await startTempo({
    pushes: [
      liveTraces({ start: due.start, minutes: 15, traces: 100, isBroken: (index) => index < 10 }),
      // 20 of the 40 traces have an error of orders, and 4 of those are broken.
      liveTraces({
        start: NOON,
        minutes: 60,
        traces: 40,
        isBroken: (index) => index % 10 === 0,
        isError: (index) => index % 2 === 0,
      }),
    ],
    token: TEMPO_TOKEN,
  });
  cloud = await Cloud.start(`${CONFIG}schedule: { archiveWindow: 15m }\n`);
  const hour = { minutes: 60, traces: 100, broken: 0, objects: 60 };
  for (const window of [
    { ...hour, start: NOON, traces: 99, broken: 9 },
    { ...hour, start: NOON - HOUR },
    { ...hour, start: NOON - DAY, broken: 5 },
    { ...hour, start: NOON - 7 * DAY },
    { ...hour, start: due.start, minutes: 15, broken: 10, objects: 15 },
  ])
    await archive(cloud.s3, ARCHIVE, PREFIX, window);
  // The hundredth trace of the hour, and the tenth that is broken.
  const start = NOON + 2 * MINUTE;
  const trace = { trace: NAMED, service: 'orders', start, end: start + 50 };
  const Body = gzipSync(
    `${otlpLine([
      { ...trace, id: '1' },
      { ...trace, id: '2', parent: '9' },
    ])}\n`,
  );
  const Key = `${PREFIX}${partitionOf(start)}/named.json.gz`;
  await cloud.s3.send(new PutObjectCommand({ Bucket: ARCHIVE, Key, Body }));
  for (const source of ['archive', 'live']) await cloud.beginAt(due.start, source);
  const live = { TRACEWARDEN_TEMPO_URL: tempo.url, TRACEWARDEN_TEMPO_TOKEN_FROM: 'ssm:/test/tempo' };
  functions
    .set('audit-archive', await cloud.deploy('auditArchive', clock.later))
    .set('audit-live', await cloud.deploy('auditLive', clock.later, live))
    .set('audit-incident', await cloud.deploy('auditIncident'))
    .set('audit-incident/query', await cloud.deploy('auditIncident', 0, live))
    .set('alert', await cloud.deploy('alert'));
});

afterAll(async () => {
  await cloud.stop();
  await tempo.stop();
});

/** Hands the file of events/ to its function. */
async function invoke(event: string) {
  const [folder = ''] = event.split('/');
  const target = functions.get(event) ?? functions.get(folder);
  const requestId = event.replace('/', '-');
  return target?.invoke(JSON.parse(readFileSync(path.join(EVENTS, `${event}.json`), 'utf8')), { requestId });
}

/** An error whose sentence is all there is. */
const refused = (errorType: string, errorMessage: string) => ({
  kind: 'error',
  body: { errorType, errorMessage, trace: [] },
});

const ran = (source: string, ...windows: unknown[]) => ({
  kind: 'response',
  body: { sources: [{ source, windows, isTimeOver: false }], continued: false },
});
const audited = { window: windowId(due), outcome: 'audited', verdict: 'findings' };
const SCHEDULED = ['archive', 'live'].flatMap((source): [string, unknown][] => [
  [`audit-${source}/schedule`, ran(source, audited)],
  [`audit-${source}/continue`, ran(source)],
  [
    `audit-${source}/malformed-kind`,
    refused('EventError', 'not an event of a schedule: kind: give schedule or continue'),
  ],
  [
    `audit-${source}/malformed-time`,
    refused(
      'EventError',
      'not an event of a schedule: scheduledAt: give a time such as 2026-11-20T15:20:00Z',
    ),
  ],
]);

test.each(SCHEDULED)('%s', async (event, expected) => {
  expect(await invoke(event)).toEqual(expected);
});

/** What an incident came to, with as much of it as fits on a few lines. */
function gistOf(answer: unknown): unknown {
  const { body } = z.object({ kind: z.literal('response'), body: noticeSchema }).parse(answer);
  const { runId, window, verdict, judgedTraces, incompleteTraces, findings, reason, comparedWith } = body;
  return {
    runId,
    window: [window.start, window.end],
    judged: `${verdict}: ${incompleteTraces} of ${judgedTraces}`,
    findings: findings.map(
      ({ check, service, failing, applicable, severity }) =>
        `${severity} ${check} ${service} ${failing}/${applicable}`,
    ),
    reason,
    baseline: comparedWith && [
      comparedWith.window.start,
      `${comparedWith.verdict} of ${comparedWith.judgedTraces}`,
      ...comparedWith.changes.map(({ change, check, service }) => `${change} ${check} ${service}`),
    ],
  };
}

const HOUR_OF_EVENTS = ['2026-11-20T14:00:00.000Z', '2026-11-20T15:00:00.000Z'];
const TEN_BROKEN = {
  window: HOUR_OF_EVENTS,
  judged: 'findings: 10 of 100',
  findings: ['error orphan-span orders 10/100'],
  reason: null,
};
const NEW = ['2026-11-20T13:00:00.000Z', 'ok of 100', 'new orphan-span orders'];
const INCIDENTS: readonly [string, unknown][] = [
  ['window', { ...TEN_BROKEN, baseline: NEW }],
  ['service', { ...TEN_BROKEN, baseline: NEW }],
  ['source', { ...TEN_BROKEN, baseline: NEW }],
  // 10 % (5.5-17.4 %) and 5 % (2.2-11.2 %): not worse for certain.
  ['baseline-word', { ...TEN_BROKEN, baseline: ['2026-11-19T14:00:00.000Z', 'findings of 100'] }],
  [
    'baseline-window',
    { ...TEN_BROKEN, baseline: ['2026-11-13T14:00:00.000Z', 'ok of 100', 'new orphan-span orders'] },
  ],
  [
    // Of the 99 traces, one in 36.4 s, those from the 17th (14:10:00.000) to the 82nd (14:49:24); the broken ones are
    // the first nine and the named one, before. In the 40 minutes before are 50, the first 16 and the named one.
    'around',
    {
      window: ['2026-11-20T14:10:00.000Z', '2026-11-20T14:50:00.000Z'],
      judged: 'ok: 0 of 66',
      findings: [],
      reason: null,
      baseline: ['2026-11-20T13:30:00.000Z', 'findings of 67'],
    },
  ],
  [
    'alarm',
    {
      window: ['2026-11-20T12:21:05.678Z', '2026-11-20T15:21:05.678Z'],
      judged: 'findings: 10 of 200',
      findings: ['error orphan-span orders 10/200'],
      reason: null,
      baseline: ['2026-11-20T09:21:05.678Z', 'unknown of 0'],
    },
  ],
  [
    'trace-ids',
    {
      window: HOUR_OF_EVENTS,
      judged: 'findings: 1 of 1',
      // Few as they are: they were asked for by their names.
      findings: ['error orphan-span orders 1/1'],
      reason: null,
      baseline: ['2026-11-20T13:00:00.000Z', 'unknown of 0'],
    },
  ],
  [
    'query',
    {
      window: HOUR_OF_EVENTS,
      judged: 'findings: 4 of 20',
      findings: ['error orphan-span orders 4/20'],
      reason: null,
      baseline: ['2026-11-20T13:00:00.000Z', 'unknown of 0'],
    },
  ],
];

test.each(INCIDENTS)('audit-incident/%s', async (event, expected) => {
  const answer = await invoke(`audit-incident/${event}`);
  expect(gistOf(answer)).toEqual({ runId: `incident/audit-incident-${event}`, ...Object(expected) });
});

test('a trace that is not there is told as not found', async () => {
  const [from, to] = HOUR_OF_EVENTS;
  const event = { from, to, traceIds: ['f'.repeat(32)] };
  const answer = await functions.get('audit-incident')?.invoke(event);
  expect(answer).toMatchObject({
    kind: 'response',
    body: { verdict: 'unknown', reason: 'none of the traces asked for was found in the window (1)' },
  });
});

const REFUSED: readonly [string, unknown][] = [
  [
    'audit-incident/malformed-backwards',
    refused('RequestError', 'from: the window is empty; it must begin before it ends'),
  ],
  [
    'audit-incident/malformed-baseline',
    refused('RequestError', 'baseline: give previous, yesterday, last-week, or a window {"from", "to"}'),
  ],
  [
    'audit-incident/malformed-empty',
    refused('RequestError', 'no window is named: give {"from", "to"}, {"around", "minutes"} or {"alarm"}'),
  ],
  [
    'audit-incident/malformed-field',
    refused(
      'RequestError',
      'servce: not known; the fields are from, to, around, minutes, alarm, service, query, traceIds, source, baseline',
    ),
  ],
  [
    'alert/malformed-event',
    refused('EventError', 'not messages of the topic: Records: give the records of SNS, at least one'),
  ],
  ['alert/malformed-text', refused('AlertInputError', 'the message is no JSON')],
  [
    'alert/malformed-notice',
    refused('AlertInputError', 'the message is not a notice of a run: runId: is missing'),
  ],
];

test.each(REFUSED)('%s', async (event, expected) => {
  expect(await invoke(event)).toEqual(expected);
});

const ALARM = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:tracewarden-prod-ArchiveSilent-1A2B3C';
/** In the order in which they would come. */
const MESSAGES: readonly [string, string, string][] = [
  [
    'alert/findings',
    'archive/20261120T140000Z-20261120T150000Z',
    '🔴 orders loses 4.2 % of spans (3.8-4.6 %), new since 14:00 UTC',
  ],
  ['alert/recovered', 'archive/20261120T150000Z-20261120T160000Z', '🟢 Resolved: all 2 findings in archive'],
  [
    'alert/unknown',
    'archive/20261120T160000Z-20261120T170000Z',
    '⚪ Unknown: nobody can tell whether archive loses spans',
  ],
  [
    'alert/alarm',
    `${ALARM}#2026-11-20T15:04:05.678Z#ALARM`,
    '🔴 Alarm: tracewarden-prod-ArchiveSilent-1A2B3C',
  ],
  [
    'alert/alarm-over',
    `${ALARM}#2026-11-20T16:21:04.123Z#OK`,
    '🟢 Alarm over: tracewarden-prod-ArchiveSilent-1A2B3C',
  ],
];

test.each(MESSAGES)('%s', async (event, id, title) => {
  cloud.receivers.received.length = 0;
  const isAlarm = event.includes('alarm');
  const chats = CHAT_KINDS.map((chat) => ({ chat, result: 'posted', attempts: 1, reason: null }));
  expect(await invoke(event)).toEqual({
    kind: 'response',
    body: [
      {
        id,
        kind: isAlarm ? 'alarm' : 'notice',
        environment: 'prod',
        source: isAlarm ? 'cloudwatch-alarms' : 'archive',
        chats,
        isIncomplete: false,
      },
    ],
  });
  const slack = cloud.receivers.received.filter(({ kind }) => kind === 'slack');
  expect(slack.map(({ body }) => body['text'])).toEqual([title]);
  expect(new Set(cloud.receivers.received.map(({ kind }) => kind))).toEqual(new Set(CHAT_KINDS));
});

test('these are all events that there are', () => {
  const tested = [
    ...SCHEDULED.map(([event]) => event),
    ...INCIDENTS.map(([event]) => `audit-incident/${event}`),
    ...[...REFUSED, ...MESSAGES].map(([event]) => event),
  ];
  const files = readdirSync(EVENTS, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(path.relative(EVENTS, parentPath), path.parse(name).name));
  expect(files.toSorted()).toEqual(tested.toSorted());
});

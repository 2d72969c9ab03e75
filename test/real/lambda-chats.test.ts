/** @jest-environment ./test/sources/one-realm.js */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { CHAT_KINDS, type ChatKind } from '../../lib/config/chat-kinds';
import { TOP } from '../deploy/top';
import type { LambdaProcess } from '../lambda/lambda-process';
import { type Fault, SECRETS } from '../publish/receivers';
import { Cloud, REPORTS } from './lambda-cloud';

/** What the packaged function does where chats, or the bucket in which it writes down who has what, fail. */
const STATE = 'state/alerts/prod/archive.json';
/** What a run has; the stack says a minute. Milliseconds. */
const RUN = { timeout: 60_000 };
/** Longer than a run that died holds its chats. */
const LATER = 70_000;
const eventOf = (name: string): unknown =>
  JSON.parse(readFileSync(path.join(TOP, `events/alert/${name}.json`), 'utf8'));
const FINDINGS = eventOf('findings');

let cloud: Cloud;
let alert: LambdaProcess;

beforeAll(async () => {
  cloud = await Cloud.start();
  alert = await cloud.deploy('alert');
});

afterAll(() => cloud.stop());

beforeEach(async () => {
  cloud.fronts.s3.fault = () => null;
  cloud.fronts.aws.fault = () => null;
  await cloud.empty(REPORTS);
  cloud.receivers.received.length = 0;
  for (const kind of CHAT_KINDS) cloud.receivers.fail(kind);
});

const reportsSchema = z.tuple([
  z.object({
    isIncomplete: z.boolean(),
    chats: z.array(
      z.object({ chat: z.string(), result: z.string(), attempts: z.number(), reason: z.string().nullable() }),
    ),
  }),
]);

/** `posted after 2` and the like, by chat. */
function resultsOf(answer: unknown): Record<string, string> {
  const { body } = z.object({ kind: z.literal('response'), body: reportsSchema }).parse(answer);
  return Object.fromEntries(
    body[0].chats.map(({ chat, result, attempts }) => [chat, `${result} ${attempts}`]),
  );
}
const each = <Value>(value: Value) => Object.fromEntries(CHAT_KINDS.map((kind) => [kind, value]));
const counts = () => Object.fromEntries(CHAT_KINDS.map((kind) => [kind, cloud.receivers.count(kind)]));

/** The reasons of a run that failed, by chat, and nothing but those. */
function reasonsOf(answer: unknown): Record<string, string> {
  const { body } = z
    .object({
      kind: z.literal('error'),
      body: z.object({ errorType: z.literal('DeliveryError'), errorMessage: z.string(), trace: z.tuple([]) }),
    })
    .parse(answer);
  const [, reasons = ''] = /^not every chat has its message: (.*)$/.exec(body.errorMessage) ?? [];
  return Object.fromEntries(
    reasons.split('; ').map((reason) => {
      const [chat = '', ...words] = reason.split(': ');
      return [chat, words.join(': ').replace(/127\.0\.0\.1:\d+/, 'HOST')];
    }),
  );
}

test.each<[string, Fault]>([
  ['answers 500', { status: 500, body: 'oops' }],
  ['answers 429 with Retry-After', { status: 429, headers: { 'retry-after': '1' } }],
  ['cuts the connection', 'cut'],
  ['hangs', 'hang'],
])('every chat %s once: each has its message at the second try', async (_, fault) => {
  for (const kind of CHAT_KINDS) cloud.receivers.fail(kind, fault);
  expect(resultsOf(await alert.invoke(FINDINGS, RUN))).toEqual(each('posted 2'));
  expect(counts()).toEqual(each(1));
});

test('chats that fail for ever stop no other; the event ends in the dead-letter queue, and from there in the chats', async () => {
  const forever = (fault: Fault) => Array.from({ length: 30 }, () => fault);
  const failing: Partial<Record<ChatKind, Fault[]>> = {
    slack: forever({ status: 500, body: 'oops' }),
    // More than there is.
    teams: forever({ status: 429, headers: { 'retry-after': '120' } }),
    discord: forever('cut'),
    feishu: forever('hang'),
  };
  for (const kind of CHAT_KINDS) cloud.receivers.fail(kind, ...(failing[kind] ?? []));
  const before = await cloud.deliveriesTo('slack');
  const { answers, keptIn } = await cloud.handOver('alert', alert, FINDINGS, { timeout: 11_000 });
  const reasons = {
    slack: 'HOST answered 500: oops',
    teams: 'HOST answered 429',
    discord: expect.stringMatching(/^HOST the connection failed \([A-Z_]+\)$/),
    feishu: expect.stringMatching(/^HOST no answer within \d(\.\d)? s$/),
  };
  expect(answers.map(reasonsOf)).toEqual([reasons, reasons, reasons]);
  expect(keptIn).toBe('<FailedEvents.Arn>');
  const healthy = CHAT_KINDS.filter((kind) => failing[kind] === undefined);
  expect(counts()).toEqual({ ...each(0), ...Object.fromEntries(healthy.map((kind) => [kind, 1])) });

  // Somebody mends the chats and takes the event out of the queue.
  for (const kind of CHAT_KINDS) cloud.receivers.fail(kind);
  const again = Object.fromEntries(healthy.map((kind) => [kind, 'already 0']));
  expect(resultsOf(await alert.invoke(FINDINGS, RUN))).toEqual({ ...each('posted 1'), ...again });
  expect(counts()).toEqual(each(1));
  expect(await cloud.deliveriesTo('slack')).toEqual({ sent: before.sent + 1, failed: before.failed + 3 });
  for (const secret of Object.values(SECRETS)) expect(alert.logs).not.toContain(secret);
});

test('messages that cannot be counted are posted all the same, and once', async () => {
  cloud.fronts.aws.fault = ({ service }) => (service === 'monitoring' ? 'hang' : null);
  const other = await cloud.deploy('alert');
  // Too short for an attempt that hangs to reach its own limit.
  expect(resultsOf(await other.invoke(FINDINGS, { timeout: 9000 }))).toEqual(each('posted 1'));
  expect(counts()).toEqual(each(1));
  expect(other.logs).toContain('"step":"metrics-failed"');
});

test('a run that is killed while a chat hangs: the event that comes again posts there, and nowhere twice', async () => {
  cloud.receivers.fail('slack', 'hang');
  const killed = await cloud.deploy('alert');
  const answer = killed.invoke(FINDINGS, RUN);
  await untilWrittenDown(CHAT_KINDS.length - 1);
  await killed.kill();
  expect(await answer).toEqual({ kind: 'gone' });
  // As long as the other run may live, slack is its own.
  expect(reasonsOf(await alert.invoke(FINDINGS, RUN))).toEqual({ slack: 'busy' });
  const next = await cloud.deploy('alert', LATER);
  const others = { ...each('already 0'), slack: 'posted 1' };
  expect(resultsOf(await next.invoke(FINDINGS, RUN))).toEqual(others);
  expect(counts()).toEqual(each(1));
});

/** Until so many chats are written down as having the message. */
async function untilWrittenDown(chats: number): Promise<void> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const state = String(await cloud.report(STATE));
    if (Array.from(state.matchAll(/"status":"posted"/g)).length === chats) return;
    if (performance.now() > deadline) throw new Error(`not written down: ${state}`);
    await sleep(50);
  }
}

test('an alarm that comes twice, at the same time and again, is posted once', async () => {
  const other = await cloud.deploy('alert');
  await Promise.all([alert, other].map((one) => one.invoke(eventOf('alarm'), RUN)));
  expect(resultsOf(await other.invoke(eventOf('alarm'), RUN))).toEqual(each('already 0'));
  expect(counts()).toEqual(each(1));
});

test('a bucket that cannot be read: nobody is told, and the event that comes again tells all', async () => {
  cloud.fronts.s3.fault = () => ({ status: 403 });
  const failed = await alert.invoke(FINDINGS, RUN);
  expect(failed).toMatchObject({ kind: 'error', body: { errorType: 'StoreError', trace: [] } });
  expect(counts()).toEqual(each(0));
  cloud.fronts.s3.fault = () => null;
  expect(resultsOf(await alert.invoke(FINDINGS, RUN))).toEqual(each('posted 1'));
});

test('a bucket that cannot be written to after the posts: what is not written down is posted again', async () => {
  // The first write claims the chats; those that write down who has the message fail.
  let writes = 0;
  cloud.fronts.s3.fault = ({ method }) => (method === 'PUT' && ++writes > 1 ? { status: 403 } : null);
  expect(await alert.invoke(FINDINGS, RUN)).toMatchObject({
    kind: 'error',
    body: { errorType: 'StoreError' },
  });
  expect(counts()).toEqual(each(1));
  cloud.fronts.s3.fault = () => null;
  const next = await cloud.deploy('alert', LATER);
  expect(resultsOf(await next.invoke(FINDINGS, RUN))).toEqual(each('posted 1'));
  expect(counts()).toEqual(each(2));
});

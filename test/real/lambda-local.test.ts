/** @jest-environment ./test/sources/one-realm.js */
import path from 'node:path';
import { CHAT_KINDS } from '../../lib/config/chat-kinds';
import { ServiceFolder } from '../deploy/service';
import { TOP } from '../deploy/top';
import { freePort } from '../loopback/port';
import { archive } from './lambda-archive';
import { ARCHIVE, Cloud, CONFIG, PREFIX } from './lambda-cloud';

/** The hour of the sample events. */
const START = Date.parse('2026-11-20T14:00:00Z');
let cloud: Cloud;
let service: ServiceFolder;

beforeAll(async () => {
  cloud = await Cloud.start();
  service = new ServiceFolder({ stage: 'local', config: CONFIG });
  await archive(cloud.s3, ARCHIVE, PREFIX, {
    start: START,
    minutes: 60,
    traces: 100,
    broken: 10,
    objects: 6,
  });
});

afterAll(async () => {
  service.remove();
  await cloud.stop();
});

/** `serverless invoke local` with a file of events/. */
const invoke = (name: string, event: string, env = cloud.shell) =>
  service.run(['invoke', 'local', '-f', name, '--path', path.join(TOP, 'events', `${event}.json`)], env);

/** The answer that the framework prints after the lines of the log: JSON over several lines. */
function answerIn(output: string): unknown {
  const lines = output.split('\n');
  const first = lines.findIndex((line) => line === '{' || line === '[');
  return JSON.parse(lines.slice(first).join('\n'));
}

// One event of each function and one that is refused: a command takes seconds. lambda-events.test.ts has all events.
test('auditArchive with a schedule', async () => {
  // The hour that is due now has nothing: the archive holds another one.
  const { code, output } = await invoke('auditArchive', 'audit-archive/schedule');
  expect(code).toBe(0);
  expect(answerIn(output)).toMatchObject({
    sources: [
      { source: 'archive', windows: [{ outcome: 'audited', verdict: 'unknown' }], isTimeOver: false },
    ],
    continued: false,
  });
});

test('auditLive without a Tempo', async () => {
  const { code, output } = await invoke('auditLive', 'audit-live/schedule');
  expect([code, answerIn(output)]).toEqual([0, { sources: [], continued: false }]);
  expect(output).toContain('"reason":"no live source is configured"');
});

test('auditIncident with a window', async () => {
  const { code, output } = await invoke('auditIncident', 'audit-incident/window');
  expect(code).toBe(0);
  expect(answerIn(output)).toMatchObject({
    environment: 'local',
    window: { start: '2026-11-20T14:00:00.000Z', end: '2026-11-20T15:00:00.000Z' },
    verdict: 'findings',
    judgedTraces: 100,
    incompleteTraces: 10,
    findings: [{ check: 'orphan-span', service: 'orders', failing: 10, applicable: 100 }],
  });
});

test('alert with findings', async () => {
  const { code, output } = await invoke('alert', 'alert/findings');
  expect(code).toBe(0);
  const chats = CHAT_KINDS.map((chat) => ({ chat, result: 'posted', attempts: 1, reason: null }));
  expect(answerIn(output)).toMatchObject([{ environment: 'prod', chats, isIncomplete: false }]);
  expect(cloud.receivers.received).toHaveLength(CHAT_KINDS.length);
});

test('a mistake in the event is one sentence, and no stack', async () => {
  const { code, output } = await invoke('auditArchive', 'audit-archive/malformed-time');
  expect([code, answerIn(output)]).toEqual([
    1,
    {
      errorMessage: 'not an event of a schedule: scheduledAt: give a time such as 2026-11-20T15:20:00Z',
      errorType: 'EventError',
    },
  ]);
});

test('without a server the answer says what could not be reached', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const env = { ...cloud.shell, AWS_ENDPOINT_URL_S3: nobody };
  const { code, output } = await invoke('auditIncident', 'audit-incident/window', env);
  expect(code).toBe(1);
  expect(answerIn(output)).toEqual({
    errorMessage: expect.stringMatching(
      /^s3:\/\/traces: the S3 server cannot be reached at 127\.0\.0\.1:\d+: nothing listens/,
    ),
    errorType: 'SourceError',
  });
});

test('in another stage than local, variables of the stack are asked for', async () => {
  const elsewhere = new ServiceFolder({ config: CONFIG, params: { archiveBucket: 'traces' } });
  try {
    const { code, output } = await elsewhere.run(
      ['invoke', 'local', '-f', 'alert', '--data', '{}'],
      cloud.shell,
    );
    expect(code).toBe(1);
    expect(output).toContain('environment variable');
  } finally {
    elsewhere.remove();
  }
});

/** @jest-environment ./test/sources/one-realm.js */
import { timesOf } from '../tempo/audit';
import { recordedPushes } from '../tempo/recordings';
import { type StandInTempo, startTempo } from '../tempo/server';
import { Cloud, TEMPO_TOKEN } from './lambda-cloud';

const MINUTE = 60_000;
const SCHEDULE = { kind: 'schedule', scheduledAt: '2026-11-20T15:20:00Z' };
const PUSHES = recordedPushes('3.1-dev');
const { start } = timesOf(PUSHES);

let cloud: Cloud;
let tempo: StandInTempo;
let variables: Readonly<Record<string, string>>;

beforeAll(async () => {
  tempo = await startTempo({ pushes: PUSHES, flavour: '3.1', token: TEMPO_TOKEN });
  cloud = await Cloud.start();
  variables = { TRACEWARDEN_TEMPO_URL: tempo.url, TRACEWARDEN_TEMPO_TOKEN_FROM: 'ssm:/test/tempo' };
});

afterAll(async () => {
  await cloud.stop();
  await tempo.stop();
});

test('an incident in Tempo: all traces are judged, and the token stays in the process', async () => {
  const incident = await cloud.deploy('auditIncident', 0, variables);
  const answer = await incident.invoke({
    from: new Date(start - MINUTE).toISOString(),
    to: new Date(start + 2 * MINUTE).toISOString(),
    source: 'live',
  });
  // What the recorded traces come to is worked out in test/audit/tempo-truth.test.ts.
  expect(answer).toMatchObject({
    kind: 'response',
    body: { source: 'live', verdict: 'findings', judgedTraces: 104, sampleRate: 1 },
  });
  expect(JSON.stringify(answer) + incident.logs).not.toContain(TEMPO_TOKEN);
});

test('a schedule: the window that is due is audited, and where Tempo has nothing it is unknown', async () => {
  const live = await cloud.deploy('auditLive', 0, variables);
  expect(await live.invoke(SCHEDULE)).toMatchObject({
    body: { sources: [{ source: 'live', windows: [{ outcome: 'audited', verdict: 'unknown' }] }] },
  });
  const windows = await cloud.metric('AuditedWindows', { Environment: 'dev', Source: 'live' });
  expect(windows.map(([, value]) => value)).toEqual([1]);
});

test('a token that Tempo does not take fails the window, in words without it', async () => {
  const wrong = { ...variables, TRACEWARDEN_TEMPO_TOKEN_FROM: 'secretsmanager:test#webhook' };
  const incident = await cloud.deploy('auditIncident', 0, wrong);
  const answer = await incident.invoke({ from: 'now-1h', to: 'now', source: 'live' });
  expect(answer).toMatchObject({ kind: 'error', body: { errorType: 'SourceError' } });
  expect(JSON.stringify(answer) + incident.logs).not.toContain('SECRET');
});

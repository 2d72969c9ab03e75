/** @jest-environment ./test/sources/one-realm.js */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { windowId } from '../../lib/publish/report-storage';
import type { FrontFault, FrontRequest } from '../loopback/front';
import { archive } from './lambda-archive';
import { hourlyClock } from './lambda-clock';
import { ARCHIVE, Cloud, PREFIX, REPORTS } from './lambda-cloud';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DELAY = 17 * MINUTE;
const BASE = { Environment: 'dev', Source: 'archive' };
const SCHEDULE = { kind: 'schedule', scheduledAt: '2026-11-20T15:20:00Z' };
const { end, later: LATER } = hourlyClock(DELAY);
const start = end - HOUR;
const name = windowId({ start, end });
const isoEnd = new Date(end).toISOString();
const KILLS = 20;
const LARGE = 10_000;

let cloud: Cloud;

beforeAll(async () => {
  cloud = await Cloud.start();
});

afterAll(() => cloud.stop());

beforeEach(async () => {
  cloud.fronts.s3.fault = () => null;
  cloud.fronts.aws.fault = () => null;
  await cloud.empty(REPORTS);
  await cloud.empty(ARCHIVE);
  await cloud.notices();
  cloud.receivers.received.length = 0;
  await cloud.beginAt(start);
});

const fill = (objects = 6, broken = 10) =>
  archive(cloud.s3, ARCHIVE, PREFIX, { start, minutes: 60, traces: 100, broken, objects });

const audited = (verdict: string) => ({
  kind: 'response',
  body: {
    sources: [
      { source: 'archive', windows: [{ window: name, outcome: 'audited', verdict }], isTimeOver: false },
    ],
    continued: false,
  },
});
const idle = {
  kind: 'response',
  body: { sources: [{ source: 'archive', windows: [], isTimeOver: false }], continued: false },
};

/** Whole numbers from 1 to `most`, drawn anew for each test by the same seed. Source: Park and Miller, 1988. */
function* draws(most: number, seed = 20_261_120): Generator<number> {
  for (let value = seed; ; ) {
    value = (value * 48_271) % 2_147_483_647;
    yield (value % most) + 1;
  }
}

test('a run that is killed anywhere is made good by the next one', async () => {
  await fill();
  let requests = 0;
  const count = () => {
    requests++;
    return null;
  };
  cloud.fronts.s3.fault = count;
  cloud.fronts.aws.fault = count;
  const clean = await cloud.deploy('auditArchive', LATER);
  expect(await clean.invoke(SCHEDULE)).toEqual(audited('findings'));
  await clean.stop();
  expect(requests).toBeGreaterThan(KILLS);

  const points = draws(requests);
  for (let kill = 0; kill < KILLS; kill++) {
    await cloud.empty(REPORTS);
    await cloud.notices();
    await cloud.beginAt(start);
    const point = points.next().value;
    const killed = await cloud.deploy('auditArchive', LATER);
    let seen = 0;
    const killAt = (): FrontFault | null => {
      seen++;
      if (seen !== point) return null;
      void killed.kill();
      // Of some the server knows, of the others it does not.
      return kill % 2 === 0 ? 'cut' : null;
    };
    cloud.fronts.s3.fault = killAt;
    cloud.fronts.aws.fault = killAt;
    await killed.invoke(SCHEDULE, { timeout: MINUTE });
    await killed.stop();
    cloud.fronts.s3.fault = () => null;
    cloud.fronts.aws.fault = () => null;
    // Later than the killed run's lease on the window.
    const later = 4 * MINUTE;
    const next = await cloud.deploy('auditArchive', LATER + later);
    await next.invoke(SCHEDULE, { timeout: MINUTE });
    expect(await next.invoke(SCHEDULE, { timeout: MINUTE })).toEqual(idle);
    await next.stop();
    expect([point, await cloud.toldWindows()]).toEqual([point, [`archive/${name}`]]);
    expect(JSON.parse(String(await cloud.report('state/archive.json')))).toMatchObject({ doneUntil: end });
  }
  // Published again and again, and the same as published once.
  expect(await cloud.metric('IncompleteTraces', BASE)).toEqual([[isoEnd, 10]]);
  expect(await cloud.metric('AuditedWindows', BASE)).toEqual([[isoEnd, 1]]);
});

const only = (wanted: (request: FrontRequest) => boolean, fault: FrontFault, times: number) => {
  let left = times;
  return (request: FrontRequest): FrontFault | null => {
    if (left === 0 || !wanted(request)) return null;
    left--;
    return fault;
  };
};
const isMetrics = ({ service }: FrontRequest) => service === 'monitoring';
const isTopic = ({ service }: FrontRequest) => service === 'sns';
const isPut = ({ method }: FrontRequest) => method === 'PUT';
const isArchive = ({ path }: FrontRequest) => path.startsWith(`/${ARCHIVE}/`);

test.each([
  ['S3 500 when reading', 's3', isArchive, { status: 500 }, 2],
  ['S3 429 when reading', 's3', isArchive, { status: 429 }, 2],
  ['S3 cut when reading', 's3', isArchive, 'cut', 2],
  ['S3 503 when writing', 's3', isPut, { status: 503 }, 2],
  ['S3 429 when writing', 's3', isPut, { status: 429 }, 2],
  ['S3 cut when writing', 's3', isPut, 'cut', 2],
  ['S3 answer lost when writing', 's3', isPut, 'late-cut', 1],
  ['CloudWatch 500', 'aws', isMetrics, { status: 500 }, 2],
  ['CloudWatch 429', 'aws', isMetrics, { status: 429 }, 2],
  ['CloudWatch cut', 'aws', isMetrics, 'cut', 2],
  ['CloudWatch answer lost', 'aws', isMetrics, 'late-cut', 1],
  ['SNS 500', 'aws', isTopic, { status: 500 }, 2],
  ['SNS 429', 'aws', isTopic, { status: 429 }, 2],
  ['SNS cut', 'aws', isTopic, 'cut', 2],
  ['SNS answer lost', 'aws', isTopic, 'late-cut', 1],
] as const)('%s passes, and the run is whole', async (_, front, wanted, fault, times) => {
  await fill();
  cloud.fronts[front].fault = only(wanted, fault, times);
  const audits = await cloud.deploy('auditArchive', LATER);
  expect(await audits.invoke(SCHEDULE)).toEqual(audited('findings'));
  expect(await cloud.toldWindows()).toEqual([`archive/${name}`]);
  expect(await cloud.metric('IncompleteTraces', BASE)).toEqual([[isoEnd, 10]]);
});

// A read that hangs is given up after half a minute: test/sources/s3.test.ts has it, with less patience.
test('the report bucket, CloudWatch and SNS hang once, and the run is whole', async () => {
  await fill();
  const hangs = { s3: [isPut], aws: [isMetrics, isTopic] };
  for (const front of ['s3', 'aws'] as const) {
    const faults = hangs[front].map((wanted) => only(wanted, 'hang', 1));
    cloud.fronts[front].fault = (request) => faults.map((fault) => fault(request)).find(Boolean) ?? null;
  }
  const audits = await cloud.deploy('auditArchive', LATER);
  expect(await audits.invoke(SCHEDULE)).toEqual(audited('findings'));
  expect(await cloud.toldWindows()).toEqual([`archive/${name}`]);
});

test('a run whose time ends while it reads gives the window back, and the next one audits it', async () => {
  await fill();
  cloud.fronts.s3.fault = only(isArchive, 'hang', Number.POSITIVE_INFINITY);
  const audits = await cloud.deploy('auditArchive', LATER);
  // All but 3 seconds are kept for storing and publishing.
  const failed = { window: name, outcome: 'failed', verdict: null };
  expect(await audits.invoke(SCHEDULE, { timeout: 23_000 })).toEqual({
    kind: 'response',
    body: { sources: [{ source: 'archive', windows: [failed], isTimeOver: false }], continued: false },
  });
  expect(audits.logs).toContain('the time of the run was over before the window was read');
  expect(await cloud.toldWindows()).toEqual([]);
  cloud.fronts.s3.fault = () => null;
  expect(await audits.invoke(SCHEDULE)).toEqual(audited('findings'));
  expect(await cloud.toldWindows()).toEqual([`archive/${name}`]);
});

test.each([
  ['CloudWatch', isMetrics, 'metrics could not be published'],
  ['SNS', isTopic, 'the notice could not be sent'],
] as const)(
  '%s down for a whole run: the window fails, and the next run does not judge it anew',
  async (_, wanted, said) => {
    await fill();
    cloud.fronts.aws.fault = (request) => (wanted(request) ? { status: 500 } : null);
    const audits = await cloud.deploy('auditArchive', LATER);
    expect(await audits.invoke(SCHEDULE)).toMatchObject({
      body: { sources: [{ windows: [{ window: name, outcome: 'failed', verdict: null }] }] },
    });
    expect(audits.logs).toContain(said);
    expect(await cloud.toldWindows()).toEqual([]);
    cloud.fronts.aws.fault = () => null;
    expect(await audits.invoke(SCHEDULE)).toEqual(audited('findings'));
    expect(audits.logs).toContain('"step":"report-found"');
    expect(await cloud.toldWindows()).toEqual([`archive/${name}`]);
  },
);

test('half of the objects unreadable: their traces are not judged, and the rest is not called healthy', async () => {
  const keys = await fill(6, 0);
  for (const Key of keys.filter((_, index) => index % 2 === 0))
    await cloud.s3.send(new PutObjectCommand({ Bucket: ARCHIVE, Key, Body: 'not a trace' }));
  const audits = await cloud.deploy('auditArchive', LATER);
  expect(await audits.invoke(SCHEDULE)).toEqual(audited('unknown'));
  const [event] = await cloud.notices();
  const alert = await cloud.deploy('alert', LATER);
  await alert.invoke(event);
  // Of 100 traces in six objects the second, fourth and sixth have 17, 17 and 16. Of them 4 and 4 begin less than
  // `settle` before the minute of an object that could not be read.
  expect(event?.Records[0]?.Sns.Message).toContain('"judgedTraces":42');
  expect(cloud.receivers.count('slack')).toBe(1);
});

test('nothing for a window is told as unknown', async () => {
  await archive(cloud.s3, ARCHIVE, PREFIX, {
    start: start - 20 * HOUR,
    minutes: 60,
    traces: 10,
    broken: 0,
    objects: 1,
  });
  const audits = await cloud.deploy('auditArchive', LATER);
  expect(await audits.invoke(SCHEDULE)).toEqual(audited('unknown'));
  const [event] = await cloud.notices();
  expect(event?.Records[0]?.Sns.Message).toContain('"reason":"no object was found for the window"');
  const alert = await cloud.deploy('alert', LATER);
  await alert.invoke(event);
  expect(cloud.receivers.count('slack')).toBe(1);
});

test('nothing in the archive at all is told as unknown at once', async () => {
  const audits = await cloud.deploy('auditArchive', LATER);
  expect(await audits.invoke(SCHEDULE)).toEqual(audited('unknown'));
  const [event, ...others] = await cloud.notices();
  expect(others).toEqual([]);
  expect(event?.Records[0]?.Sns.Message).toContain(
    'nothing at all is stored below s3://traces/otlp/: it is new, or another place is meant',
  );
  const alert = await cloud.deploy('alert', LATER);
  await alert.invoke(event);
  expect(cloud.receivers.count('slack')).toBe(1);
});

test('a bucket that is not there fails the window, and is told when it has failed three times', async () => {
  const audits = await cloud.deploy('auditArchive', LATER, { TRACEWARDEN_ARCHIVE_BUCKET: 'nowhere' });
  const outcomes: unknown[] = [];
  for (let run = 0; run < 3; run++) outcomes.push(await audits.invoke(SCHEDULE));
  const failed = (outcome: string) => ({
    body: { sources: [{ windows: [{ window: name, outcome, verdict: null }] }] },
  });
  expect(outcomes).toMatchObject([failed('failed'), failed('failed'), failed('parked')]);
  const [event, ...others] = await cloud.notices();
  expect(others).toEqual([]);
  expect(event?.Records[0]?.Sns.Message).toContain('"kind":"failed"');
  expect(await audits.invoke(SCHEDULE)).toEqual(idle);
  expect(await cloud.metric('FailedWindows', BASE)).toEqual([[isoEnd, 1]]);
});

test('a clock that jumps ahead audits what became due, once, and one that jumps back nothing anew', async () => {
  await fill();
  const ahead = await cloud.deploy('auditArchive', LATER + 4 * MINUTE);
  await ahead.invoke(SCHEDULE, { timeout: 5 * MINUTE });
  const back = await cloud.deploy('auditArchive', LATER - 10 * MINUTE);
  await back.invoke(SCHEDULE, { timeout: 5 * MINUTE });
  expect((await cloud.toldWindows()).filter((run) => run === `archive/${name}`)).toEqual([`archive/${name}`]);
});

test('ten thousand objects in a window', async () => {
  await archive(cloud.s3, ARCHIVE, PREFIX, {
    start,
    minutes: 60,
    traces: LARGE,
    broken: 100,
    objects: LARGE,
  });
  const audits = await cloud.deploy('auditArchive', LATER);
  expect(await audits.invoke(SCHEDULE)).toEqual(audited('findings'));
  const [event] = await cloud.notices();
  expect(event?.Records[0]?.Sns.Message).toContain('"judgedTraces":10000,"incompleteTraces":100');
});

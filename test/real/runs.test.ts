import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { validateReport } from '../../lib';
import { runAudit } from '../../lib/audit/audit';
import { effectiveConfig } from '../../lib/config/effective';
import { CloudWatchMetrics } from '../../lib/publish/metrics/cloudwatch';
import type { MetricPoint } from '../../lib/publish/metrics/limits';
import type { RunNotice } from '../../lib/publish/notice';
import { S3ObjectStore } from '../../lib/publish/s3-store';
import type { ScheduledDeps } from '../../lib/runs/deps';
import { runIncident } from '../../lib/runs/run-incident';
import { runScheduled } from '../../lib/runs/run-scheduled';
import { Front } from '../loopback/front';
import { readMetric } from './cloudwatch-reader';
import { Moto } from './moto';
import { upload } from './upload';
import { CREDENTIALS, Versitygw } from './versitygw';

/** Scheduled runs over a real bucket, with reports and state in another one, and metrics read back. */
const archive = join(__dirname, '../../examples/shop/recordings/faulty/archive');
const MINUTE = 60_000;
/** The recording lies in these minutes; the windows around them hold nothing. */
const T = Date.UTC(2026, 10, 22, 23, 20);
/** Due: the windows from 23:20 to 23:30. */
const NOW = T + 10 * MINUTE + 3 * MINUTE;

let server: Versitygw;
let moto: Moto;
let front: Front;
let frontAddress: string;
let s3: S3Client;
let cloudwatch: CloudWatchClient;
let prefixes = 0;

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = CREDENTIALS.secretAccessKey;
  [server, moto] = await Promise.all([Versitygw.start(), Moto.start()]);
  front = new Front(server.endpoint);
  frontAddress = await front.start();
  s3 = new S3Client(server.client);
  cloudwatch = new CloudWatchClient(moto.client);
  for (const Bucket of ['shop', 'reports']) await s3.send(new CreateBucketCommand({ Bucket }));
  await upload(s3, 'shop', 'traces/', archive);
});

beforeEach(() => {
  front.reset();
});

afterAll(async () => {
  s3.destroy();
  cloudwatch.destroy();
  await front.stop();
  await Promise.all([server.stop(), moto.stop()]);
});

/** A world of its own: a prefix of the report bucket, and a namespace. */
function worldOf(endpoint = server.endpoint) {
  const prefix = `world-${prefixes++}/`;
  const config = effectiveConfig({
    sources: [{ source: 's3://shop/traces', name: 'shop', endpointUrl: server.endpoint }],
    margin: { before: MINUTE, after: MINUTE },
    settle: 2 * MINUTE,
    // One for each world: moto does not tell metrics of two namespaces apart.
    environment: prefix.replace('/', ''),
    report: { bucket: 'reports', prefix },
    schedule: { archiveWindow: 10 * MINUTE },
  });
  const notices: RunNotice[] = [];
  const points: MetricPoint[] = [];
  const store = () =>
    new S3ObjectStore(
      { bucket: 'reports', prefix, kmsKeyId: null },
      {
        endpoint,
        region: 'us-east-1',
        forcePathStyle: true,
        requestHandler: { connectionTimeout: 1000, requestTimeout: 1000, throwOnRequestTimeout: true },
      },
    );
  const metrics = new CloudWatchMetrics(prefix.replace('/', ''), moto.client);
  const deps = (owner: string): ScheduledDeps => ({
    store: store(),
    metrics: {
      // CloudWatch takes no points of last year: the publisher is told the time at which the recording was made.
      publish: (given, now) => {
        points.push(...given);
        return metrics.publish(given, now);
      },
    },
    notices: {
      send: async (notice) => {
        notices.push(notice);
      },
    },
    log: () => {},
    audit: runAudit,
    now: () => NOW,
    remainingMillis: () => 600_000,
    owner,
    depth: 0,
    continueLater: async () => {},
  });
  const keys = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'reports', Prefix: prefix }));
    return Contents.map(({ Key = '' }) => Key.slice(prefix.length)).toSorted();
  };
  return { config, notices, points, prefix, deps, keys, store };
}

const KEY = 'reports/shop/2026/11/22/20261122T232000Z-20261122T233000Z';

test('schedule, report, state, metrics as CloudWatch has them, notice', async () => {
  const world = worldOf();
  const result = await runScheduled(world.config, 'archive', world.deps('a'));
  expect(result.sources[0]?.windows).toEqual([
    { window: '20261122T232000Z-20261122T233000Z', outcome: 'audited', verdict: 'findings' },
  ]);
  expect(await world.keys()).toEqual([`${KEY}.json.gz`, `${KEY}.md`, 'state/shop.json']);
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: 'reports', Key: `${world.prefix}${KEY}.json.gz` }),
  );
  const body = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const report = validateReport(JSON.parse(gunzipSync(body).toString('utf8')));
  const [notice] = world.notices;
  expect(notice).toMatchObject({
    kind: 'audit',
    verdict: 'findings',
    judgedTraces: report.coverage.traces.judged,
    report: { key: `${world.prefix}${KEY}.json.gz`, url: null },
  });
  expect(notice?.findings).toEqual(report.findings.slice(0, 50));
  const namespace = world.prefix.replace('/', '');
  expect(world.points.length).toBeGreaterThan(20);
  for (const point of world.points) {
    expect(await readMetric(cloudwatch, namespace, point)).toMatchObject({
      Average: [point.value],
      SampleCount: [1],
    });
  }
});

test('of 20 conditional writes that meet exactly one wins, and none is lost', async () => {
  const store = worldOf().store();
  const first = await Promise.all(
    Array.from({ length: 20 }, (_, number) =>
      store.put('k', Buffer.from(String(number)), { ifNoneMatch: true }),
    ),
  );
  expect(first.filter((answer) => answer === 'written')).toHaveLength(1);
  const stored = await store.get('k');
  const condition = { ifMatch: stored?.etag ?? '' };
  const second = await Promise.all(
    Array.from({ length: 20 }, (_, number) => store.put('k', Buffer.from(`second ${number}`), condition)),
  );
  expect(second.filter((answer) => answer === 'written')).toHaveLength(1);
  expect(await store.get('nothing')).toBeNull();
});

test('the same event three times at once: one judges, all agree', async () => {
  const world = worldOf();
  const outcomes = await Promise.all(
    ['a', 'b', 'c'].map((owner) => runScheduled(world.config, 'archive', world.deps(owner))),
  );
  expect(outcomes.flatMap(({ sources }) => sources[0]?.windows ?? [])).toHaveLength(1);
  expect(world.notices).toHaveLength(1);
});

test.each<[string, Front['fault']]>([
  ['500', ({ number }) => (number % 3 === 0 ? { status: 500 } : null)],
  ['429', ({ number }) => (number % 4 === 0 ? { status: 429 } : null)],
  ['a cut before', ({ number }) => (number % 3 === 0 ? 'cut' : null)],
  ['a cut after', ({ number }) => (number % 3 === 0 ? 'late-cut' : null)],
  ['a hanging answer', ({ number }) => (number === 1 ? 'hang' : null)],
])('a bucket that answers with %s now and then: the window is audited once', async (_, fault) => {
  const world = worldOf(frontAddress);
  front.fault = fault;
  await runScheduled(world.config, 'archive', world.deps('a'));
  front.fault = () => null;
  await runScheduled(world.config, 'archive', world.deps('b'));
  expect(await world.keys()).toEqual([`${KEY}.json.gz`, `${KEY}.md`, 'state/shop.json']);
  const state = await world.store().get('state/shop.json');
  expect(JSON.parse(Buffer.from(state?.body ?? []).toString())).toMatchObject({
    doneUntil: T + 10 * MINUTE,
    entries: [],
    toReport: [],
  });
  expect(new Set(world.notices.map((notice) => JSON.stringify(notice))).size).toBe(1);
});

test('a bucket that does not answer at all: the run fails with a sentence, and the next one goes on', async () => {
  const world = worldOf(frontAddress);
  front.fault = () => ({ status: 503 });
  await expect(runScheduled(world.config, 'archive', world.deps('a'))).rejects.toThrow(
    `s3://reports/${world.prefix}state/shop.json could not be read (503: `,
  );
  front.fault = () => null;
  await runScheduled(world.config, 'archive', world.deps('b'));
  expect(world.notices).toHaveLength(1);
});

test('an incident audit over the same bucket answers with what is new', async () => {
  const world = worldOf();
  const answer = await runIncident({ from: '2026-11-22T23:20Z', to: '2026-11-22T23:30Z' }, world.config, {
    ...world.deps('a'),
    eventId: 'e1',
  });
  expect(answer.verdict).toBe('findings');
  // Nothing is stored of the ten minutes before.
  expect(answer.comparedWith).toMatchObject({ verdict: 'unknown', judgedTraces: 0, changes: [] });
  expect(await world.keys()).toEqual([
    `${KEY}-incident-e1-baseline.json.gz`,
    `${KEY}-incident-e1-baseline.md`,
    `${KEY}-incident-e1.json.gz`,
    `${KEY}-incident-e1.md`,
  ]);
});

/** @jest-environment ./test/sources/one-realm.js */
import { runAudit } from '../../lib/audit/audit';
import { effectiveConfig } from '../../lib/config/effective';
import { runIncident } from '../../lib/runs/run-incident';
import { runScheduled } from '../../lib/runs/run-scheduled';
import { S3Stub, type StubAnswer, s3Error } from '../sources/s3-stub';
import { HOUR, MINUTE, T, World } from './setup';

/** Runs over buckets in which nothing is, and over such that are not there, with the audit itself. */

const EMPTY: StubAnswer = {
  status: 200,
  body: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>',
};
const REASON = 'nothing at all is stored below s3://traces/otlp: it is new, or another place is meant';
const variables = { ...process.env };
let stub: S3Stub;
let world: World;
let config: ReturnType<typeof effectiveConfig>;

beforeEach(async () => {
  process.env = { ...variables, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'testsecret' };
  stub = new S3Stub();
  world = new World();
  world.now = T + HOUR + 17 * MINUTE;
  config = effectiveConfig({
    sources: [{ source: 's3://traces/otlp', endpointUrl: await stub.start(), name: 'shop' }],
    environment: 'test',
    threads: 1,
    report: { bucket: 'reports' },
  });
});

afterEach(async () => {
  process.env = variables;
  await stub.stop();
});

const run = () => runScheduled(config, 'archive', { ...world.deps('a'), audit: runAudit });
const valuesOf = (name: string) =>
  world.points.filter((point) => point.name === name).map(({ value }) => value);

test('a new archive is unknown, at once and with its reason, and no failure', async () => {
  stub.answer = ({ method }) => (method === 'HEAD' ? { status: 404 } : EMPTY);
  const { sources } = await run();
  expect(sources[0]?.windows).toMatchObject([{ outcome: 'audited', verdict: 'unknown' }]);
  expect(world.notices).toMatchObject([
    { kind: 'audit', verdict: 'unknown', judgedTraces: 0, problems: [], reason: REASON },
  ]);
  expect([valuesOf('AuditedWindows'), valuesOf('Completeness'), valuesOf('FailedWindows')]).toEqual([
    [1],
    [],
    [],
  ]);
  expect(world.store.json('state/shop.json')).toMatchObject({ doneUntil: T + HOUR, entries: [] });
});

test('a bucket that is not there fails the window, and is told after three times', async () => {
  stub.answer = ({ method }) => (method === 'HEAD' ? { status: 404 } : s3Error(404, 'NoSuchBucket'));
  const outcomes = [await run(), await run(), await run()].flatMap(
    ({ sources }) => sources[0]?.windows ?? [],
  );
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'parked']);
  const reason = `s3://traces: there is no such bucket at ${new URL(config.sources[0]?.endpointUrl ?? '').host}: check the name`;
  expect(world.notices).toMatchObject([{ kind: 'failed', reason }]);
  expect([valuesOf('AuditedWindows'), valuesOf('FailedWindows')]).toEqual([[], [1, 1, 1]]);
});

test('an incident in a new archive is answered as unknown', async () => {
  stub.answer = ({ method }) => (method === 'HEAD' ? { status: 404 } : EMPTY);
  const deps = { ...world.deps('a'), audit: runAudit, eventId: 'e' };
  const request = { from: '2026-11-20T14:00:00Z', to: '2026-11-20T15:00:00Z' };
  expect(await runIncident(request, config, deps)).toMatchObject({
    kind: 'incident',
    verdict: 'unknown',
    reason: REASON,
    comparedWith: { verdict: 'unknown', judgedTraces: 0 },
  });
});

test('whoever does not say that it may be empty made a mistake', async () => {
  stub.answer = ({ method }) => (method === 'HEAD' ? { status: 404 } : EMPTY);
  await expect(runAudit(config)).rejects.toMatchObject({
    name: 'SourceError',
    reason: 'empty',
    message: 's3://traces/otlp/: nothing is stored below this prefix',
  });
});

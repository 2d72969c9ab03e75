import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type Report, validateReport } from '../../lib';
import { type Run, run } from '../cli/run';
import { upload } from './upload';
import { CREDENTIALS, Versitygw } from './versitygw';

/** The command line over a bucket, as a user runs it, against what it says of the same archive in a folder. */
const archive = join(__dirname, '../../examples/shop/recordings/faulty/archive');
let server: Versitygw;

beforeAll(async () => {
  server = await Versitygw.start();
  const client = new S3Client(server.client);
  await client.send(new CreateBucketCommand({ Bucket: 'shop' }));
  await upload(client, 'shop', 'traces/', archive);
  client.destroy();
});

afterAll(() => server.stop());

function auditBucket(args: readonly string[], secret = CREDENTIALS.secretAccessKey): Promise<Run> {
  return run(['audit', ...args, '--endpoint-url', server.endpoint], {
    env: { AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: secret },
  });
}

/** What does not depend on where the archive is. */
function comparable({ stdout }: Run): Partial<Report> {
  return { ...validateReport(JSON.parse(stdout)), sources: [] };
}

test.each(['1', '2'])('the same report as of the folder, read with %s threads', async (threads) => {
  const bucket = await auditBucket(['s3://shop/traces', '--threads', threads, '--format', 'json']);
  const folder = await run(['audit', archive, '--format', 'json']);
  expect(bucket).toMatchObject({ code: 1, stderr: '' });
  expect(comparable(bucket)).toEqual(comparable(folder));
});

test('consecutive windows that cut traces count each trace once', async () => {
  // Times of the recording, from its truth; each window ends and begins in the middle of traffic.
  const { recorded }: { recorded: { from: string; to: string } } = JSON.parse(
    readFileSync(join(archive, '..', 'truth.json'), 'utf8'),
  );
  const from = Date.parse(recorded.from);
  const borders = [from - 60_000, from + 30_000, from + 47_123, Date.parse(recorded.to) + 60_000];
  const instant = (millis: number) => new Date(millis).toISOString();
  let judged = 0;
  for (const [index, start] of borders.slice(0, -1).entries()) {
    const window = ['--from', instant(start), '--to', instant(borders[index + 1] ?? 0)];
    // Everything is long over: what is read ends where margin and settle end.
    const report = validateReport(
      JSON.parse(
        (await auditBucket(['s3://shop/traces', ...window, '--settle', '0s', '--format', 'json'])).stdout,
      ),
    );
    const { traces } = report.coverage;
    expect(traces).toMatchObject({ unsettled: 0, cut: 0, damaged: 0 });
    judged += traces.judged;
  }
  const whole = validateReport(JSON.parse((await run(['audit', archive, '--format', 'json'])).stdout));
  expect(judged).toBe(whole.coverage.traces.judged);
});

test('a wrong secret is one clear sentence, without the secret', async () => {
  const { code, stdout, stderr } = await auditBucket(['s3://shop/traces'], 'not-the-secret');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^tracewarden: s3:\/\/shop/);
  expect(stderr).not.toContain('not-the-secret');
});

test.each([
  [
    's3://nowhere/traces',
    /^tracewarden: s3:\/\/nowhere: there is no such bucket at 127\.0\.0\.1:\d+: check the name\n$/,
  ],
  [
    's3://shop/nothing-here',
    /^tracewarden: s3:\/\/shop\/nothing-here\/: nothing is stored below this prefix\n$/,
  ],
])('%s does not exist, which is a mistake of the user', async (source, message) => {
  const { code, stdout, stderr } = await auditBucket([source]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});

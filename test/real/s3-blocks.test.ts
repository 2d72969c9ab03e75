import { join } from 'node:path';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { audit, type Report, validateReport } from '../../lib';
import { openSource, parseSource } from '../../lib/sources';
import type { ListedObject } from '../../lib/sources/source';
import { run } from '../cli/run';
import { Relay } from '../loopback/relay';
import { upload } from './upload';
import { CREDENTIALS, Versitygw } from './versitygw';

/** Tempo's blocks in a bucket, as a Tempo left them, against the same blocks in a folder. */
const FIXTURES = join(__dirname, '../fixtures/tempo');
const BUCKETS = [
  ['tempo-four', 'blocks-vparquet4', 'team-a'],
  ['tempo-five', 'blocks-vparquet5', 'single-tenant'],
] as const;
let server: Versitygw;
let client: S3Client;
const saved = { ...process.env };

beforeAll(async () => {
  server = await Versitygw.start();
  process.env['AWS_ACCESS_KEY_ID'] = CREDENTIALS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = CREDENTIALS.secretAccessKey;
  client = new S3Client(server.client);
  for (const [bucket, folder] of BUCKETS) await store(bucket, join(FIXTURES, folder));
});

afterAll(async () => {
  client.destroy();
  process.env = saved;
  await server.stop();
});

/** A bucket with what Tempo keeps there: its blocks, and a file that is none. */
async function store(Bucket: string, folder: string): Promise<void> {
  await client.send(new CreateBucketCommand({ Bucket }));
  await upload(client, Bucket, '', folder);
  await client.send(new PutObjectCommand({ Bucket, Key: 'tempo_cluster_seed.json', Body: '{}' }));
}

/** What does not depend on where the blocks are. */
const comparable = (report: Report) => ({ ...report, sources: [] });

const auditBucket = (source: string, options: Partial<Parameters<typeof audit>[0]> = {}) =>
  audit({ sources: [source], endpointUrl: server.endpoint, ...options });

describe.each(BUCKETS)('%s', (bucket, folder, tenant) => {
  test.each([`s3://${bucket}`, `s3://${bucket}/${tenant}`])(
    '%s gives the report of the folder',
    async (source) => {
      const found = await auditBucket(source);
      expect(found.coverage.objects).toEqual({ listed: 1, read: 1, unreadable: 0 });
      expect(comparable(found)).toEqual(comparable(await audit({ sources: [join(FIXTURES, folder)] })));
    },
  );

  test('of a tenant named without its slash, nothing beside its folder is listed', async () => {
    const relay = new Relay(server.endpoint);
    const endpointUrl = await relay.start();
    const { coverage } = await auditBucket(`s3://${bucket}/${tenant}`, { endpointUrl });
    expect(coverage.traces.judged).toBe(104);
    const listed = relay.requests.flatMap(({ url }) => url.searchParams.get('prefix') ?? []);
    expect([...new Set(listed)]).toEqual([`${tenant}/`]);
    await relay.stop();
  });

  test('the command reads it as well, in threads', async () => {
    const args = ['audit', `s3://${bucket}/${tenant}`, '--endpoint-url', server.endpoint, '--format', 'json'];
    const result = await run([...args, '--threads', '2'], {
      env: {
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      },
    });
    expect(result).toMatchObject({ code: 1, stderr: '' });
    const report = validateReport(JSON.parse(result.stdout));
    expect(report.coverage).toMatchObject({ problems: [], traces: { judged: 104 } });
  });

  test('a block outside the range costs no bytes of its data', async () => {
    const window = { from: '2026-11-20T00:00:00Z', to: '2026-11-20T01:00:00Z' };
    const { coverage } = await auditBucket(`s3://${bucket}/${tenant}`, {
      window,
      now: Date.UTC(2026, 10, 23),
    });
    expect(coverage).toMatchObject({ objects: { listed: 0 }, bytes: { read: 0 }, problems: [] });
  });
});

test('a block that is deleted after it was listed is gone, one that is written anew has changed', async () => {
  await store('tempo-gone', join(FIXTURES, 'blocks-vparquet4'));
  const Bucket = 'tempo-gone';
  const Key = 'team-a/3ebe6a51-52f4-4fbf-838e-d3aaa6b409fc/data.parquet';
  const spec = parseSource(`s3://${Bucket}`, {
    endpointUrl: server.endpoint,
    region: null,
    partitionTimezone: 'UTC',
  });
  const source = openSource(spec);
  const { signal } = new AbortController();
  const objects: ListedObject[] = [];
  for await (const page of source.list(null, signal)) objects.push(...page.objects);
  expect(objects.map(({ name }) => name)).toEqual([`s3://${Bucket}/${Key}`]);
  const read = async (): Promise<unknown> => {
    const parts = source.parts?.(objects[0]!, signal);
    return parts?.read(0, 4).then((bytes) => Buffer.from(bytes).toString('latin1'));
  };
  expect(await read()).toBe('PAR1');
  await client.send(new PutObjectCommand({ Bucket, Key, Body: 'PAR2' }));
  await expect(read()).rejects.toMatchObject({ name: 'ObjectError', reason: 'changed' });
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(read()).rejects.toMatchObject({ name: 'ObjectError', reason: 'gone' });
  source.close();
});

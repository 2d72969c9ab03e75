/** @jest-environment ./test/sources/one-realm.js */
import { awsSecretStores } from '../../lib/publish/alerts/aws-secrets';
import { CachedSecrets } from '../../lib/publish/alerts/secrets';
import { clientLimits } from '../../lib/publish/client-limits';
import { CloudWatchMetrics } from '../../lib/publish/metrics/cloudwatch';
import { S3ObjectStore } from '../../lib/publish/s3-store';
import { SnsNotices } from '../../lib/publish/sns-notices';
import { S3Stub } from '../sources/s3-stub';
import { noticeAt } from './notices';

let stub: S3Stub;
let access: {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

beforeEach(async () => {
  stub = new S3Stub();
  stub.answer = () => ({ status: 500 });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'testsecret' };
  access = { endpoint: await stub.start(), region: 'us-east-1', credentials };
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
});

afterEach(() => stub.stop());

test('an attempt has an end', () => {
  expect(clientLimits(15_000)).toEqual({
    maxAttempts: 5,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: 3000,
      requestTimeout: 15_000,
      socketTimeout: 15_000,
      throwOnRequestTimeout: true,
    },
  });
});

const setting = { bucket: 'b', prefix: '', kmsKeyId: null };
const point = { name: 'a', unit: 'Count', value: 1, dimensions: {}, time: 0 } as const;

const store = () => new S3ObjectStore(setting, { ...access, forcePathStyle: true });
const secrets = () => new CachedSecrets(awsSecretStores(access), () => 0);

test.each<[string, () => Promise<unknown>, number, string]>([
  ['S3', () => store().get('k'), 5, 's3://b/k could not be read (500: '],
  // What was not accepted is sent once more after the rest.
  ['CloudWatch', () => new CloudWatchMetrics('N', access).publish([point], 0), 10, 'metrics could not be'],
  ['SNS', () => new SnsNotices('arn:aws:sns:us-east-1:1:t', access).send(noticeAt(14, [])), 5, 'the notice'],
  ['Parameter Store', () => secrets().resolve('ssm:/p'), 5, 'ssm:/p: cannot be read ('],
  ['Secrets Manager', () => secrets().resolve('secretsmanager:s'), 5, 'secretsmanager:s: cannot be read ('],
])('%s is asked five times before a request has failed', async (_, ask, requests, said) => {
  await expect(ask()).rejects.toThrow(said);
  expect(stub.seen).toHaveLength(requests);
});

/** @jest-environment ./test/sources/one-realm.js */
import { awsSecretStores } from '../../lib/publish/alerts/aws-secrets';
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
  const requestHandler = { connectionTimeout: 3000, requestTimeout: 10_000, throwOnRequestTimeout: true };
  expect(clientLimits()).toEqual({ maxAttempts: 5, retryMode: 'standard', requestHandler });
  expect(clientLimits(15_000).requestHandler.requestTimeout).toBe(15_000);
});

const setting = { bucket: 'b', prefix: '', kmsKeyId: null };
const point = { name: 'a', unit: 'Count', value: 1, dimensions: {}, time: 0 } as const;

test.each<[string, () => Promise<unknown>, number]>([
  ['S3', () => new S3ObjectStore(setting, { ...access, forcePathStyle: true }).get('k'), 5],
  // What was not accepted is sent once more after the rest.
  ['CloudWatch', () => new CloudWatchMetrics('N', access).publish([point], 0), 10],
  ['SNS', () => new SnsNotices('arn:aws:sns:us-east-1:1:t', access).send(noticeAt(14, [])), 5],
  ['Parameter Store', () => awsSecretStores(access).parameter('/p'), 5],
  ['Secrets Manager', () => awsSecretStores(access).secret('s'), 5],
])('%s is asked five times before a request has failed', async (_, ask, requests) => {
  await expect(ask()).rejects.toThrow();
  expect(stub.seen).toHaveLength(requests);
});

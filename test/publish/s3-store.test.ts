/** @jest-environment ./test/sources/one-realm.js */
import type { IncomingHttpHeaders } from 'node:http';
import { clientLimits } from '../../lib/publish/client-limits';
import { S3ObjectStore } from '../../lib/publish/s3-store';
import { S3Stub, type StubAnswer, s3Error } from '../sources/s3-stub';

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'testsecret' };
let stub: S3Stub;
let store: S3ObjectStore;

beforeEach(async () => {
  stub = new S3Stub();
  store = new S3ObjectStore(
    { bucket: 'reports', prefix: 'audits/', kmsKeyId: null },
    {
      ...clientLimits(200),
      endpoint: await stub.start(),
      region: 'us-east-1',
      credentials: CREDENTIALS,
      forcePathStyle: true,
    },
  );
});

afterEach(() => stub.stop());

const whole: StubAnswer = { status: 200, headers: { etag: '"1"' }, body: '{}' };
const untagged: StubAnswer = { status: 200, body: '{}' };
const cut: StubAnswer = {
  status: 200,
  headers: { etag: '"1"', 'content-length': '9' },
  body: '{}',
  cut: true,
};
/** The CRC-32 of something else. */
const damaged: StubAnswer = {
  status: 200,
  headers: { etag: '"1"', 'x-amz-checksum-crc32': 'AAAAAA==' },
  body: '{}',
};

/** Answers with these in turn, and with the last one from then on. */
function answerWith(...answers: readonly [StubAnswer, ...StubAnswer[]]): void {
  let number = 0;
  stub.answer = () => answers[Math.min(number++, answers.length - 1)] ?? whole;
}

describe('an answer that is not whole is asked for again', () => {
  test.each<[string, StubAnswer]>([
    ['without a tag', untagged],
    ['cut', cut],
    ['that stalls', { ...cut, cut: false, stall: true }],
    ['that fails its checksum', damaged],
  ])('%s', async (_, answer) => {
    answerWith(answer, answer, whole);
    expect(await store.get('state/shop.json')).toEqual({
      body: new Uint8Array(Buffer.from('{}')),
      etag: '"1"',
    });
    expect(stub.seen).toHaveLength(3);
  });

  const NOWHERE = 's3://reports/audits/state/shop.json could not be read ';
  test.each<[string, StubAnswer, string]>([
    [
      'without a tag',
      untagged,
      '(the server gives it no entity tag (ETag), without which nobody can tell whether others have changed it)',
    ],
    ['cut', cut, '(the answer broke off or was damaged on its way)'],
    ['that fails its checksum', damaged, '(the answer broke off or was damaged on its way)'],
  ])('%s, always: a reason after five times', async (_, answer, reason) => {
    answerWith(answer);
    await expect(store.get('state/shop.json')).rejects.toMatchObject({
      name: 'StoreError',
      message: NOWHERE + reason,
    });
    expect(stub.seen).toHaveLength(5);
  });

  test('what is not there, and a bucket that is not, are told at once', async () => {
    answerWith(s3Error(404, 'NoSuchKey'));
    expect(await store.get('k')).toBeNull();
    answerWith(s3Error(404, 'NoSuchBucket'));
    await expect(store.get('k')).rejects.toThrow(
      's3://reports/audits/k could not be read (404: NoSuchBucket)',
    );
    expect(stub.seen).toHaveLength(2);
  });
});

describe('writing', () => {
  test.each<[string, Parameters<S3ObjectStore['put']>[2], IncomingHttpHeaders]>([
    ['always', null, {}],
    ['only where there is none', { ifNoneMatch: true }, { 'if-none-match': '*' }],
    ['only over one version', { ifMatch: '"1"' }, { 'if-match': '"1"' }],
  ])('%s, by a server that says no tag', async (_, condition, expected) => {
    let headers: IncomingHttpHeaders = {};
    stub.answer = (request) => {
      headers = request.headers;
      return { status: 200 };
    };
    expect(await store.put('k', Buffer.from('{}'), condition)).toBe('written');
    expect([headers['if-match'], headers['if-none-match']]).toEqual([
      expected['if-match'],
      expected['if-none-match'],
    ]);
  });

  test.each([
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
    [404, 'NoSuchKey'],
  ])('%i %s is a conflict', async (status, code) => {
    answerWith(s3Error(status, code));
    expect(await store.put('k', Buffer.from('{}'), { ifMatch: '"1"' })).toBe('conflict');
  });
});

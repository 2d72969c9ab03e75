/** @jest-environment ./test/sources/one-realm.js */
import type { S3Spec } from '../../lib/sources/s3-bucket';
import { objectErrorOf, sourceErrorOf } from '../../lib/sources/s3-errors';
import { S3Source } from '../../lib/sources/s3-source';
import type { ListedObject } from '../../lib/sources/source';
import { failureOf, listAll, readAll } from './collect';
import { S3Stub, type StubAnswer, s3Error } from './s3-stub';

let stub: S3Stub;
let source: S3Source;
let host: string;
const variables = { ...process.env };

beforeEach(async () => {
  process.env = { ...variables, AWS_ACCESS_KEY_ID: 'AKIDGEHEIM', AWS_SECRET_ACCESS_KEY: 'geheim' };
  for (const name of ['AWS_PROFILE', 'AWS_REGION', 'AWS_SESSION_TOKEN']) delete process.env[name];
  stub = new S3Stub();
  const endpointUrl = await stub.start();
  host = new URL(endpointUrl).host;
  source = new S3Source(specOf({ endpointUrl }), { connect: 500, idle: 200 });
});

afterEach(async () => {
  process.env = variables;
  source.close();
  await stub.stop();
});

function specOf(given: Partial<S3Spec>): S3Spec {
  return {
    kind: 's3',
    bucket: 'b',
    prefix: '',
    endpointUrl: null,
    region: null,
    partitionTimezone: 'UTC',
    ...given,
  };
}

const DENIED =
  's3://b: access was denied: these credentials need s3:ListBucket on the bucket and s3:GetObject on its objects';
const EXPIRED = 's3://b: the AWS session has expired or is not valid: sign in again';

describe('a bucket that refuses', () => {
  test.each<[string, StubAnswer, string, string]>([
    ['AccessDenied', s3Error(403, 'AccessDenied'), 'access-denied', DENIED],
    ['any other 403', s3Error(403, 'AllAccessDisabled'), 'access-denied', DENIED],
    [
      'InvalidAccessKeyId',
      s3Error(403, 'InvalidAccessKeyId'),
      'access-denied',
      's3://b: the access key ID is not known to the server: check AWS_ACCESS_KEY_ID or the profile',
    ],
    ['ExpiredToken', s3Error(400, 'ExpiredToken'), 'no-credentials', EXPIRED],
    [
      'NoSuchBucket',
      s3Error(404, 'NoSuchBucket'),
      'not-found',
      's3://b: there is no such bucket at HOST: check the name',
    ],
    ['InvalidBucketName', s3Error(400, 'InvalidBucketName'), 'invalid', 's3://b: this is no bucket name'],
    [
      'a redirect, the region in the header',
      s3Error(301, 'PermanentRedirect', '<Endpoint>b.s3.eu-west-1.amazonaws.com</Endpoint>', {
        'x-amz-bucket-region': 'eu-west-1',
      }),
      'wrong-region',
      's3://b: it is in the region eu-west-1: set AWS_REGION=eu-west-1',
    ],
    [
      'a signature for another region, the region in the body',
      s3Error(400, 'AuthorizationHeaderMalformed', '<Region>eu-central-1</Region>'),
      'wrong-region',
      's3://b: it is in the region eu-central-1: set AWS_REGION=eu-central-1',
    ],
    [
      'a redirect without a region',
      s3Error(301, 'PermanentRedirect'),
      'wrong-region',
      's3://b: it is in another region: set AWS_REGION to it',
    ],
    [
      'a server in trouble',
      s3Error(500, 'InternalError'),
      'unreachable',
      's3://b: the server answered 500: InternalError: No.',
    ],
    [
      'no answer',
      { status: 200, stall: true },
      'unreachable',
      's3://b: the S3 server cannot be reached at HOST: it did not answer in time; check --endpoint-url and the network',
    ],
  ])('%s', async (_what, answer, reason, message) => {
    stub.answer = () => answer;
    expect(await failureOf(listAll(source))).toEqual({
      name: 'SourceError',
      reason,
      message: message.replace('HOST', host),
    });
  });

  test('a server that speaks no TLS', async () => {
    const other = new S3Source(specOf({ endpointUrl: `https://${host}` }), { connect: 500, idle: 200 });
    expect(await failureOf(listAll(other))).toMatchObject({
      reason: 'unreachable',
      message: `s3://b: the S3 server cannot be reached at ${host}: it does not speak TLS: perhaps http:// is meant; check --endpoint-url and the network`,
    });
    other.close();
  });

  test('no region for Amazon’s own S3', async () => {
    process.env = { ...process.env, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
    const other = new S3Source(specOf({}));
    expect(await failureOf(listAll(other))).toEqual({
      name: 'SourceError',
      reason: 'invalid',
      message: 'no AWS region is set: name one with AWS_REGION, or in the profile',
    });
    other.close();
  });

  test('a host name that is not known', () => {
    const error = Object.assign(new Error('getaddrinfo ENOTFOUND s3.example'), {
      code: 'ENOTFOUND',
      errno: -3008,
      syscall: 'getaddrinfo',
    });
    expect(sourceErrorOf(error, specOf({ endpointUrl: 'https://s3.example' })).message).toBe(
      's3://b: the S3 server cannot be reached at s3.example: the host name is not known; check --endpoint-url and the network',
    );
  });
});

test('endpoint and region come from the environment as well', async () => {
  stub.answer = () => ({
    status: 200,
    body: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>',
  });
  process.env['AWS_ENDPOINT_URL_S3'] = `http://${host}`;
  const other = new S3Source(specOf({}), { connect: 500, idle: 200 });
  expect(await listAll(other)).toEqual({ objects: [], problems: [], pages: [] });
  expect(stub.seen).toEqual(['GET /b/?encoding-type=url&list-type=2&max-keys=1000&prefix=']);
  other.close();
});

describe('a folder named without its slash', () => {
  const keys = (...found: string[]): StubAnswer => ({
    status: 200,
    body: `<ListBucketResult>${found.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('')}<IsTruncated>false</IsTruncated></ListBucketResult>`,
  });
  const FLAT = 'GET /b/?encoding-type=url&list-type=2&max-keys=1000&prefix=traces%2F';
  const HEAD = 'HEAD /b/traces';
  /** Answers to the listing, to the question after the object `traces`, and to the one whether anything is there. */
  const answerWith = (listing: StubAnswer, head: StubAnswer) => {
    stub.answer = ({ method }) => (method === 'HEAD' ? head : listing);
    source = new S3Source(specOf({ prefix: 'traces', endpointUrl: `http://${host}` }));
  };

  test.each<[string, StubAnswer, string[]]>([
    ['there is none of that name', { status: 404 }, ['traces/a']],
    ['that may not be told', { status: 403 }, ['traces/a']],
    ['there is one', { status: 200, headers: { 'content-length': '7' } }, ['traces/a', 'traces']],
  ])('is listed with it, and the object of that name is asked for: %s', async (_, head, expected) => {
    answerWith(keys('traces/a'), head);
    const { objects, problems } = await listAll(source);
    expect(problems).toEqual([]);
    expect(objects.map(({ name }) => name)).toEqual(expected.map((key) => `s3://b/${key}`));
    expect(stub.seen).toEqual([FLAT, HEAD]);
  });

  test('where the object cannot be asked for, that is a gap', async () => {
    answerWith(keys('traces/a'), { status: 500 });
    const { objects, problems } = await listAll(source);
    expect(objects).toHaveLength(1);
    expect(problems).toMatchObject([{ object: 's3://b/traces', offset: null, reason: 'unreadable' }]);
  });

  test('below which nothing is stored', async () => {
    answerWith(keys(), { status: 404 });
    expect(await failureOf(listAll(source))).toEqual({
      name: 'SourceError',
      reason: 'empty',
      message: 's3://b/traces/: nothing is stored below this prefix',
    });
    expect(stub.seen.slice(0, 2)).toEqual([FLAT, HEAD]);
  });
});

describe('an object', () => {
  const object: ListedObject = {
    name: 's3://b/a/k',
    size: 10,
    modified: null,
    etag: '"tag"',
    partition: null,
  };
  const part = (body: string, more: Partial<StubAnswer> = {}): StubAnswer => ({
    status: 200,
    headers: { 'content-length': '10' },
    body,
    ...more,
  });

  test('is asked for with its entity tag', async () => {
    let condition: string | undefined;
    stub.answer = (request) => {
      condition = request.headers['if-match'];
      return part('0123456789');
    };
    expect((await readAll(source, object)).toString()).toBe('0123456789');
    expect(condition).toBe('"tag"');
    expect(stub.seen).toEqual(['GET /b/a/k?x-id=GetObject']);
  });

  test('that was listed without a tag is read without a condition', async () => {
    const listed =
      '<ListBucketResult><Contents><Key>a/k</Key><Size>10</Size></Contents><IsTruncated>false</IsTruncated></ListBucketResult>';
    let condition: string | undefined = 'none was sent';
    stub.answer = (request) => {
      if (request.url?.includes('list-type=2') === true) return { status: 200, body: listed };
      condition = request.headers['if-match'];
      return part('0123456789');
    };
    const { objects } = await listAll(source);
    expect(objects).toEqual([{ ...object, etag: null }]);
    expect((await readAll(source, { ...object, etag: null })).toString()).toBe('0123456789');
    expect(condition).toBeUndefined();
  });

  test('whose body stalls is resumed', async () => {
    const answers = [
      part('0123', { stall: true }),
      { status: 206, headers: { 'content-length': '6' }, body: '456789' },
    ];
    stub.answer = () => answers.shift() ?? s3Error(500, 'Unexpected');
    expect((await readAll(source, object)).toString()).toBe('0123456789');
    expect(stub.seen).toEqual(['GET /b/a/k?x-id=GetObject', 'bytes=4-9']);
  });

  test('whose body stalls and that is overwritten then has changed', async () => {
    const answers = [part('0123', { stall: true }), s3Error(412, 'PreconditionFailed')];
    stub.answer = () => answers.shift() ?? s3Error(500, 'Unexpected');
    expect(await failureOf(readAll(source, object))).toMatchObject({ reason: 'changed' });
  });

  test('that is shorter each time it is asked for is unreadable', async () => {
    stub.answer = () => ({ status: 200, headers: { 'content-length': '2' }, body: '01' });
    expect(await failureOf(readAll(source, object))).toMatchObject({
      reason: 'unreadable',
      message: 'the connection was cut at byte 8 of 10, and again when it was resumed',
    });
  });

  test('that is longer than it was listed has changed', async () => {
    stub.answer = () => ({ status: 200, body: '0123456789abc' });
    expect(await failureOf(readAll(source, object))).toMatchObject({
      reason: 'changed',
      message: 'the object is longer than it was listed',
    });
  });

  test.each([
    [s3Error(404, 'NoSuchKey'), 'gone', 'the object was deleted after it was listed'],
    [s3Error(412, 'PreconditionFailed'), 'changed', 'the object was overwritten after it was listed'],
    [s3Error(403, 'AccessDenied'), 'unreadable', 'access was denied: s3:GetObject is needed'],
    [
      s3Error(403, 'InvalidObjectState'),
      'unreadable',
      'the object is in an archive storage class: it must be restored first',
    ],
    [s3Error(500, 'InternalError'), 'unreadable', 'the server answered 500: InternalError: No.'],
    [
      { status: 200, stall: true },
      'unreadable',
      'the S3 server cannot be reached: it did not answer in time',
    ],
  ])('%j', async (answer, reason, message) => {
    stub.answer = () => answer;
    expect(await failureOf(readAll(source, object))).toEqual({ name: 'ObjectError', reason, message });
  });

  describe('that may not be read, as S3 says to who may list a part of the bucket only', () => {
    const LIST = 'GET /b/?encoding-type=url&list-type=2&max-keys=1&prefix=a%2Fk';
    const READ = 'GET /b/a/k?x-id=GetObject';
    const listing = (key: string): StubAnswer => ({
      status: 200,
      body: `<ListBucketResult><Contents><Key>${key}</Key></Contents><IsTruncated>false</IsTruncated></ListBucketResult>`,
    });
    const answerWith = (listed: StubAnswer) => {
      stub.answer = ({ url }) =>
        url?.includes('list-type=2') === true ? listed : s3Error(403, 'AccessDenied');
    };

    test('is gone where it is not listed any more', async () => {
      answerWith(listing('a/k2'));
      for (const _ of [1, 2])
        expect(await failureOf(readAll(source, object))).toEqual({
          name: 'ObjectError',
          reason: 'gone',
          message: 'the object was deleted after it was listed',
        });
      expect(stub.seen).toEqual([READ, LIST, READ, LIST]);
    });

    test.each<[string, StubAnswer]>([
      ['it is still listed', listing('a/k')],
      ['nothing can be listed', s3Error(403, 'AccessDenied')],
    ])('is forbidden where %s', async (_, listed) => {
      answerWith(listed);
      expect(await failureOf(readAll(source, object))).toMatchObject({ reason: 'unreadable' });
      expect(stub.seen).toEqual([READ, LIST]);
    });

    test('is asked for in the listing until one was found forbidden', async () => {
      answerWith(listing('a/k'));
      for (const _ of [1, 2, 3]) await failureOf(readAll(source, object));
      expect(stub.seen).toEqual([READ, LIST, READ, READ]);
    });
  });

  test('errors without words are told all the same', () => {
    expect(objectErrorOf('broken').message).toBe('Error: broken');
    expect(objectErrorOf(null).message).toBe('Error: null');
  });
});

test('requests that fail are tried four times', async () => {
  stub.answer = () => s3Error(500, 'InternalError');
  await failureOf(listAll(source));
  expect(stub.seen).toHaveLength(4);
});

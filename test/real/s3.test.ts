/** @jest-environment ./test/sources/one-realm.js */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openSource } from '../../lib/sources';
import type { Source } from '../../lib/sources/source';
import { freePort } from '../loopback/port';
import { Relay } from '../loopback/relay';
import { between, failureOf, listAll, readAll } from '../sources/collect';
import { CREDENTIALS, Versitygw } from './versitygw';

const MIB = 1 << 20;
const BUCKET = 'traces';
const PUTS_AT_ONCE = 16;

let server: Versitygw;
let client: S3Client;
const opened: Source[] = [];

beforeAll(async () => {
  setCredentials(CREDENTIALS);
  server = await Versitygw.start();
  client = new S3Client(server.client);
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
});

afterAll(async () => {
  for (const source of opened) source.close();
  client.destroy();
  await server.stop();
});

/** The library takes credentials from where the SDK finds them: here from the environment. */
function setCredentials(credentials: typeof CREDENTIALS): void {
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
  for (const name of ['AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_REGION']) delete process.env[name];
}

function sourceOf(prefix: string, endpointUrl = server.endpoint, bucket = BUCKET): Source {
  const source = openSource({
    kind: 's3',
    bucket,
    prefix,
    endpointUrl,
    region: null,
    partitionTimezone: 'UTC',
  });
  opened.push(source);
  return source;
}

async function put(key: string, body: string | Buffer, to = client): Promise<void> {
  await to.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: Buffer.from(body) }));
}

async function putAll(keys: readonly string[], to = client): Promise<void> {
  for (let first = 0; first < keys.length; first += PUTS_AT_ONCE) {
    await Promise.all(keys.slice(first, first + PUTS_AT_ONCE).map((key) => put(key, key, to)));
  }
}

const keysOf = (objects: readonly { name: string }[]) =>
  objects.map(({ name }) => name.slice(`s3://${BUCKET}/`.length));

describe('listing', () => {
  test('1,205 objects come in pages, with all that is known of them', async () => {
    const keys = Array.from({ length: 1205 }, (_, index) => `many/${String(index).padStart(4, '0')}.json`);
    await putAll(keys);
    await put('many/sub/', '');
    const { objects, problems, pages } = await listAll(sourceOf('many/'));
    expect(problems).toEqual([]);
    expect(pages).toEqual([1000, 205]);
    expect(keysOf(objects)).toEqual(keys);
    expect(objects[7]).toEqual({
      name: `s3://${BUCKET}/many/0007.json`,
      size: 14,
      modified: expect.any(Number),
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
      partition: null,
    });
    expect(Math.abs((objects[7]?.modified ?? 0) - Date.now())).toBeLessThan(600_000);
  });

  test('a prefix is a folder or a key, and keys may hold any character', async () => {
    const odd = 'folder/ü +%2F&<>"\u2028é.json';
    await putAll(['folder/a', odd, 'folder-old/b', 'folder.json']);
    expect(keysOf((await listAll(sourceOf('folder'))).objects)).toEqual(['folder/a', odd]);
    expect(keysOf((await listAll(sourceOf('folder/'))).objects)).toEqual(['folder/a', odd]);
    const single = sourceOf('folder.json');
    const { objects } = await listAll(single);
    expect(keysOf(objects)).toEqual(['folder.json']);
    expect((await readAll(single, objects[0]!)).toString()).toBe('folder.json');
    const source = sourceOf('folder');
    const listed = await listAll(source);
    expect((await readAll(source, listed.objects[1]!)).toString()).toBe(odd);
  });

  test('a prefix below which nothing is stored', async () => {
    expect(await failureOf(listAll(sourceOf('folde')))).toEqual({
      name: 'SourceError',
      reason: 'empty',
      message: 's3://traces/folde/: nothing is stored below this prefix',
    });
  });
});

describe('reading', () => {
  test('an object of 40 MiB, by ranges, is what was put', async () => {
    const content = randomBytes(40 * MIB + 12_345);
    await put('large/object', content);
    const relay = new Relay(server.endpoint);
    const source = sourceOf('large', await relay.start());
    const { objects } = await listAll(source);
    expect((await readAll(source, objects[0]!)).equals(content)).toBe(true);
    const ranges = relay.requests.flatMap(({ range }) => range ?? []);
    expect(ranges).toHaveLength(6);
    expect(ranges[5]).toBe(`bytes=${40 * MIB}-${content.length - 1}`);
    await relay.stop();
  });

  test('an empty object has no bytes', async () => {
    await put('empty/object', '');
    const source = sourceOf('empty');
    const { objects } = await listAll(source);
    expect((await readAll(source, objects[0]!)).length).toBe(0);
  });

  test.each([MIB, 20 * MIB])('an object of %d bytes whose connection is cut is resumed', async (size) => {
    const content = randomBytes(size);
    await put('cut/object', content);
    const relay = new Relay(server.endpoint);
    const cuts = [300_000, 100_000, 0];
    relay.cut = () => cuts.shift() ?? null;
    const source = sourceOf('cut', await relay.start());
    const { objects } = await listAll(source);
    expect((await readAll(source, objects[0]!)).equals(content)).toBe(true);
    expect(cuts).toEqual([]);
    await relay.stop();
  });

  test('an object whose connection is cut again and again is unreadable', async () => {
    await put('cut-always/object', randomBytes(MIB));
    const relay = new Relay(server.endpoint);
    relay.cut = () => 10_000;
    const source = sourceOf('cut-always', await relay.start());
    const { objects } = await listAll(source);
    expect(await failureOf(readAll(source, objects[0]!))).toEqual({
      name: 'ObjectError',
      reason: 'unreadable',
      message: `the connection was cut at byte 40000 of ${MIB}, and again when it was resumed`,
    });
    const gets = relay.requests.flatMap(({ url, range }) =>
      url.pathname === '/traces/cut-always/object' ? [range] : [],
    );
    expect(gets).toEqual([
      null,
      `bytes=10000-${MIB - 1}`,
      `bytes=20000-${MIB - 1}`,
      `bytes=30000-${MIB - 1}`,
    ]);
    await relay.stop();
  });

  test('an object deleted between list and read is gone, one overwritten has changed', async () => {
    await putAll(['racing/deleted', 'racing/overwritten', 'racing/same']);
    await put('racing/large', randomBytes(20 * MIB));
    const source = sourceOf('racing');
    const { objects } = await listAll(source);
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'racing/deleted' }));
    await put('racing/overwritten', 'other');
    await put('racing/large', randomBytes(20 * MIB));
    const outcomes = [];
    for (const object of objects)
      outcomes.push(await readAll(source, object).then(String, (error) => failureOf(Promise.reject(error))));
    const changed = {
      name: 'ObjectError',
      reason: 'changed',
      message: 'the object was overwritten after it was listed',
    };
    expect(outcomes).toEqual([
      { name: 'ObjectError', reason: 'gone', message: 'the object was deleted after it was listed' },
      changed,
      changed,
      'racing/same',
    ]);
  });

  test('an abort ends reading with its reason', async () => {
    await put('aborted/object', randomBytes(20 * MIB));
    const source = sourceOf('aborted');
    const { objects } = await listAll(source);
    const controller = new AbortController();
    const read = async () => {
      for await (const chunk of source.open(objects[0]!, controller.signal)) {
        if (chunk.length > 0) controller.abort(new Error('stop'));
      }
    };
    expect(await failureOf(read())).toMatchObject({ message: 'stop' });
  });
});

describe('a window', () => {
  const MINUTE = 60_000;
  const START = Date.UTC(2026, 10, 5, 12);
  const keyAt = (service: string, minute: number) => {
    const [date = '', time = ''] = new Date(START + minute * MINUTE).toISOString().split('T');
    const [year, month, day] = date.split('-');
    const [hour, minutes] = time.split(':');
    return `window/${service}/year=${year}/month=${month}/day=${day}/hour=${hour}/minute=${minutes}/traces_1.json`;
  };

  test.each([
    ['window/', []],
    ['window', ['/traces/window']],
  ])('below %s selects by partition, and asks for no more than it needs', async (prefix, single) => {
    const minutes = Array.from({ length: 180 }, (_, minute) => minute);
    await putAll(['cart', 'shop'].flatMap((service) => minutes.map((minute) => keyAt(service, minute))));
    const relay = new Relay(server.endpoint);
    const source = sourceOf(prefix, await relay.start());
    const { objects, problems } = await listAll(
      source,
      between('2026-11-05T12:58:30Z', '2026-11-05T14:01:00Z'),
    );
    expect(problems).toEqual([]);
    const needed = minutes.filter((minute) => minute >= 58 && minute < 121);
    expect(keysOf(objects)).toEqual(
      ['cart', 'shop'].flatMap((service) => needed.map((minute) => keyAt(service, minute))),
    );
    expect(objects[0]?.partition).toEqual(between('2026-11-05T12:58Z', '2026-11-05T12:59Z'));
    const byMethod = Map.groupBy(relay.requests, ({ method }) => method);
    const asked = byMethod
      .get('GET')
      ?.map(({ url }) => url.searchParams.get('prefix')?.replace('year=2026/month=11/day=05/', '…'));
    expect((byMethod.get('HEAD') ?? []).map(({ url }) => url.pathname)).toEqual(single);
    const ofService = (service: string) =>
      [
        'year=2026/',
        'year=2026/month=11/',
        '…',
        '…hour=12/',
        '…hour=12/minute=58/',
        '…hour=12/minute=59/',
        '…hour=13/',
        '…hour=14/',
        '…hour=14/minute=00/',
      ].map((below) => `window/${service}/${below}`);
    expect(asked).toEqual([
      'window/',
      'window/cart/',
      'window/cart/',
      ...ofService('cart'),
      'window/shop/',
      ...ofService('shop'),
    ]);
    await relay.stop();
  });

  test('without partition keys the time of upload decides', async () => {
    await putAll(['plain/a', 'plain/b/c']);
    const now = Date.now();
    const hour = 3_600_000;
    const source = sourceOf('plain');
    expect(keysOf((await listAll(source, { start: now - hour, end: now + hour })).objects)).toEqual([
      'plain/a',
      'plain/b/c',
    ]);
    expect((await listAll(source, { start: now - 2 * hour, end: now - hour })).objects).toEqual([]);
  });
});

describe('a source that cannot be used', () => {
  afterEach(() => setCredentials(CREDENTIALS));

  test('no such bucket', async () => {
    expect(await failureOf(listAll(sourceOf('', server.endpoint, 'nowhere')))).toEqual({
      name: 'SourceError',
      reason: 'not-found',
      message: `s3://nowhere: there is no such bucket at ${new URL(server.endpoint).host}: check the name`,
    });
  });

  test('a wrong secret', async () => {
    setCredentials({ accessKeyId: 'test', secretAccessKey: 'geheim' });
    expect(await failureOf(listAll(sourceOf('')))).toEqual({
      name: 'SourceError',
      reason: 'access-denied',
      message:
        's3://traces: the secret key does not fit the access key ID: check AWS_SECRET_ACCESS_KEY or the profile',
    });
  });

  test('an unknown access key', async () => {
    setCredentials({ accessKeyId: 'someone', secretAccessKey: 'geheim' });
    expect(await failureOf(listAll(sourceOf('')))).toEqual({
      name: 'SourceError',
      reason: 'access-denied',
      message:
        's3://traces: the access key ID is not known to the server: check AWS_ACCESS_KEY_ID or the profile',
    });
  });

  test('nothing listens at the endpoint', async () => {
    const port = await freePort();
    expect(await failureOf(listAll(sourceOf('', `http://127.0.0.1:${port}`)))).toEqual({
      name: 'SourceError',
      reason: 'unreachable',
      message: `s3://traces: the S3 server cannot be reached at 127.0.0.1:${port}: nothing listens there; check --endpoint-url and the network`,
    });
  });

  test('no credentials anywhere', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--require',
        path.join(__dirname, '../sources/typescript.cjs'),
        path.join(__dirname, 's3-lister.ts'),
        server.endpoint,
      ],
      {
        env: {
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
          AWS_CONFIG_FILE: '/dev/null',
        },
      },
    );
    expect(JSON.parse(stdout)).toEqual({
      reason: 'no-credentials',
      message:
        's3://traces: no AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run where a role is given',
    });
  });
});

test('a server that dies half-way: what is left is unreadable, and nothing hangs', async () => {
  const dying = await Versitygw.start();
  const other = new S3Client(dying.client);
  await other.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await putAll(
    Array.from({ length: 20 }, (_, index) => `dying/${String.fromCodePoint(97 + index)}`),
    other,
  );
  const source = sourceOf('dying', dying.endpoint);
  const { objects } = await listAll(source);
  const outcomes: unknown[] = [];
  for (const [index, object] of objects.entries()) {
    if (index === 5) await dying.kill();
    outcomes.push(await readAll(source, object).then(String, (error) => failureOf(Promise.reject(error))));
  }
  const refused = {
    name: 'ObjectError',
    reason: 'unreadable',
    message: 'the S3 server cannot be reached: nothing listens there',
  };
  expect(outcomes.slice(0, 5)).toEqual(['dying/a', 'dying/b', 'dying/c', 'dying/d', 'dying/e']);
  expect(outcomes.slice(5)).toEqual(Array.from({ length: 15 }, () => refused));
  expect(await failureOf(listAll(source))).toMatchObject({ name: 'SourceError', reason: 'unreachable' });
  other.destroy();
  await dying.stop();
});

test('a listing that breaks off after its first page is a problem, and what was listed stays', async () => {
  const dying = await Versitygw.start();
  const other = new S3Client(dying.client);
  await other.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await putAll(
    Array.from({ length: 1100 }, (_, index) => `half/${String(index).padStart(4, '0')}`),
    other,
  );
  const pages: unknown[] = [];
  for await (const { objects, problems } of sourceOf('half/', dying.endpoint).list(
    null,
    new AbortController().signal,
  )) {
    pages.push([objects.length, problems]);
    await dying.kill();
  }
  expect(pages).toEqual([
    [1000, []],
    [
      0,
      [
        {
          object: 's3://traces/half/',
          offset: null,
          reason: 'unreadable',
          message:
            'what is below it was not listed to its end: the S3 server cannot be reached: nothing listens there',
        },
      ],
    ],
  ]);
  other.destroy();
  await dying.stop();
});

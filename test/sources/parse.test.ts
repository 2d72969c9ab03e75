import { parseSource } from '../../lib/sources';
import { SourceError } from '../../lib/sources/errors';

const OPTIONS = { endpointUrl: null, region: null, partitionTimezone: 'UTC' };

test.each([
  ['-', { kind: 'stdin' }],
  ['./archive', { kind: 'path', path: './archive', partitionTimezone: 'UTC' }],
  ['traces/**/*.json', { kind: 'path', path: 'traces/**/*.json', partitionTimezone: 'UTC' }],
  ['C:\\traces', { kind: 'path', path: 'C:\\traces', partitionTimezone: 'UTC' }],
  ['s3://bucket', s3('bucket', '')],
  ['s3://bucket/', s3('bucket', '')],
  ['S3://my.bucket-1/a/b=c/', s3('my.bucket-1', 'a/b=c/')],
])('%s', (text, spec) => {
  expect(parseSource(text, OPTIONS)).toEqual(spec);
});

test('what is said of S3 beside the address', () => {
  const options = {
    endpointUrl: 'http://127.0.0.1:9000',
    region: 'eu-central-1',
    partitionTimezone: 'Europe/Berlin',
  };
  expect(parseSource('s3://bucket/p', options)).toEqual({ ...s3('bucket', 'p'), ...options });
});

test.each(['UTC', 'utc', 'local', 'Europe/Berlin', 'Asia/Kolkata', 'UTC+5:30'])(
  'time zone %s',
  (partitionTimezone) => {
    expect(parseSource('a', { ...OPTIONS, partitionTimezone })).toMatchObject({ partitionTimezone });
  },
);

test.each([
  ['', {}, /^an empty source: a source is a file, a folder, .*, or - for standard input$/],
  ['  ', {}, /^an empty source/],
  ['a\0b', {}, /zero byte/],
  ['gs://bucket/a', {}, /^gs:\/\/ is not a known kind of source: a source is a file/],
  ['https://host/a', {}, /^https:\/\/ is not a known kind/],
  ['s3:/bucket/a', {}, /^s3:\/bucket\/a: two slashes are needed/],
  ['s3://', {}, /^s3:\/\/: no bucket is named; write s3:\/\/BUCKET\/PREFIX$/],
  ['s3:///a', {}, /no bucket is named/],
  ['s3://buc ket/a', {}, /"buc ket" is no bucket name/],
  ['s3://bucket/year=*/', {}, /patterns work for files only/],
  [
    'archive',
    { partitionTimezone: 'Europe/Berlln' },
    /^"Europe\/Berlln" is no time zone: one is written like UTC, Europe\/Berlin/,
  ],
  ['s3://bucket', { endpointUrl: 'localhost:9000' }, /the endpoint URL is no URL/],
  ['s3://bucket', { endpointUrl: 'nonsense' }, /the endpoint URL is no URL/],
  ['s3://bucket', { endpointUrl: 'http://name:geheim@host' }, /^(?!.*geheim).*holds a name or password/],
  ['s3://bucket', { region: 'eu central' }, /"eu central" is no region/],
])('%j %j is refused', (text, options, message) => {
  const parse = () => parseSource(text, { ...OPTIONS, ...options });
  expect(parse).toThrow(SourceError);
  expect(parse).toThrow(
    expect.objectContaining({ reason: 'invalid', message: expect.stringMatching(message) }),
  );
});

function s3(bucket: string, prefix: string) {
  return { kind: 's3', bucket, prefix, endpointUrl: null, region: null, partitionTimezone: 'UTC' };
}

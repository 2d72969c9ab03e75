import { SourceError } from './errors';
import { isTimezone } from './selection';
import type { SourceSpec } from './source';
import { parseTempo, type TempoOptions } from './tempo/spec';

/** What is said of sources beside their addresses. */
export interface SourceOptions extends TempoOptions {
  /** Of an S3 server other than Amazon's; null: as the SDK finds it (`AWS_ENDPOINT_URL_S3`). */
  readonly endpointUrl: string | null;
  /** Of the bucket; null: as the SDK finds it (`AWS_REGION`, the profile). */
  readonly region: string | null;
  /** Time zone of the partition keys: an IANA name, `UTC`, `UTC+5:30` or `local`. */
  readonly partitionTimezone: string;
}

const ACCEPTED =
  'a source is a file, a folder, a pattern such as "traces/**/*.json", s3://BUCKET/PREFIX, tempo+https://HOST/PREFIX, or - for standard input';
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
/** What S3 has ever allowed as a bucket's name, that of access points (ARNs) included. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._:-]{1,254}$/;

/**
 * What a person names as a source. Nothing is opened.
 * @throws SourceError `invalid`, with what is accepted
 */
export function parseSource(text: string, options: SourceOptions): SourceSpec {
  if (text === '-') return { kind: 'stdin' };
  if (text.trim() === '') throw new SourceError('invalid', `an empty source: ${ACCEPTED}`);
  if (text.includes('\0')) throw new SourceError('invalid', `a source with a zero byte in it: ${ACCEPTED}`);
  if (!isTimezone(options.partitionTimezone)) throw unknownTimezone(options.partitionTimezone);
  const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme === 's3') return parseS3(text, options);
  if (scheme?.startsWith('tempo') === true) return parseTempo(text, options);
  if (scheme !== undefined)
    throw new SourceError('invalid', `${scheme}:// is not a known kind of source: ${ACCEPTED}`);
  if (/^s3:/i.test(text))
    throw new SourceError('invalid', `${text}: two slashes are needed, as in s3://bucket/prefix`);
  return { kind: 'path', path: text, partitionTimezone: options.partitionTimezone };
}

function parseS3(text: string, options: SourceOptions): SourceSpec {
  const [bucket = '', ...rest] = text.slice('s3://'.length).split('/');
  const prefix = rest.join('/');
  if (!BUCKET.test(bucket)) {
    throw new SourceError(
      'invalid',
      `${text}: ${bucket === '' ? 'no bucket is named' : `"${bucket}" is no bucket name`}; write s3://BUCKET/PREFIX`,
    );
  }
  if (prefix.includes('*')) {
    throw new SourceError(
      'invalid',
      `${text}: patterns work for files only; name the prefix, all below it is read`,
    );
  }
  const { endpointUrl, region, partitionTimezone } = options;
  if (endpointUrl !== null) checkEndpoint(endpointUrl);
  if (region !== null && !/^[a-z0-9-]+$/i.test(region)) {
    throw new SourceError('invalid', `"${region}" is no region: one is written like eu-central-1`);
  }
  return { kind: 's3', bucket, prefix, endpointUrl, region, partitionTimezone };
}

/** The address is not repeated where it may hold a password. */
function checkEndpoint(endpointUrl: string): void {
  const url = URL.parse(endpointUrl);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new SourceError('invalid', 'the endpoint URL is no URL: one is written like http://127.0.0.1:9000');
  }
  if (url.username !== '' || url.password !== '') {
    throw new SourceError(
      'invalid',
      'the endpoint URL holds a name or password: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY instead',
    );
  }
}

function unknownTimezone(name: string): SourceError {
  return new SourceError(
    'invalid',
    `"${name}" is no time zone: one is written like UTC, Europe/Berlin or UTC+5:30`,
  );
}

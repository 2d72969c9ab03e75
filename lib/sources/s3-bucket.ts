import { Readable } from 'node:stream';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { SourceError } from './errors';
import type { SourceSpec } from './source';

/** How a bucket is reached. */
export type S3Spec = SourceSpec & { readonly kind: 's3' };

/** One page of keys. */
export interface KeyPage {
  readonly objects: readonly S3Object[];
  /** Prefixes up to the next `/`, where they were asked for. */
  readonly prefixes: readonly string[];
  /** For the next page; null: there is none. */
  readonly next: string | null;
}

export interface S3Object {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since the epoch; whole seconds. */
  readonly modified: number | null;
  readonly etag: string | null;
}

/** Which keys are asked for. */
export interface KeyQuery {
  readonly prefix: string;
  /** Keys directly under the prefix, and the prefixes up to the next `/`; else all keys. */
  readonly isLevel: boolean;
  readonly token: string | null;
  readonly limit: number;
}

/** Times in milliseconds. */
export interface S3Timeouts {
  /** To connect. */
  readonly connect: number;
  /** Without a byte sent or received. */
  readonly idle: number;
}

const TIMEOUTS: S3Timeouts = { connect: 5000, idle: 30_000 };
const MAX_ATTEMPTS = 4;
/**
 * The SDK would compute the checksum of each body in JavaScript, which halves the speed of reading. TLS guards the way,
 * the length is checked, the entity tag says which object it is, and gzip and zstd have checksums of their own.
 */
const CHECKSUMS = 'WHEN_REQUIRED';
const DEFAULT_REGION = 'us-east-1';

/** A bucket, through the SDK, which is loaded with the first request. Errors are the SDK's own. */
export class S3Bucket {
  readonly spec: S3Spec;
  private readonly timeouts: S3Timeouts;
  private connection: ReturnType<S3Bucket['connect']> | null = null;
  /** Reading is: an object was forbidden, and is there. */
  private isForbidden = false;

  constructor(spec: S3Spec, timeouts: S3Timeouts = TIMEOUTS) {
    this.spec = spec;
    this.timeouts = timeouts;
  }

  async keys(query: KeyQuery, signal: AbortSignal): Promise<KeyPage> {
    const { sdk, client } = await this.connected();
    const answer = await client.send(
      new sdk.ListObjectsV2Command({
        Bucket: this.spec.bucket,
        Prefix: query.prefix,
        MaxKeys: query.limit,
        // Keys may hold characters that XML has no way to write.
        EncodingType: 'url',
        ...(query.isLevel && { Delimiter: '/' }),
        ...(query.token !== null && { ContinuationToken: query.token }),
      }),
      { abortSignal: signal },
    );
    const decode = answer.EncodingType === 'url' ? decodeKey : (key: string) => key;
    return {
      objects: (answer.Contents ?? []).map((found) => ({
        key: decode(found.Key ?? ''),
        size: found.Size ?? 0,
        modified: found.LastModified?.getTime() ?? null,
        etag: found.ETag ?? null,
      })),
      prefixes: (answer.CommonPrefixes ?? []).map((found) => decode(found.Prefix ?? '')),
      next: answer.NextContinuationToken ?? null,
    };
  }

  /** What is known of an object by its key. A failure has no code but its status: the answer to HEAD has no body. */
  async head(key: string, signal: AbortSignal): Promise<S3Object> {
    const { sdk, client } = await this.connected();
    const found = await client.send(new sdk.HeadObjectCommand({ Bucket: this.spec.bucket, Key: key }), {
      abortSignal: signal,
    });
    return {
      key,
      size: found.ContentLength ?? 0,
      modified: found.LastModified?.getTime() ?? null,
      etag: found.ETag ?? null,
    };
  }

  /**
   * The bytes `[start, end)` of an object, while it has the entity tag.
   * @param range null: the whole object
   */
  async body(
    object: Pick<S3Object, 'key' | 'etag'>,
    range: { readonly start: number; readonly end: number } | null,
    signal: AbortSignal,
  ): Promise<Readable> {
    const { sdk, client } = await this.connected();
    const answer = await client.send(
      new sdk.GetObjectCommand({
        Bucket: this.spec.bucket,
        Key: object.key,
        ...(object.etag !== null && { IfMatch: object.etag }),
        ...(range !== null && { Range: `bytes=${range.start}-${range.end - 1}` }),
      }),
      { abortSignal: signal },
    );
    if (!(answer.Body instanceof Readable)) throw new Error('the answer has no body');
    return answer.Body;
  }

  /**
   * Whether an object that may not be read is none any more: to who may list a part of the bucket only, S3 tells a
   * missing object as a forbidden one. Where one is still listed, that is not asked again: the others are forbidden too.
   * Source: Amazon S3 API Reference, GetObject, "Permissions".
   */
  async isGone(key: string, signal: AbortSignal): Promise<boolean> {
    if (this.isForbidden) return false;
    const { objects } = await this.keys({ prefix: key, isLevel: false, token: null, limit: 1 }, signal);
    this.isForbidden = objects[0]?.key === key;
    return !this.isForbidden;
  }

  /** Frees connections. */
  close(): void {
    // Where connecting failed, there is nothing to free, and the failure was thrown to whoever asked.
    void this.connection?.then(({ client }) => client.destroy()).catch(() => undefined);
    this.connection = null;
  }

  private connected(): ReturnType<S3Bucket['connect']> {
    this.connection ??= this.connect();
    return this.connection;
  }

  private async connect() {
    const sdk = await import('@aws-sdk/client-s3');
    const { endpointUrl, region } = this.spec;
    const isOtherServer = endpointUrl !== null || hasEndpointVariable();
    const settings: S3ClientConfig = {
      maxAttempts: MAX_ATTEMPTS,
      retryMode: 'standard',
      responseChecksumValidation: CHECKSUMS,
      // Servers other than Amazon's seldom have a host name for each bucket.
      forcePathStyle: isOtherServer,
      requestHandler: { connectionTimeout: this.timeouts.connect, socketTimeout: this.timeouts.idle },
      ...(endpointUrl !== null && { endpoint: endpointUrl }),
    };
    const client = new sdk.S3Client({ ...settings, ...(region !== null && { region }) });
    if (await hasRegion(client)) return { sdk, client };
    client.destroy();
    if (!isOtherServer) {
      throw new SourceError('invalid', 'no AWS region is set: name one with AWS_REGION, or in the profile');
    }
    return { sdk, client: new sdk.S3Client({ ...settings, region: DEFAULT_REGION }) };
  }
}

/** The SDK finds a region in the environment or a profile, and throws where there is none. */
async function hasRegion(client: S3Client): Promise<boolean> {
  return client.config.region().then(
    () => true,
    () => false,
  );
}

function hasEndpointVariable(): boolean {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  return Boolean(AWS_ENDPOINT_URL_S3) || Boolean(AWS_ENDPOINT_URL);
}

function decodeKey(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

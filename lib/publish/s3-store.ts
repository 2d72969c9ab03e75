import { setTimeout as sleep } from 'node:timers/promises';
import type { GetObjectCommandOutput, S3ClientConfig } from '@aws-sdk/client-s3';
import { clientLimits } from './client-limits';
import { type ObjectStore, type PutCondition, type PutOptions, type StoredObject, StoreError } from './store';

/** Where reports and state are kept. */
export interface BucketSetting {
  readonly bucket: string;
  /** Before every key; empty or ending in `/`. */
  readonly prefix: string;
  /** Encrypt with this key of KMS; null: with the keys of S3. */
  readonly kmsKeyId: string | null;
}

/** Reports are larger than what other services are sent. Milliseconds. */
const ANSWER_LIMIT = 15_000;
/** A whole answer is asked for so often; milliseconds before the second time, twice as many before each further one. */
const MAX_READS = 5;
const FIRST_PAUSE = 20;
/** The condition does not hold, or two conditional writes met. */
const CONFLICTS: ReadonlySet<number> = new Set([409, 412]);
const NOT_FOUND = 404;

const NO_TAG =
  'the server gives it no entity tag (ETag), without which nobody can tell whether others have changed it';

/** An answer that came and is of no use, in words. */
class BrokenAnswer extends Error {}

/** Objects of a bucket, encrypted there, through the SDK, which is loaded with the first request. */
export class S3ObjectStore implements ObjectStore {
  private readonly setting: BucketSetting;
  private readonly settings: S3ClientConfig;
  private connection: ReturnType<S3ObjectStore['connect']> | null = null;

  /** @param settings beside what the environment says; for other servers and tests */
  constructor(setting: BucketSetting, settings: S3ClientConfig = {}) {
    this.setting = setting;
    this.settings = settings;
  }

  /**
   * A body that broke off or fails its checksum, which the SDK does not ask for again, and an answer without a tag are
   * read anew: servers that keep objects as files give either while the object is replaced.
   */
  async get(key: string): Promise<StoredObject | null> {
    for (let read = 1; ; read++) {
      const found = await this.read(key);
      if (found === null || !(found instanceof BrokenAnswer)) return found;
      if (read === MAX_READS) throw this.errorOf('read', key, found);
      await sleep(FIRST_PAUSE * 2 ** (read - 1));
    }
  }

  async put(
    key: string,
    body: Uint8Array,
    condition: PutCondition,
    options: PutOptions = {},
  ): Promise<'written' | 'conflict'> {
    const { sdk, client } = await this.connected();
    const { bucket, prefix, kmsKeyId } = this.setting;
    const command = new sdk.PutObjectCommand({
      Bucket: bucket,
      Key: prefix + key,
      Body: body,
      ContentType: options.contentType,
      ContentEncoding: options.contentEncoding,
      ServerSideEncryption: kmsKeyId === null ? 'AES256' : 'aws:kms',
      ...(kmsKeyId !== null && { SSEKMSKeyId: kmsKeyId }),
      ...(condition !== null && 'ifMatch' in condition && { IfMatch: condition.ifMatch }),
      ...(condition !== null && 'ifNoneMatch' in condition && { IfNoneMatch: '*' }),
    });
    try {
      await client.send(command);
      return 'written';
    } catch (error) {
      const status = statusOf(error);
      const isGone = status === NOT_FOUND && nameOf(error) === 'NoSuchKey';
      if (condition !== null && status !== null && (CONFLICTS.has(status) || isGone)) return 'conflict';
      throw this.errorOf('written', key, error);
    }
  }

  private async read(key: string): Promise<StoredObject | BrokenAnswer | null> {
    const { sdk, client } = await this.connected();
    const command = new sdk.GetObjectCommand({ Bucket: this.setting.bucket, Key: this.setting.prefix + key });
    let answer: GetObjectCommandOutput;
    try {
      answer = await client.send(command);
    } catch (error) {
      if (statusOf(error) === NOT_FOUND && nameOf(error) !== 'NoSuchBucket') return null;
      throw this.errorOf('read', key, error);
    }
    const { Body, ETag } = answer;
    try {
      const body = await Body?.transformToByteArray();
      if (body === undefined) return new BrokenAnswer('the answer has no body');
      return ETag === undefined ? new BrokenAnswer(NO_TAG) : { body, etag: ETag };
    } catch (error) {
      return new BrokenAnswer('the answer broke off or was damaged on its way', { cause: error });
    }
  }

  private errorOf(what: 'read' | 'written', key: string, error: unknown): StoreError {
    const { bucket, prefix } = this.setting;
    const advice =
      statusOf(error) === 403
        ? '; the role needs s3:GetObject, s3:PutObject and, to be told that an object is not there, s3:ListBucket'
        : '';
    const words =
      error instanceof BrokenAnswer
        ? error.message
        : `${statusOf(error) ?? 'no answer'}: ${nameOf(error)}${advice}`;
    return new StoreError(`s3://${bucket}/${prefix}${key} could not be ${what} (${words})`, { cause: error });
  }

  private connected(): ReturnType<S3ObjectStore['connect']> {
    this.connection ??= this.connect();
    return this.connection;
  }

  private async connect() {
    const sdk = await import('@aws-sdk/client-s3');
    const client = new sdk.S3Client({ ...clientLimits(ANSWER_LIMIT), ...this.settings });
    return { sdk, client };
  }
}

function statusOf(error: unknown): number | null {
  const metadata = property(error, '$metadata');
  const status = property(metadata, 'httpStatusCode');
  return typeof status === 'number' ? status : null;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

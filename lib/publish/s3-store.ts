import type { S3ClientConfig } from '@aws-sdk/client-s3';
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
/** The condition does not hold, or two conditional writes met. */
const CONFLICTS: ReadonlySet<number> = new Set([409, 412]);
const NOT_FOUND = 404;

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

  async get(key: string): Promise<StoredObject | null> {
    const { sdk, client } = await this.connected();
    const command = new sdk.GetObjectCommand({ Bucket: this.setting.bucket, Key: this.setting.prefix + key });
    try {
      const { Body, ETag } = await client.send(command);
      if (Body === undefined || ETag === undefined) throw new Error('the answer has no body or tag');
      return { body: await Body.transformToByteArray(), etag: ETag };
    } catch (error) {
      if (statusOf(error) === NOT_FOUND && nameOf(error) !== 'NoSuchBucket') return null;
      throw this.errorOf('read', key, error);
    }
  }

  async put(
    key: string,
    body: Uint8Array,
    condition: PutCondition,
    options: PutOptions = {},
  ): Promise<{ readonly etag: string } | 'conflict'> {
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
      const { ETag } = await client.send(command);
      if (ETag === undefined) throw new Error('the answer has no tag');
      return { etag: ETag };
    } catch (error) {
      const status = statusOf(error);
      const isGone = status === NOT_FOUND && nameOf(error) === 'NoSuchKey';
      if (condition !== null && status !== null && (CONFLICTS.has(status) || isGone)) return 'conflict';
      throw this.errorOf('written', key, error);
    }
  }

  private errorOf(what: 'read' | 'written', key: string, error: unknown): StoreError {
    const { bucket, prefix } = this.setting;
    const advice =
      statusOf(error) === 403
        ? '; the role needs s3:GetObject, s3:PutObject and, to be told that an object is not there, s3:ListBucket'
        : '';
    const words = `${statusOf(error) ?? 'no answer'}: ${nameOf(error)}${advice}`;
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

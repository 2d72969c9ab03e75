import type { S3Bucket, S3Object } from './s3-bucket';
import { readS3Part } from './s3-reader';
import type { ObjectParts } from './source';

/** Requests for parts of one object that are under way at a time. */
const REQUESTS_AT_ONCE = 4;

/** Any part of an object of a bucket, by ranged requests, few of them at a time. */
export class S3Parts implements ObjectParts {
  readonly size: number;
  private readonly bucket: S3Bucket;
  private readonly object: Omit<S3Object, 'modified'>;
  private readonly signal: AbortSignal;
  private underWay = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(bucket: S3Bucket, object: Omit<S3Object, 'modified'>, signal: AbortSignal) {
    this.bucket = bucket;
    this.object = object;
    this.size = object.size;
    this.signal = signal;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    if (this.underWay === REQUESTS_AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.underWay++;
    try {
      return await readS3Part(this.bucket, this.object, { start, end }, this.signal);
    } finally {
      // The place goes to who waits longest.
      const next = this.waiting.shift();
      if (next === undefined) this.underWay--;
      else next();
    }
  }

  close(): void {}
}

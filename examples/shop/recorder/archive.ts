import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

export interface Upload {
  readonly format: 'json' | 'protobuf';
  /** The body as it arrived. */
  readonly body: Buffer;
  readonly gzipped: boolean;
}

/**
 * Stores one request as one object under the key that the Collector's S3 exporter gives it: partitioned by the
 * time of the upload, in UTC. JSON is always stored compressed, protobuf as it came.
 */
export async function store(directory: string, upload: Upload, now: Date): Promise<void> {
  const compressing = upload.format === 'json' && !upload.gzipped;
  const body = compressing ? await compress(upload.body) : upload.body;
  const extension = upload.format === 'json' ? 'json' : 'binpb';
  const suffix = compressing || upload.gzipped ? '.gz' : '';
  const path = join(directory, partition(now), `traces_${randomInt(1e8, 1e9)}.${extension}${suffix}`);
  await mkdir(dirname(path), { recursive: true });
  // An object is never written over: a second one under the same number is an error, not a loss.
  await writeFile(path, body, { flag: 'wx' });
}

/** `year=2026/month=01/day=31/hour=23/minute=59` */
export function partition(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const [year, month, day] = date.split('-');
  const [hour, minute] = clock.split(':');
  return `year=${year}/month=${month}/day=${day}/hour=${hour}/minute=${minute}`;
}

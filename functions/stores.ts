import { S3ObjectStore } from '../lib/publish/s3-store';
import type { ObjectStore } from '../lib/publish/store';

const stores = new Map<string, ObjectStore>();

/** The bucket of reports and state; its connections are kept between invocations. */
export function reportStore(bucket: string): ObjectStore {
  const known = stores.get(bucket);
  if (known !== undefined) return known;
  const setting = { bucket, prefix: '', kmsKeyId: null };
  const store = new S3ObjectStore(setting, { forcePathStyle: hasOtherServer() });
  stores.set(bucket, store);
  return store;
}

/** Servers other than Amazon's seldom have a host name for each bucket. */
function hasOtherServer(): boolean {
  const { AWS_ENDPOINT_URL_S3 = '', AWS_ENDPOINT_URL = '' } = process.env;
  return AWS_ENDPOINT_URL_S3 !== '' || AWS_ENDPOINT_URL !== '';
}

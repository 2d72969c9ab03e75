import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Stores all files of a folder below a prefix, by their paths within it. */
export async function upload(
  client: S3Client,
  bucket: string,
  prefix: string,
  folder: string,
): Promise<void> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const entry of files) {
    const file = path.join(entry.parentPath, entry.name);
    const Key = prefix + path.relative(folder, file);
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: readFileSync(file) }));
  }
}

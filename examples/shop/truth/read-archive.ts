import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readJson } from './json';
import { readProtobuf } from './protobuf';
import type { StoredSpan } from './stored-span';

export interface ArchiveContent {
  readonly objects: { readonly json: number; readonly protobuf: number };
  /** Bytes on disk. */
  readonly bytes: number;
  /** In the order of the keys; a span that was sent twice is here twice. */
  readonly spans: readonly StoredSpan[];
}

/** Reads an archive back from the disk, so that what counts as stored is what anyone can read. */
export async function readArchive(directory: string): Promise<ArchiveContent> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const objects = { json: 0, protobuf: 0 };
  const spans: StoredSpan[] = [];
  let size = 0;
  for (const path of paths.sort()) {
    const stored = await readFile(path);
    size += stored.length;
    const bytes = path.endsWith('.gz') ? gunzipSync(stored) : stored;
    const json = path.includes('.json');
    objects[json ? 'json' : 'protobuf']++;
    spans.push(...(json ? readJson(bytes) : readProtobuf(bytes)));
  }
  return { objects, bytes: size, spans };
}

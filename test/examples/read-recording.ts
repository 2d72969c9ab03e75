import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RecordedSpan } from './recorded-span';
import { walkJson } from './walk-json';
import { walkProtobuf } from './walk-protobuf';

const RECORDINGS = join(__dirname, '../../examples/shop/recordings');

/** `year=2026/month=01/day=31/hour=23/minute=59/traces_123456789.json.gz` */
const KEY =
  /^year=\d{4}\/month=\d\d\/day=\d\d\/hour=\d\d\/minute=\d\d\/traces_\d{9}\.(json\.gz|binpb(\.gz)?)$/;

export interface ArchiveObject {
  readonly key: string;
  readonly spans: readonly RecordedSpan[];
}

/** Every object of a recording's archive; one that cannot be read is an error. */
export function readObjects(recording: string): ArchiveObject[] {
  const archive = join(RECORDINGS, recording, 'archive');
  const keys = readdirSync(archive, { recursive: true, encoding: 'utf8' }).filter((key) =>
    key.includes('traces_'),
  );
  return keys.sort().map((key) => {
    if (!KEY.test(key)) throw new Error(`${key} is no key of the Collector's S3 exporter`);
    const stored = readFileSync(join(archive, key));
    const bytes = key.endsWith('.gz') ? gunzipSync(stored) : stored;
    return { key, spans: key.includes('.json') ? walkJson(bytes) : walkProtobuf(bytes) };
  });
}

export function readTruth(recording: string): unknown {
  return JSON.parse(readFileSync(join(RECORDINGS, recording, 'truth.json'), 'utf8'));
}

/** Bytes of all files of a recording. */
export function recordingSize(recording: string): number {
  const entries = readdirSync(join(RECORDINGS, recording), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name)).length, 0);
}

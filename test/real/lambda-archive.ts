import { gzipSync } from 'node:zlib';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type ArchivedSpan, otlpLine } from '../audit/archives';

const MINUTE = 60_000;
/** A shop's `orders` answers the gateway: its server span, and the work that it does. */
const SERVER = 2;
const CLIENT = 3;
const PUTS_AT_ONCE = 64;

/** A window of an archive and what is true of it. */
export interface ArchivedWindow {
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly minutes: number;
  readonly traces: number;
  /** So many of the traces have a span of `orders` whose parent, of `orders` as well, was never stored. */
  readonly broken: number;
  /** Objects, spread over the minutes. */
  readonly objects: number;
}

/** Traces of a window by object: the n-th trace begins in the middle of the n-th part of the window. */
function objectsOf({
  start,
  minutes,
  traces,
  broken,
  objects,
}: ArchivedWindow): { at: number; lines: string[] }[] {
  const length = minutes * MINUTE;
  const made = Array.from({ length: objects }, (_, index) => ({
    at: start + Math.floor((index * length) / objects),
    lines: [] as string[],
  }));
  for (let index = 0; index < traces; index++) {
    const at = Math.floor(start + ((index + 0.5) * length) / traces);
    made[Math.floor((index * objects) / traces)]?.lines.push(
      otlpLine(traceOf(start, index, at, index < broken)),
    );
  }
  return made;
}

function traceOf(start: number, index: number, at: number, isBroken: boolean): ArchivedSpan[] {
  const trace = `${(start / MINUTE).toString(16)}${(index + 1).toString(16).padStart(6, '0')}`;
  return [
    { trace, id: '1', service: 'gateway', kind: SERVER, start: at, end: at + 100 },
    { trace, id: '2', parent: '1', service: 'gateway', kind: CLIENT, start: at + 10, end: at + 90 },
    { trace, id: '3', parent: '2', service: 'orders', kind: SERVER, start: at + 20, end: at + 80 },
    { trace, id: '4', parent: isBroken ? '9' : '3', service: 'orders', start: at + 30, end: at + 40 },
  ];
}

/** Where the Collector's S3 exporter puts what came at that time. */
export function partitionOf(time: number): string {
  const [year, month, day, hour, minute] = new Date(time).toISOString().split(/[-T:]/);
  return `year=${year}/month=${month}/day=${day}/hour=${hour}/minute=${minute}`;
}

/** Stores a window below a prefix, OTLP JSON lines in gzip. @returns the keys */
export async function archive(
  client: S3Client,
  bucket: string,
  prefix: string,
  window: ArchivedWindow,
): Promise<string[]> {
  const files = objectsOf(window).map(({ at, lines }, index) => ({
    key: `${prefix}${partitionOf(at)}/traces_${index}.json.gz`,
    body: gzipSync(`${lines.join('\n')}\n`),
  }));
  for (let first = 0; first < files.length; first += PUTS_AT_ONCE)
    await Promise.all(
      files
        .slice(first, first + PUTS_AT_ONCE)
        .map(({ key, body }) => client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))),
    );
  return files.map(({ key }) => key);
}

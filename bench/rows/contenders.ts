import type { Archive } from '../archives';
import type { Counts, Job } from '../jobs/job';
import { Contender } from '../measure';

/** What an audit of a whole archive must find. */
const FOUND = [
  'spans',
  'orphans',
  'missingParents',
  'tracesWithOrphans',
  'rootless',
  'resends',
  'complete',
  'incomplete',
  'spansWritten',
  'objects',
] as const;

/** Ours, with its defaults unless options say otherwise (`threads: 1`: all in one thread). */
export function ours(
  archive: Archive,
  name = 'tracewarden',
  options: Pick<Extract<Job, { kind: 'audit' }>, 'threads' | 'before' | 'isCold' | 'onOneCore'> = {},
): Contender {
  const { directory, truth } = archive;
  const job = { kind: 'audit', directory, ...options } as const;
  return new Contender(name, job, { ...pick(truth, FOUND), problems: 0, sampleRate: 1 });
}

/** JSON.parse of each line. */
export function floor({ directory, truth }: Archive): Contender {
  return new Contender('JSON.parse', { kind: 'json-parse', directory }, pick(truth, ['requests']));
}

/** Decoding alone by protobufjs. */
export function protobufjs({ directory, truth }: Archive): Contender {
  return new Contender(
    'protobufjs',
    { kind: 'protobufjs', directory },
    pick(truth, ['requests', 'spansWritten']),
  );
}

/** Counting orphans in SQL. */
export function duckdb({ directory, truth }: Archive): Contender {
  return new Contender('DuckDB', { kind: 'duckdb', directory }, pick(truth, ['orphans']));
}

/** Some of the truth. */
export function pick(truth: Counts, keys: readonly string[]): Counts {
  return Object.fromEntries(keys.map((key) => [key, truth[key] ?? Number.NaN]));
}

import { availableParallelism } from 'node:os';
import { PoolMap, type SpanTable } from '../model/table';
import { openSource } from '../sources';
import type { SourceSpec } from '../sources/source';
import { Intake, type ReadProgress } from './intake';
import type { ReadJob } from './messages';
import { type ObjectLimits, type ObjectOutcome, readObject } from './object-reader';
import { Outlet } from './outlet';
import { readInThreads } from './threads';

/** How to read. */
export interface ReadOptions {
  readonly sources: readonly SourceSpec[];
  readonly limits: ObjectLimits;
  /** Share of traces to keep to begin with, as a threshold. */
  readonly threshold: number;
  /** Rows that the table may have; beyond it the threshold is halved. */
  readonly maxRows: number;
  /** Threads that read, this one among them; null: as many as there are processors, where it is worth it. */
  readonly threads: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadProgress) => void;
}

/** What was read. */
export interface ReadResult {
  readonly table: SpanTable;
  readonly outcomes: readonly ObjectOutcome[];
  /** The threshold in force at the end. */
  readonly threshold: number;
}

/** Gives the next job, or none when all are taken. */
export type NextJob = () => ReadJob | undefined;

/**
 * Stored bytes below which a further thread costs more than it saves: each has its code compiled anew, which takes
 * as long as decoding about 200 MB. Objects of a bucket cost more than their bytes.
 */
const WORTH_THREADS = {
  path: 256 * 1024 * 1024,
  stdin: Number.POSITIVE_INFINITY,
  s3: 16 * 1024 * 1024,
} as const;
/** Objects that one thread reads at a time: hides the time that a request takes to be answered. */
const OBJECTS_AT_ONCE = { path: 2, stdin: 1, s3: 8 } as const;

/** Reads all jobs, in threads where that is worth it. Order does not matter to the result. */
export async function readObjects(jobs: readonly ReadJob[], options: ReadOptions): Promise<ReadResult> {
  const intake = new Intake(options.threshold, options.maxRows, options.onProgress);
  const isStream = (job: ReadJob) => options.sources[job.source]?.kind === 'stdin';
  const streams = jobs.filter(isStream);
  // Taken from the end: the largest first, so that no thread is left alone with a large one at the end.
  const others = jobs
    .filter((job) => !isStream(job))
    .sort((a, b) => (a.listed.size ?? 0) - (b.listed.size ?? 0) || b.object - a.object);
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const shared = { ...options, signal };
  const helpers = threadsFor(others, options.sources, options.threads) - 1;
  try {
    await Promise.all([
      readHere(() => streams.pop() ?? others.pop(), intake, shared),
      helpers > 0 && readInThreads(() => others.pop(), helpers, intake, shared),
    ]);
  } catch (error) {
    failure.abort(error);
    throw error;
  }
  const outcomes = intake.outcomes.sort((a, b) => a.object - b.object);
  return { table: intake.table, outcomes, threshold: intake.threshold };
}

/** Objects that one thread reads at a time. */
export function objectsAtOnce(sources: readonly SourceSpec[]): number {
  return Math.max(...sources.map(({ kind }) => OBJECTS_AT_ONCE[kind]));
}

function threadsFor(jobs: readonly ReadJob[], sources: readonly SourceSpec[], wanted: number | null): number {
  if (wanted !== null) return Math.min(wanted, jobs.length);
  const bytes = jobs.reduce((sum, job) => sum + (job.listed.size ?? 0), 0);
  const worth = Math.min(...sources.map(({ kind }) => WORTH_THREADS[kind]));
  return bytes < worth ? 1 : Math.min(availableParallelism(), jobs.length);
}

async function readHere(next: NextJob, intake: Intake, options: ReadOptions): Promise<void> {
  const pools = new PoolMap(intake.table);
  const outlet = new Outlet((delivery) => Promise.resolve(intake.take(delivery, pools)));
  outlet.threshold = intake.threshold;
  intake.onLowered.push((threshold) => {
    outlet.threshold = threshold;
  });
  const sources = options.sources.map((spec) => openSource(spec));
  const readOn = async (): Promise<void> => {
    for (let job = next(); job !== undefined; job = next()) {
      options.signal.throwIfAborted();
      const source = sources[job.source];
      if (source === undefined) throw new Error(`no source number ${job.source}`);
      intake.done(await readObject(source, job.listed, job.object, outlet, options.limits, options.signal));
    }
  };
  try {
    await Promise.all(Array.from({ length: objectsAtOnce(options.sources) }, readOn));
    await outlet.flush();
  } finally {
    for (const source of sources) source.close();
  }
}

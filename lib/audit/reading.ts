import { availableParallelism } from 'node:os';
import { PoolMap } from '../model/pool-map';
import { SpanTable } from '../model/table';
import { shareOfSelection } from '../sampling/trace-selection';
import { openSource } from '../sources';
import type { SourceSpec } from '../sources/source';
import type { LiveFacts } from '../sources/tempo/facts';
import { Deliveries } from './deliveries';
import { Intake } from './intake';
import { costOf, JobQueue } from './job-queue';
import { joinOutcomes } from './join-outcomes';
import { cutter, mayBeCut, partBytesFor, piecesOf } from './line-parts';
import { liveFactsOf } from './live-facts';
import { type ObjectOutcome, readObject } from './object-reader';
import { Outlet } from './outlet';
import type { ReadJob } from './read-job';
import { objectsAtOnceHere, type ReadOptions } from './read-options';
import { readInThreads } from './threads';

/** What was read. */
export interface ReadResult {
  readonly table: SpanTable;
  readonly outcomes: readonly ObjectOutcome[];
  /** The threshold in force at the end. */
  readonly threshold: number;
  /** The share of all traces that was kept, above 0 to 1. */
  readonly sampleRate: number;
  /** Spans of the one trace wanted that found no room. */
  readonly spansLeftOut: number;
  /** What the sources that ask a running server did there, by the source's number. */
  readonly live: ReadonlyMap<number, LiveFacts>;
}

/**
 * What all objects cost, in bytes, below which a further thread costs more than it saves: each takes about 60 ms to
 * start, has its code compiled anew, and its spans cost the main thread more than its own. Of objects of a bucket the
 * stored bytes count, and they cost more.
 */
const WORTH_THREADS = {
  path: 352 * 1024 * 1024,
  stdin: Number.POSITIVE_INFINITY,
  s3: 16 * 1024 * 1024,
  // The server's answers are what takes time, and one limit on requests must hold for all of them.
  tempo: Number.POSITIVE_INFINITY,
} as const;

/** Kinds of sources that this thread alone reads. */
const READ_HERE: ReadonlySet<SourceSpec['kind'] | undefined> = new Set(['stdin', 'tempo']);

/** Reads all jobs into a table, in threads where that is worth it. Order does not matter to the result. */
export async function readObjects(
  jobs: readonly ReadJob[],
  options: ReadOptions,
  table = new SpanTable(),
): Promise<ReadResult> {
  const intake = new Intake(table, options);
  const live = await readJobs(jobs, intake, options);
  const more = (await options.more?.(joinOutcomes(intake.outcomes))) ?? [];
  // Those who judge next are there already.
  if (more.length > 0) await readJobs(more, intake, { ...options, nextWork: undefined });
  const outcomes = joinOutcomes(intake.outcomes);
  const { threshold, spansLeftOut } = intake;
  return {
    table,
    outcomes,
    threshold,
    sampleRate: shareOfSelection(options.selection, threshold),
    spansLeftOut,
    live,
  };
}

async function readJobs(
  jobs: readonly ReadJob[],
  intake: Intake,
  options: ReadOptions,
): Promise<Map<number, LiveFacts>> {
  const isStream = (job: ReadJob) => READ_HERE.has(options.sources[job.source]?.kind);
  const streams = jobs.filter(isStream);
  const others = jobs.filter((job) => !isStream(job));
  const threads = threadsFor(others, options.sources, options.threads);
  const bytes = others.reduce((sum, { listed }) => sum + (listed.size ?? 0), 0);
  const { partBytes = partBytesFor(bytes, threads) } = options;
  const isCuttable = (job: ReadJob) => mayBeCut(job, options.sources[job.source], partBytes);
  const pieces = others.reduce((sum, job) => sum + (isCuttable(job) ? piecesOf(job, partBytes) : 1), 0);
  const helpers = Math.min(threads, pieces) - 1;
  // One thread alone reads each object from its first byte to its last.
  const queue = new JobQueue(others, helpers > 0 ? { mayBeCut: isCuttable, partBytes } : undefined);
  const failure = new AbortController();
  const signal = AbortSignal.any([options.signal, failure.signal]);
  const shared = { ...options, signal };
  const deliveries = new Deliveries();
  try {
    // Threads take a while to start: they do so while the first object is read here.
    const inThreads = helpers > 0 && readInThreads(queue, helpers, intake, deliveries, shared);
    const here = readHere(streams, queue, intake, deliveries, shared);
    const [live] = await Promise.all([here, inThreads]);
    return live;
  } catch (error) {
    failure.abort(error);
    throw error;
  }
}

/** How many threads are worth it, if there is enough for each to do. */
function threadsFor(jobs: readonly ReadJob[], sources: readonly SourceSpec[], wanted: number | null): number {
  if (wanted !== null) return wanted;
  // What an object of a bucket costs beside its bytes is waiting, and one thread waits for several at a time.
  const isFiles = sources.every(({ kind }) => kind === 'path');
  const cost = jobs.reduce((sum, job) => sum + (isFiles ? costOf(job) : (job.listed.size ?? 0)), 0);
  const worth = Math.min(...sources.map(({ kind }) => WORTH_THREADS[kind]));
  return cost < worth ? 1 : availableParallelism();
}

async function readHere(
  streams: ReadJob[],
  queue: JobQueue,
  intake: Intake,
  deliveries: Deliveries,
  options: ReadOptions,
): Promise<Map<number, LiveFacts>> {
  const pools = new PoolMap(intake.table);
  const outlet: Outlet = new Outlet(options.selection, intake.table.memory, (delivery) => {
    intake.take(delivery, pools);
    outlet.giveBack(delivery);
    return deliveries.allTaken(options.signal);
  });
  intake.onLowered.push((threshold) => outlet.lowerTo(threshold));
  const sources = options.sources.map(options.open ?? openSource);
  const readOn = async (): Promise<void> => {
    const { limits, signal } = options;
    const next = () => streams.pop() ?? queue.take(signal);
    for (let job = await next(); job !== undefined; job = await next()) {
      signal.throwIfAborted();
      const { object, source: number } = job;
      const source = sources[number];
      if (source === undefined) throw new Error(`no source number ${number}`);
      const byLines = queue.isOpen(job)
        ? cutter(queue.partBytes, (format, from) => queue.cut(object, format, from))
        : undefined;
      intake.done(await readObject(source, job, outlet, limits, signal, byLines));
      queue.done(job);
    }
  };
  try {
    await Promise.all(Array.from({ length: objectsAtOnceHere(options.sources) }, readOn));
    await outlet.flush();
    return liveFactsOf(sources);
  } finally {
    for (const source of sources) source.close();
  }
}

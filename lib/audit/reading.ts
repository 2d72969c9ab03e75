import { availableParallelism } from 'node:os';
import { PoolMap, SpanTable } from '../model/table';
import { belowThreshold } from '../sampling/selection';
import { openSource } from '../sources';
import type { SourceSpec } from '../sources/source';
import type { ReadJob } from './messages';
import { type ObjectLimits, type ObjectOutcome, readObject } from './object-reader';
import { type Delivery, Outlet } from './outlet';
import { readInThreads } from './threads';

/** How to read. */
export interface ReadOptions {
  readonly sources: readonly SourceSpec[];
  readonly limits: ObjectLimits;
  /** Share of traces to keep to begin with, as a threshold. */
  readonly threshold: number;
  /** Rows that the table may have; beyond it the threshold is halved. */
  readonly maxRows: number;
  /** Reading threads besides this one; 1: none, this one reads. null: as many as there are processors, where it is worth it. */
  readonly threads: number | null;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadProgress) => void;
}

/** How far reading has come. */
export interface ReadProgress {
  readonly objectsRead: number;
  readonly bytesRead: number;
  readonly spansKept: number;
}

/** What was read. */
export interface ReadResult {
  readonly table: SpanTable;
  readonly outcomes: readonly ObjectOutcome[];
  /** The threshold in force at the end. */
  readonly threshold: number;
}

/** Stored bytes below which starting threads costs more than they save. */
const WORTH_THREADS = 8 * 1024 * 1024;
/** Objects that one thread reads at a time: hides the time that a request takes to be answered. */
export const OBJECTS_AT_ONCE = { path: 2, stdin: 1, s3: 8 } as const;

/** Takes deliveries into the table, thinning it out whenever it grows over its budget. */
export class Intake {
  readonly table = new SpanTable();
  readonly outcomes: ObjectOutcome[] = [];
  threshold: number;
  private readonly options: ReadOptions;
  private bytesRead = 0;

  constructor(options: ReadOptions) {
    this.options = options;
    this.threshold = options.threshold;
  }

  /** @returns whether the threshold was lowered */
  take(delivery: Delivery, pools: PoolMap): boolean {
    const { table, threshold } = this;
    pools.extend(delivery.texts, delivery.resources);
    // It may have been sent before its thread heard of the threshold in force.
    const keep = delivery.threshold > threshold ? belowThreshold(threshold) : undefined;
    table.append(delivery.columns, delivery.length, pools, keep);
    this.bytesRead += delivery.bytes;
    while (table.length > this.options.maxRows && this.threshold > 1) {
      this.threshold = Math.floor(this.threshold / 2);
      table.retain(belowThreshold(this.threshold));
    }
    this.report();
    return this.threshold < threshold;
  }

  done(outcome: ObjectOutcome): void {
    this.outcomes.push(outcome);
    this.report();
  }

  private report(): void {
    this.options.onProgress({
      objectsRead: this.outcomes.length,
      bytesRead: this.bytesRead,
      spansKept: this.table.length,
    });
  }
}

/** Reads all jobs, in threads where that is worth it. Order does not matter to the result. */
export async function readObjects(jobs: readonly ReadJob[], options: ReadOptions): Promise<ReadResult> {
  const intake = new Intake(options);
  const isStream = (job: ReadJob) => options.sources[job.source]?.kind === 'stdin';
  const threads = threadsFor(jobs, options.threads);
  await readHere(threads > 0 ? jobs.filter(isStream) : jobs, intake, options);
  if (threads > 0) {
    await readInThreads(
      jobs.filter((job) => !isStream(job)),
      threads,
      intake,
      options,
    );
  }
  const outcomes = intake.outcomes.sort((a, b) => a.object - b.object);
  return { table: intake.table, outcomes, threshold: intake.threshold };
}

function threadsFor(jobs: readonly ReadJob[], wanted: number | null): number {
  if (wanted !== null) return wanted > 1 ? Math.min(wanted, jobs.length) : 0;
  const bytes = jobs.reduce((sum, job) => sum + (job.listed.size ?? 0), 0);
  const processors = availableParallelism();
  return bytes < WORTH_THREADS || processors < 2 ? 0 : Math.min(processors, jobs.length);
}

async function readHere(jobs: readonly ReadJob[], intake: Intake, options: ReadOptions): Promise<void> {
  if (jobs.length === 0) return;
  const pools = new PoolMap(intake.table);
  const outlet = new Outlet((delivery) => {
    intake.take(delivery, pools);
    outlet.threshold = intake.threshold;
    return Promise.resolve();
  });
  outlet.threshold = intake.threshold;
  const sources = options.sources.map((spec) => openSource(spec));
  const waiting = [...jobs].reverse();
  const readNext = async (): Promise<void> => {
    for (let job = waiting.pop(); job !== undefined; job = waiting.pop()) {
      options.signal.throwIfAborted();
      const source = sources[job.source];
      if (source === undefined) throw new Error(`no source number ${job.source}`);
      intake.done(await readObject(source, job.listed, job.object, outlet, options.limits, options.signal));
    }
  };
  try {
    const atOnce = Math.max(...options.sources.map((source) => OBJECTS_AT_ONCE[source.kind]));
    await Promise.all(Array.from({ length: atOnce }, readNext));
    await outlet.flush();
  } finally {
    for (const source of sources) source.close();
  }
}

import { checksNamed, needsOf } from '../checks';
import type { EffectiveConfig } from '../config/effective';
import type { TraceSelection } from '../sampling/trace-selection';
import type { Source, SourceSpec } from '../sources/source';
import type { NextWork } from './judging-work';
import { rowBudget } from './memory';
import type { ObjectLimits, ObjectOutcome } from './object-reader';
import type { ReadJob } from './read-job';

/** How far reading has come. */
export interface ReadProgress {
  readonly objectsRead: number;
  readonly bytesRead: number;
  readonly spansKept: number;
}

/** How to read. */
export interface ReadOptions {
  readonly sources: readonly SourceSpec[];
  readonly limits: ObjectLimits;
  /** Which traces are kept to begin with. */
  readonly selection: TraceSelection;
  /** Rows that the table may have; beyond it the threshold is halved; of one trace, what has no room is left out. */
  readonly maxRows: number;
  /** Threads that read, this one among them; null: as many as there are processors, where it is worth it. */
  readonly threads: number | null;
  /** Bytes of the parts in which several threads read one large object of lines; absent: as it is worth it. */
  readonly partBytes?: number;
  /** Gives each further thread that reads what it does next; absent: nothing. */
  readonly nextWork?: (() => NextWork) | undefined;
  /** After all jobs were read: what is to be read besides. */
  readonly more?: (outcomes: readonly ObjectOutcome[]) => Promise<readonly ReadJob[]>;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ReadProgress) => void;
  /** How this thread opens sources, where not as usual; other threads always do as usual. */
  readonly open?: (spec: SourceSpec) => Source;
}

/** How a configuration has its sources read. */
export function readOptionsOf(
  config: EffectiveConfig,
  rest: Pick<ReadOptions, 'sources' | 'selection' | 'more' | 'signal' | 'onProgress'>,
): ReadOptions {
  return {
    ...rest,
    limits: { maxObjectBytes: config.maxObjectSize, needs: needsOf(checksNamed(config.checks)) },
    maxRows: rowBudget(config.maxMemory === 'auto' ? null : config.maxMemory),
    threads: config.threads === 'auto' ? null : config.threads,
  };
}

/**
 * Objects that a reading thread has at a time: hides the time that a request takes to be answered, be it by a server or,
 * for the next object, by the main thread.
 */
const OBJECTS_AT_ONCE = { path: 2, stdin: 1, s3: 8 } as const;

/** So many times as many reads of a Tempo wait as it answers: one is asked while another is decoded. */
const READS_A_CONNECTION = 2;

/** Objects that a reading thread has at a time. */
export function objectsAtOnce(sources: readonly SourceSpec[]): number {
  return Math.max(
    ...sources.map((spec) =>
      spec.kind === 'tempo' ? READS_A_CONNECTION * spec.concurrency : OBJECTS_AT_ONCE[spec.kind],
    ),
  );
}

/** Objects that the main thread reads at a time: of files one, since a file is read by calls that do not wait. */
export function objectsAtOnceHere(sources: readonly SourceSpec[]): number {
  return sources.every(({ kind }) => kind === 'path') ? 1 : objectsAtOnce(sources);
}

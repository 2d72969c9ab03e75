import { partsFrom } from './line-parts';
import type { ReadJob } from './read-job';

/**
 * What an object costs beside its content, in bytes of content: opening it, finding out its format, making what
 * decompresses and decodes it takes as long as decoding so many.
 */
const OBJECT_BYTES = 32 * 1024;
/**
 * Names tell nothing of formats, but they are all that is known before: what seems to be compressed costs so many times
 * its size.
 */
const UNPACKED = 12;
const SEEMS_COMPRESSED = /\.(gz|zst|zstd)$/i;
/** Of what is left, the share that one who reads is given ahead, and the most of that. */
const AHEAD = 1 / 8;
const MOST_AHEAD = 8 * 1024 * 1024;

/** What reading an object, or a part of it, costs, in bytes. */
export function costOf({ listed, lines }: ReadJob): number {
  if (lines !== undefined) return lines.to - lines.from + OBJECT_BYTES;
  return (listed.size ?? 0) * (SEEMS_COMPRESSED.test(listed.name) ? UNPACKED : 1) + OBJECT_BYTES;
}

/** How large objects are cut. */
export interface Cutting {
  readonly mayBeCut: (job: ReadJob) => boolean;
  readonly partBytes: number;
}

const NOT_CUT: Cutting = { mayBeCut: () => false, partBytes: Number.POSITIVE_INFINITY };

/**
 * The jobs that are left. All who read take from it, the largest first: so nobody is left alone with a large one. Whoever
 * begins a large object and finds that others can read its lines puts them here as parts; these are taken first.
 */
export class JobQueue {
  private readonly jobs: readonly ReadJob[];
  /** Bytes of the parts in which large objects are read. */
  readonly partBytes: number;
  private readonly mayBeCut: Cutting['mayBeCut'];
  private readonly parts: ReadJob[] = [];
  /** Objects that were begun and may still be cut, by number. */
  private readonly open = new Map<number, ReadJob>();
  private readonly listeners: (() => void)[] = [];
  private readonly waiting: (() => void)[] = [];
  private taken = 0;
  private costLeft: number;

  constructor(jobs: readonly ReadJob[], cutting: Cutting = NOT_CUT) {
    this.partBytes = cutting.partBytes;
    this.mayBeCut = cutting.mayBeCut;
    this.jobs = jobs.toSorted((a, b) => costOf(b) - costOf(a) || a.object - b.object);
    this.costLeft = jobs.reduce((sum, job) => sum + costOf(job), 0);
  }

  /** The next job; undefined where there is none now. */
  next(): ReadJob | undefined {
    const job = this.parts.shift() ?? this.jobs[this.taken];
    if (job === undefined) return undefined;
    this.costLeft -= costOf(job);
    if (job.lines !== undefined) return job;
    this.taken++;
    if (this.mayBeCut(job)) this.open.set(job.object, job);
    return job;
  }

  /** The next job, as soon as there is one; undefined where none will come. @throws the signal's reason */
  async take(signal: AbortSignal): Promise<ReadJob | undefined> {
    for (;;) {
      signal.throwIfAborted();
      const job = this.next();
      if (job !== undefined || this.isOver) return job;
      await new Promise<void>((resolve) => {
        this.waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  /** Whether there is no job now, and none will come. */
  get isOver(): boolean {
    return this.taken === this.jobs.length && this.parts.length === 0 && this.open.size === 0;
  }

  /** Calls `listener` whenever there are more jobs, or it is known that there are none. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Whether a job is that of an object which may still be cut. */
  isOpen({ object, lines }: ReadJob): boolean {
    return lines === undefined && this.open.has(object);
  }

  /** Cuts an object whose lines can be read by themselves: those that begin at `from` or later are jobs now. */
  cut(object: number, format: string, from: number): void {
    const job = this.open.get(object);
    if (job === undefined) throw new Error(`object ${object} is not to be cut`);
    for (const part of partsFrom(job, format, from, this.partBytes)) {
      this.parts.push(part);
      this.costLeft += costOf(part);
    }
    this.close(object);
  }

  /** A job was done: its object is not cut any more. */
  done(job: Pick<ReadJob, 'object' | 'lines'>): void {
    if (job.lines === undefined && this.open.has(job.object)) this.close(job.object);
  }

  /** How much one of `readers` may have ahead: enough not to wait for more, and less the nearer the end is. */
  aheadFor(readers: number): number {
    return Math.min(MOST_AHEAD, (this.costLeft * AHEAD) / readers);
  }

  private close(object: number): void {
    this.open.delete(object);
    for (const tell of [...this.listeners, ...this.waiting.splice(0)]) tell();
  }
}

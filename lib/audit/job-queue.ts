import type { ReadJob } from './messages';

/**
 * What an object costs beside its content, in bytes of content: opening it, finding out its format, making what
 * decompresses and decodes it takes a tenth of a millisecond.
 */
const OBJECT_BYTES = 128 * 1024;
/** Of what is left, the share that one who reads is given ahead, and the most of that. */
const AHEAD = 1 / 8;
const MOST_AHEAD = 8 * 1024 * 1024;

/** What reading an object costs, in bytes. */
export function costOf({ listed }: ReadJob): number {
  return (listed.size ?? 0) + OBJECT_BYTES;
}

/** The jobs that are left. All who read take from it, the largest first: so nobody is left alone with a large one. */
export class JobQueue {
  private readonly jobs: readonly ReadJob[];
  private taken = 0;
  private costLeft: number;

  constructor(jobs: readonly ReadJob[]) {
    this.jobs = jobs.toSorted((a, b) => costOf(b) - costOf(a) || a.object - b.object);
    this.costLeft = jobs.reduce((sum, job) => sum + costOf(job), 0);
  }

  /** The next job; undefined where none is left. */
  next(): ReadJob | undefined {
    const job = this.jobs[this.taken];
    if (job === undefined) return undefined;
    this.taken++;
    this.costLeft -= costOf(job);
    return job;
  }

  get isEmpty(): boolean {
    return this.taken === this.jobs.length;
  }

  /** How much one of `readers` may have ahead: enough not to wait for more, and less the nearer the end is. */
  aheadFor(readers: number): number {
    return Math.min(MOST_AHEAD, (this.costLeft * AHEAD) / readers);
  }
}

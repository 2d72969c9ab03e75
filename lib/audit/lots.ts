import { costOf, type JobQueue } from './job-queue';
import type { ReadJob } from './read-job';

/**
 * Jobs for one reader that asks for them by messages: several at a time where they are small, since the answer to a
 * message may take longer than reading them.
 */
export class Lots {
  private readonly queue: JobQueue;
  private readonly atOnce: number;
  private readonly readers: number;
  /** What the reader has that it is not done with: the cost of each, and of all. */
  private readonly costs = new Map<string, number>();
  private cost = 0;

  /**
   * @param atOnce jobs that the reader reads at the same time: it has at least so many
   * @param readers all who take from the queue
   */
  constructor(queue: JobQueue, atOnce: number, readers: number) {
    this.queue = queue;
    this.atOnce = atOnce;
    this.readers = readers;
  }

  /** The jobs to be given now; none while the reader has enough. */
  next(): ReadJob[] {
    const ahead = this.queue.aheadFor(this.readers);
    const lot: ReadJob[] = [];
    if (this.costs.size >= this.atOnce && this.cost > ahead / 2) return lot;
    while (this.costs.size < this.atOnce || this.cost < ahead) {
      const job = this.queue.next();
      if (job === undefined) break;
      lot.push(job);
      this.costs.set(keyOf(job.object, job.lines?.from ?? 0), costOf(job));
      this.cost += costOf(job);
    }
    return lot;
  }

  /** Whether no more will come. */
  get areOver(): boolean {
    return this.queue.isOver;
  }

  /** An object was read, or the part of it that begins at `from`. */
  done(object: number, from = 0): void {
    const key = keyOf(object, from);
    this.cost -= this.costs.get(key) ?? 0;
    this.costs.delete(key);
  }
}

function keyOf(object: number, from: number): string {
  return `${object}:${from}`;
}

import { costOf, type JobQueue } from './job-queue';
import type { ReadJob } from './messages';

/**
 * Jobs for one reader that asks for them by messages: several at a time where they are small, since the answer to a
 * message may take longer than reading them.
 */
export class Lots {
  private readonly queue: JobQueue;
  private readonly atOnce: number;
  private readonly readers: number;
  /** What the reader has that it is not done with: the cost of each, by the object's number, and of all. */
  private readonly costs = new Map<number, number>();
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
      this.costs.set(job.object, costOf(job));
      this.cost += costOf(job);
    }
    return lot;
  }

  /** Whether no more will come. */
  get areOver(): boolean {
    return this.queue.isEmpty;
  }

  /** An object was read. */
  done(object: number): void {
    this.cost -= this.costs.get(object) ?? 0;
    this.costs.delete(object);
  }
}

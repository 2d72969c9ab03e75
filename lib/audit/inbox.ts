import type { ReadJob } from './read-job';

/** Jobs that a reading thread was given and has not begun. */
export class Inbox {
  private readonly jobs: ReadJob[] = [];
  private readonly waiting: (() => void)[] = [];
  private hasEnded = false;

  add(jobs: readonly ReadJob[]): void {
    this.jobs.push(...jobs);
    this.wake();
  }

  /** There will be no more. */
  end(): void {
    this.hasEnded = true;
    this.wake();
  }

  /** The next job, as soon as there is one; undefined where no more will come. */
  async next(): Promise<ReadJob | undefined> {
    while (this.jobs.length === 0 && !this.hasEnded)
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.jobs.shift();
  }

  private wake(): void {
    for (const resume of this.waiting.splice(0)) resume();
  }
}

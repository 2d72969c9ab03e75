import { setTimeout as sleep } from 'node:timers/promises';

/** Lets requests go at most so many a second, and holds all of them back while the server wants a rest. */
export class Pacer {
  private readonly interval: number;
  private next = 0;
  private rest = 0;

  /** @param perSecond null: no limit */
  constructor(perSecond: number | null) {
    this.interval = perSecond === null ? 0 : 1000 / perSecond;
  }

  /** Resolves when the next request may go. @throws the signal's reason */
  async turn(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const now = performance.now();
      const free = Math.max(this.next, this.rest);
      if (free <= now) {
        this.next = now + this.interval;
        return;
      }
      // Afterwards it is looked again: another one may have gone first, or a rest been asked for.
      await pause(free - now, signal);
    }
  }

  /** Holds back every request for so many milliseconds from now. */
  restFor(millis: number): void {
    this.rest = Math.max(this.rest, performance.now() + millis);
  }
}

/** Waits. @throws the signal's reason */
export async function pause(millis: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(millis, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}

import { setImmediate } from 'node:timers/promises';

/** Deliveries of reading threads on their way to the main thread: it takes them before it reads on by itself. */
export class Deliveries {
  /** How many were sent, by all threads; each counts its own here before it sends it. */
  readonly sent = new Int32Array(new SharedArrayBuffer(4));
  private taken = 0;

  take(): void {
    this.taken++;
  }

  /**
   * Waits until all that was sent so far is taken: a thread that has to wait does nothing, and the main thread always
   * has something of its own to do.
   * @throws the signal's reason
   */
  async allTaken(signal: AbortSignal): Promise<void> {
    const sent = Atomics.load(this.sent, 0);
    while (this.taken < sent) {
      await setImmediate();
      signal.throwIfAborted();
    }
  }
}

import { setTimeout as delay } from 'node:timers/promises';

/** Work that goes on until the signal is given. */
export type Loop = (stop: AbortSignal) => Promise<void>;

/** Waits, but not longer than until the signal. */
export async function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal: stop }).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Receiver } from '../recorder/receiver';
import type { Fault, Refusal } from './faults';
import type { Shop } from './shop';

/** Does to the running shop what a fault does from outside, until the signal is given. */
export async function inflict(
  fault: Fault,
  shop: Shop,
  receiver: Receiver,
  stop: AbortSignal,
): Promise<void> {
  try {
    if (fault.killedEverySeconds !== undefined)
      await crashAgainAndAgain(fault.role, fault.killedEverySeconds, shop, stop);
    if (fault.refusals !== undefined) await refuseAtTimes(fault.refusals, receiver, stop);
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

async function crashAgainAndAgain(
  role: string,
  seconds: number,
  shop: Shop,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    // Not in step with the export timer, which would make every crash cost the same.
    await delay(seconds * 1000 * (0.7 + 0.6 * Math.random()), undefined, { signal: stop });
    await shop.crash(role);
  }
}

async function refuseAtTimes(
  refusals: readonly Refusal[],
  receiver: Receiver,
  stop: AbortSignal,
): Promise<void> {
  const begin = Date.now();
  for (const { fromSecond, seconds, status } of refusals) {
    await delay(begin + fromSecond * 1000 - Date.now(), undefined, { signal: stop });
    receiver.refuse(status);
    try {
      await delay(seconds * 1000, undefined, { signal: stop });
    } finally {
      receiver.refuse(undefined);
    }
  }
}

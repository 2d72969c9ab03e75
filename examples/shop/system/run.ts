import { join } from 'node:path';
import { startReceiver } from '../recorder/receiver';
import { establishTruth } from '../truth/establish';
import type { Truth } from '../truth/model';
import type { Fault } from './faults';
import { inflict } from './inflict';
import { Shop } from './shop';
import { runTraffic } from './traffic';

export interface RunOptions {
  readonly recording: string;
  readonly faults: readonly Fault[];
  readonly seconds: number;
  /** Receives `archive/` and, for the time of the run, `ledgers/`. */
  readonly directory: string;
  readonly stop: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Runs the shop once under traffic and returns what became of its spans. No process is left behind. */
export async function runShop(options: RunOptions): Promise<Truth> {
  const { recording, faults, seconds, directory, progress } = options;
  const archive = join(directory, 'archive');
  const ledgers = join(directory, 'ledgers');
  const shared = await startReceiver(archive);
  // One team has a receiver of its own, so that an outage of it hits one service.
  const separate = await startReceiver(archive);
  const separateRole = 'reviews';

  const trouble = new AbortController();
  const stop = AbortSignal.any([options.stop, trouble.signal]);
  const shop = new Shop({
    endpoint: (role) => (role === separateRole ? separate : shared).endpoint,
    ledgers,
    faults,
    died: (error) => trouble.abort(error),
  });
  try {
    progress('starting the processes');
    await shop.start();
    const from = new Date();
    progress(`traffic for ${seconds} s`);
    const calm = new AbortController();
    const faulting = Promise.all(
      faults.map((fault) => inflict(fault, shop, separate, AbortSignal.any([stop, calm.signal]))),
    ).catch((error: unknown) => trouble.abort(error));
    const requests = await runTraffic(shop.address('gateway'), seconds, stop);
    calm.abort();
    await faulting;
    stop.throwIfAborted();
    progress('waiting for the queue, then stopping');
    await shop.drained(stop);
    await shop.stop();
    const recorded = { from: from.toISOString(), to: new Date().toISOString() };
    return await establishTruth(ledgers, archive, { recording, recorded, requests, faults });
  } catch (error) {
    // A process that died or a Ctrl-C says more than the request that failed of it.
    stop.throwIfAborted();
    throw error;
  } finally {
    await shop.killAll();
    await Promise.all([shared.close(), separate.close()]);
  }
}

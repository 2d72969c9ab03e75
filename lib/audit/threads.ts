import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PoolMap } from '../model/pool-map';
import type { Intake } from './intake';
import { buffersOf, type FromWorker, type ToWorker, type WorkerSetup } from './messages';
import type { Delivery } from './outlet';
import { type NextJob, objectsAtOnce, type ReadOptions } from './read-options';

/** Reads jobs in worker threads: each is given the next object when it is done with one. */
export async function readInThreads(
  next: NextJob,
  threads: number,
  intake: Intake,
  options: ReadOptions,
): Promise<void> {
  const setup: WorkerSetup = {
    sources: options.sources,
    limits: options.limits,
    selection: options.selection,
  };
  const workers = Array.from(
    { length: threads },
    () => new Worker(join(__dirname, 'worker.js'), { workerData: setup }),
  );
  intake.onLowered.push((threshold) => {
    for (const worker of workers) tell(worker, { type: 'threshold', threshold });
  });
  const aborted = new Promise<never>((_, reject) => {
    options.signal.addEventListener('abort', () => reject(options.signal.reason), { once: true });
  });
  try {
    options.signal.throwIfAborted();
    const served = workers.map((worker) => serve(worker, next, intake, objectsAtOnce(options.sources)));
    await Promise.race([Promise.all(served), aborted]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives a thread objects, up to `atOnce` at a time, and takes what it reads, until there are no more. */
function serve(worker: Worker, next: NextJob, intake: Intake, atOnce: number): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const pools = new PoolMap(intake.table);
    const giveNext = () => {
      const job = next();
      tell(worker, job === undefined ? { type: 'finish' } : { type: 'read', job });
    };
    worker.on('error', reject);
    worker.on('message', (message: FromWorker) => {
      switch (message.type) {
        case 'spans':
          intake.take(message.delivery, pools);
          giveBack(worker, message.delivery);
          return;
        case 'outcome':
          intake.done(message.outcome);
          giveNext();
          return;
        case 'finished':
          resolve();
      }
    });
    tell(worker, { type: 'threshold', threshold: intake.threshold });
    for (let count = 0; count < atOnce; count++) giveNext();
  });
}

/** Says that a delivery was taken; its columns go back, to be used again. */
function giveBack(worker: Worker, { columns, length }: Delivery): void {
  const message: ToWorker = { type: 'taken', delivery: { columns, length } };
  worker.postMessage(message, buffersOf(columns));
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

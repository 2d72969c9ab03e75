import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SPAN_KERNEL } from '../formats/kernel/kernel';
import { TABLE_KERNEL } from '../model/kernel/table-kernel';
import { PoolMap } from '../model/pool-map';
import type { Deliveries } from './deliveries';
import type { Intake } from './intake';
import { type FromWorker, received, type ToWorker, type WorkerSetup } from './messages';
import { type NextJob, objectsAtOnce, type ReadOptions } from './read-options';

/** Reads jobs in worker threads: each is given the next object when it is done with one. */
export async function readInThreads(
  next: NextJob,
  threads: number,
  intake: Intake,
  deliveries: Deliveries,
  options: ReadOptions,
): Promise<void> {
  const setup: WorkerSetup = {
    sources: options.sources,
    limits: options.limits,
    selection: options.selection,
    spanKernel: SPAN_KERNEL.compiled,
    memory: intake.table.memory.shared,
    tableKernel: TABLE_KERNEL.compiled,
    sent: deliveries.sent,
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
    const served = workers.map((worker) =>
      serve(worker, next, intake, { deliveries, atOnce: objectsAtOnce(options.sources) }),
    );
    await Promise.race([Promise.all(served), aborted]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Gives a thread objects, up to `atOnce` at a time, and takes what it reads, until there are no more. */
function serve(
  worker: Worker,
  next: NextJob,
  intake: Intake,
  { deliveries, atOnce }: { readonly deliveries: Deliveries; readonly atOnce: number },
): Promise<void> {
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
          deliveries.take();
          intake.take(received(message.delivery, intake.table.memory), pools);
          tell(worker, { type: 'taken' });
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

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

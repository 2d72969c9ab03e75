import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PoolMap } from '../model/table';
import type { FromWorker, ReadJob, ToWorker, WorkerSetup } from './messages';
import { type Intake, OBJECTS_AT_ONCE, type ReadOptions } from './reading';

/** Reads jobs in worker threads: each asks for the next object when it is done with one. */
export async function readInThreads(
  jobs: readonly ReadJob[],
  threads: number,
  intake: Intake,
  options: ReadOptions,
): Promise<void> {
  if (jobs.length === 0) return;
  // The largest first, so that no thread is left alone with a large one at the end.
  const waiting = [...jobs].sort((a, b) => (a.listed.size ?? 0) - (b.listed.size ?? 0));
  const setup: WorkerSetup = { sources: options.sources, limits: options.limits };
  const workers = Array.from(
    { length: threads },
    () => new Worker(join(__dirname, 'worker.js'), { workerData: setup }),
  );
  const stop = () => Promise.all(workers.map((worker) => worker.terminate()));
  const tellAll = (message: ToWorker) => workers.forEach((worker) => worker.postMessage(message));
  const serve = (worker: Worker) =>
    new Promise<void>((resolve, reject) => {
      const pools = new PoolMap(intake.table);
      const tell = (message: ToWorker) => worker.postMessage(message);
      const giveNext = () => {
        const job = waiting.pop();
        tell(job === undefined ? { type: 'finish' } : { type: 'read', job });
      };
      worker.on('error', reject);
      worker.on('message', (message: FromWorker) => {
        switch (message.type) {
          case 'spans':
            if (intake.take(message.delivery, pools)) {
              tellAll({ type: 'threshold', threshold: intake.threshold });
            }
            tell({ type: 'taken' });
            return;
          case 'outcome':
            intake.done(message.outcome);
            giveNext();
            return;
          case 'finished':
            resolve();
        }
      });
      tell({ type: 'threshold', threshold: intake.threshold });
      const atOnce = Math.max(...options.sources.map((source) => OBJECTS_AT_ONCE[source.kind]));
      for (let count = 0; count < atOnce; count++) giveNext();
    });
  const aborted = new Promise<never>((_, reject) => {
    options.signal.addEventListener('abort', () => reject(options.signal.reason), { once: true });
  });
  try {
    options.signal.throwIfAborted();
    await Promise.race([Promise.all(workers.map(serve)), aborted]);
  } finally {
    await stop();
  }
}

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { SPAN_KERNEL } from '../formats/kernel/kernel';
import { TABLE_KERNEL } from '../model/kernel/table-kernel';
import { PoolMap } from '../model/pool-map';
import type { Deliveries } from './deliveries';
import type { Intake } from './intake';
import type { JobQueue } from './job-queue';
import type { NextWork } from './judging-work';
import { Lots } from './lots';
import { type FromWorker, received, type ToWorker, type WorkerSetup } from './messages';
import { objectsAtOnce, type ReadOptions } from './read-options';

/**
 * Reads jobs in worker threads, while this one takes from the queue as well.
 * @param threads worker threads
 */
export async function readInThreads(
  queue: JobQueue,
  threads: number,
  intake: Intake,
  deliveries: Deliveries,
  options: ReadOptions,
): Promise<void> {
  const setup: Omit<WorkerSetup, 'judging'> = {
    sources: options.sources,
    limits: options.limits,
    atOnce: objectsAtOnce(options.sources),
    partBytes: queue.partBytes,
    selection: options.selection,
    spanKernel: SPAN_KERNEL.compiled,
    memory: intake.table.memory.shared,
    tableKernel: TABLE_KERNEL.compiled,
    sent: deliveries.sent,
  };
  const workers = Array.from({ length: threads }, () => startWorker(setup, options.nextWork?.()));
  intake.onLowered.push((threshold) => {
    for (const worker of workers) tell(worker, { type: 'threshold', threshold });
  });
  const aborted = new Promise<never>((_, reject) => {
    options.signal.addEventListener('abort', () => reject(options.signal.reason), { once: true });
  });
  try {
    options.signal.throwIfAborted();
    const served = workers.map((worker) =>
      serve(worker, queue, new Lots(queue, setup.atOnce, threads + 1), intake, deliveries),
    );
    await Promise.race([Promise.all(served), aborted]);
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw error;
  }
  // Those that do something else next are ended by whom they do it for.
  if (options.nextWork === undefined) await Promise.all(workers.map((worker) => worker.terminate()));
  else for (const worker of workers) worker.unref();
}

function startWorker(setup: Omit<WorkerSetup, 'judging'>, next: NextWork | undefined): Worker {
  const workerData: WorkerSetup = { ...setup, judging: next?.setup ?? null };
  const transferList = next === undefined ? [] : [next.setup.port];
  const worker = new Worker(join(__dirname, 'worker.js'), { workerData, transferList });
  next?.take(worker);
  return worker;
}

/** Gives a thread objects, and takes what it reads, until there are no more. */
function serve(
  worker: Worker,
  queue: JobQueue,
  lots: Lots,
  intake: Intake,
  deliveries: Deliveries,
): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const pools = new PoolMap(intake.table);
    let isLast = false;
    const giveMore = () => {
      if (isLast) return;
      const jobs = lots.next();
      if (jobs.length > 0) tell(worker, { type: 'read', jobs });
      isLast = lots.areOver;
      if (isLast) tell(worker, { type: 'finish' });
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
          lots.done(message.outcome.object, message.outcome.from);
          if (message.outcome.from === 0) queue.done(message.outcome);
          giveMore();
          return;
        case 'cut':
          queue.cut(message.object, message.format, message.from);
          return;
        case 'finished':
          resolve();
      }
    });
    queue.onChange(giveMore);
    tell(worker, { type: 'threshold', threshold: intake.threshold });
    giveMore();
  });
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

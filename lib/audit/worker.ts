import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { SPAN_KERNEL } from '../formats/kernel/kernel';
import { isPlaced } from '../model/kernel/placed-batch';
import { kernelIn, TABLE_KERNEL } from '../model/kernel/table-kernel';
import { TableMemory } from '../model/kernel/table-memory';
import { openToRead } from '../sources/open-to-read';
import { Inbox } from './inbox';
import { cutter, mayBeCut } from './line-parts';
import { type FromWorker, sendable, type ToWorker, type WorkerSetup } from './messages';
import { readObject } from './object-reader';
import { type Delivery, Outlet } from './outlet';

/** Deliveries under way before a thread waits for the main thread to take one. */
const MAX_UNDER_WAY = 4;

/** A reading thread: reads the objects that it is given and posts their spans. */
async function run(port: MessagePort, setup: WorkerSetup): Promise<void> {
  SPAN_KERNEL.use(setup.spanKernel);
  TABLE_KERNEL.use(setup.tableKernel);
  const sources = await Promise.all(setup.sources.map(openToRead));
  const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  const memory = new TableMemory(kernelIn(setup.memory), setup.memory);
  const signal = new AbortController().signal;
  const inbox = new Inbox();
  /** Sent and not yet taken, in that order. */
  const underWay: Delivery[] = [];
  let waiting: (() => void)[] = [];

  const outlet = new Outlet(setup.selection, memory, async (delivery) => {
    const { sent, buffers } = sendable(delivery);
    Atomics.add(setup.sent, 0, 1);
    post({ type: 'spans', delivery: sent }, buffers);
    underWay.push(delivery);
    while (underWay.length >= MAX_UNDER_WAY) await new Promise<void>((resolve) => waiting.push(resolve));
  });

  const giveBack = (taken: Delivery | undefined): void => {
    if (taken !== undefined && isPlaced(taken.columns)) outlet.giveBack(taken);
  };

  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'read':
        inbox.add(message.jobs);
        return;
      case 'finish':
        inbox.end();
        return;
      case 'threshold':
        outlet.lowerTo(message.threshold);
        return;
      case 'taken':
        giveBack(underWay.shift());
        for (const resume of waiting) resume();
        waiting = [];
    }
  });

  const readOn = async (): Promise<void> => {
    for (let job = await inbox.next(); job !== undefined; job = await inbox.next()) {
      const source = sources[job.source];
      if (source === undefined) throw new Error(`no source number ${job.source}`);
      const { object } = job;
      const byLines = mayBeCut(job, setup.sources[job.source], setup.partBytes)
        ? cutter(setup.partBytes, (format, from) => post({ type: 'cut', object, format, from }))
        : undefined;
      const outcome = await readObject(source, job, outlet, setup.limits, signal, byLines);
      post({ type: 'outcome', outcome });
    }
  };
  await Promise.all(Array.from({ length: setup.atOnce }, readOn));
  await outlet.flush();
  for (const source of sources) source.close();
  const next = setup.judging === null ? null : await import('./judge.js');
  post({ type: 'finished' });
  port.close();
  if (setup.judging !== null) next?.judge(setup.judging);
}

/** Out of the promise, so that the main thread sees it as the thread's error. */
function rethrow(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

const setup: WorkerSetup = workerData;
if (parentPort !== null) void run(parentPort, setup).catch(rethrow);

import { receiveMessageOnPort } from 'node:worker_threads';
import { SURVEY_KERNEL } from '../checks/kernel/survey-kernel';
import { kernelIn, TABLE_KERNEL, type TableExports } from '../model/kernel/table-kernel';
import { doWork, type JudgingAnswer, type JudgingSetup, JudgingWord, type JudgingWork } from './judging-work';

const { GIVEN, DONE } = JudgingWord;

/**
 * What a thread does that judges: it does the works that it is given, and sleeps until there is one. It never comes back
 * to its event loop, and ends when it is terminated.
 */
export function judge(setup: JudgingSetup): never {
  const { counters, port, memory, kernels } = setup;
  TABLE_KERNEL.use(kernels.table);
  SURVEY_KERNEL.use(kernels.survey);
  const kernel = kernelIn(memory);
  for (let done = 0; ; done++) {
    Atomics.add(counters, DONE, 1);
    Atomics.notify(counters, DONE);
    Atomics.wait(counters, GIVEN, done);
    const received: { readonly message: JudgingWork } | undefined = receiveMessageOnPort(port);
    if (received !== undefined) port.postMessage(answer(setup, kernel, received.message));
  }
}

function answer({ memory }: JudgingSetup, kernel: TableExports, work: JudgingWork): JudgingAnswer {
  try {
    return doWork(memory, kernel, work);
  } catch (error) {
    return { failure: String(error) };
  }
}

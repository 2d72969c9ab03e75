import type { MessagePort } from 'node:worker_threads';
import { type SurveyPlan, surveyor } from '../checks/kernel/survey-kernel';
import { assembleRange, type RangeOutcome, type RangeToAssemble } from '../model/kernel/assembled-range';
import type { CompiledKernel, SharedMemory } from '../model/kernel/kernels';
import type { TableExports } from '../model/kernel/table-kernel';

/** What a judging thread is started with. */
export interface JudgingSetup {
  /** Where works come from, and answers go. */
  readonly port: MessagePort;
  readonly memory: SharedMemory;
  /** Compiled once, for all threads. */
  readonly kernels: { readonly table: CompiledKernel; readonly survey: CompiledKernel };
  /** How many messages either side has sent: JudgingWord. Who waits for one sleeps until its number goes up. */
  readonly counters: Int32Array;
}

/** Of the counters of a judging thread. */
export const JudgingWord = {
  /** Works that the main thread has given. */
  GIVEN: 0,
  /** Works that the thread has done, and 1 when it is ready for the first. */
  DONE: 1,
} as const;

/** A part of the judging: traces to assemble, and to go over while they are at hand. */
export interface JudgingWork {
  readonly range: RangeToAssemble;
  readonly plan: SurveyPlan;
}

/** What came of it. */
export interface JudgingOutcome extends RangeOutcome {
  /** The address of what the one who followed knows. */
  readonly surveyed: number;
}

export type JudgingAnswer = JudgingOutcome | { readonly failure: string };

/** Does a part of the judging, with a kernel in the memory of the table. */
export function judgeRange(memory: SharedMemory, kernel: TableExports, work: JudgingWork): JudgingOutcome {
  const { address, follow } = surveyor(memory, work.plan);
  return { ...assembleRange(kernel, memory, work.range, follow), surveyed: address };
}

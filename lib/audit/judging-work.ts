import type { MessagePort, Worker } from 'node:worker_threads';
import { type SurveyPlan, surveyor } from '../checks/kernel/survey-kernel';
import { assembleRange, type RangeOutcome, type RangeToAssemble } from '../model/kernel/assembled-range';
import type { CompiledKernel, SharedMemory } from '../model/kernel/kernels';
import { type RowsToSort, sortRows } from '../model/kernel/sorted-rows';
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

/** A reading thread that is to judge when there is nothing left to read. */
export interface NextWork {
  /** What it is started with; the port is handed over. */
  readonly setup: JudgingSetup;
  /** Takes it over once it has started. */
  take(worker: Worker): void;
}

/** Of the counters of a judging thread. */
export const JudgingWord = {
  /** Works that the main thread has given. */
  GIVEN: 0,
  /** Works that the thread has done, and 1 when it is ready for the first. */
  DONE: 1,
} as const;

/** Traces to assemble, and to go over while they are at hand. */
export interface RangeToJudge {
  readonly range: RangeToAssemble;
  readonly plan: SurveyPlan;
}

/** What came of them. */
export interface JudgedRange extends RangeOutcome {
  /** The address of what the one who followed knows. */
  readonly surveyed: number;
}

/** A part of the judging; what comes of sorting is in the table's memory alone. */
export type JudgingWork = { readonly sort: RowsToSort } | { readonly judge: RangeToJudge };

export type JudgingAnswer =
  | { readonly sorted: true }
  | { readonly judged: JudgedRange }
  | { readonly failure: string };

/** Does a part of the judging, with a kernel in the memory of the table. */
export function doWork(memory: SharedMemory, kernel: TableExports, work: JudgingWork): JudgingAnswer {
  if ('judge' in work) return { judged: judgeRange(memory, kernel, work.judge) };
  sortRows(kernel, work.sort);
  return { sorted: true };
}

export function judgeRange(
  memory: SharedMemory,
  kernel: TableExports,
  { range, plan }: RangeToJudge,
): JudgedRange {
  const { address, follow } = surveyor(memory, plan);
  return { ...assembleRange(kernel, memory, range, follow), surveyed: address };
}

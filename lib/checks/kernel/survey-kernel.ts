import type { Follow } from '../../model/kernel/assembled-range';
import { addressFrom, KernelModule, type SharedMemory } from '../../model/kernel/kernels';
import type { TableMemory } from '../../model/kernel/table-memory';
import { KERNEL_MODULE } from './module';

/** What the compiled kernel (kernel/survey/index.ts) exports. Addresses are in the memory of the table. */
export interface SurveyExports {
  /** Returns the address of what will be known; 0 where there is no room. */
  startSurvey(
    block: number,
    traceFacts: number,
    begins: number,
    parentage: number,
    hosts: number,
    services: number,
    largest: number,
  ): number;
  /** Returns 0 where there was no room. */
  surveyTraces(from: number, to: number, end: number): number;
  /** Returns the address of what becomes of the orphans; 0 where there was no room. */
  settleOrphans(plan: number): number;
  readRows(
    block: number,
    traceIds: number,
    rows: number,
    length: number,
    traces: number,
    details: number,
  ): void;
  countTimes(
    details: number,
    length: number,
    start: number,
    width: number,
    buckets: number,
    times: number,
    counts: number,
  ): void;
}

/** The compiled kernel. */
export const SURVEY_KERNEL = new KernelModule<SurveyExports>(KERNEL_MODULE);

/** Where a survey writes, and what it needs to know; plain data. Addresses are in the memory of the table. */
export interface SurveyPlan {
  /** Where the addresses of the columns are (model/kernel/corpus-columns.ts). */
  readonly block: number;
  /** Half a word for each trace. */
  readonly traceFacts: number;
  /** A word for each trace: where it begins. */
  readonly begins: number;
  /** A byte for each row. */
  readonly parentage: number;
  /** The host number of each resource. */
  readonly hosts: number;
  readonly services: number;
  /** Spans of the largest trace. */
  readonly largest: number;
}

/** One who goes over some of the traces. */
export interface Surveyor {
  /** The address of what it will know; 0 where there was no room. */
  readonly address: number;
  readonly follow: Follow;
}

/** A new one, in this thread. */
export function surveyor(memory: SharedMemory, plan: SurveyPlan): Surveyor {
  const { block, traceFacts, begins, parentage, hosts, services, largest } = plan;
  const kernel = SURVEY_KERNEL.create({ env: { memory } });
  const address = addressFrom(
    kernel.startSurvey(block, traceFacts, begins, parentage, hosts, services, largest),
  );
  return { address, follow: (from, to, end) => address !== 0 && kernel.surveyTraces(from, to, end) !== 0 };
}

/** Words of what is counted of a service (kernel/survey/services.ts). */
const SERVICE_WORDS = 16;

/** What is counted of a service; the names of ServiceCounts (learned/span-survey.ts). */
export const ServiceWord = {
  traces: 1,
  roots: 2,
  orphans: 3,
  localChildren: 4,
  remoteChildren: 5,
  /** Spans of traces without a valid ID. */
  untraced: 6,
  kinds: 7,
  threshold: 8,
  rootedTraces: 9,
  localOrphans: 10,
  remoteOrphans: 11,
  entryOrphans: 12,
} as const;

/** TraceFact bits, and their combinations. */
const FACT_BITS = 9;
const FACT_COMBINATIONS = 1 << FACT_BITS;

/** Words of an unanswered call. */
export const UNANSWERED_WORDS = 3;

/** A cell's words: four of its key, four counts (kernel/survey/cells.ts). */
export const CELL_WORDS = 8;

/** What is known of some traces. Lists are in the order of rows. */
export interface SurveyedRange {
  /** By service: SERVICE_WORDS. */
  service(number: number, word: number): number;
  /** How many traces have which TraceFact bits: one number for each combination. */
  readonly factCounts: Uint32Array;
  /** Traces that have one of NOTED_FACTS (learned/span-survey.ts). */
  tracesWith(fact: number): Uint32Array;
  /** Rows with an invalid ID, or with an ID that several spans have. */
  readonly unusual: Uint32Array;
  /** Rows of spans whose parent is missing. */
  readonly orphans: Uint32Array;
  /** The trace of each. */
  readonly orphanTraces: Uint32Array;
  /** Rows of those that do not say whether their parent was in the same process. */
  readonly silent: Uint32Array;
  /** Different parents that are missing, each within its trace, but for those of crowded traces. */
  readonly missingParents: number;
  /** How many of those spans name their parent by an ID that is none. */
  readonly invalidParents: number;
  /** Traces with so many orphans that their parents were not compared. */
  readonly crowded: Uint32Array;
  /** Rows of spans without a start or an end, or that end before they start. */
  readonly badTimes: Uint32Array;
  /** Rows of spans that do not start while their parent in the same process runs. */
  readonly outside: Uint32Array;
  /** Rows of calls that start more than 10 ms before their caller. */
  readonly early: Uint32Array;
  /**
   * Three words for each CLIENT span that nobody answers: its row, the number of its cell in `operations`, and its facts
   * and threshold as the upper and the lower half of a word.
   */
  readonly unanswered: Uint32Array;
  /** Cells by caller, peer, span name, and the service that answers plus 1 (0: none). Counted: calls. */
  readonly operations: Uint32Array;
  /** Cells by calling and called service and both hosts. Counted: calls, with a start unset, comparable. */
  readonly hostCalls: Uint32Array;
  /** Cells by both hosts, where they differ. Counted: comparable calls, of them those out of place, traces. */
  readonly hostPairs: Uint32Array;
}

/**
 * What the kernel wrote at the address (kernel/survey/survey.ts).
 * @param gap how many rows earlier the spans stand since then
 */
export function surveyedAt(
  memory: TableMemory,
  address: number,
  services: number,
  gap: number,
): SurveyedRange {
  const words = memory.wordsAt(address, 12);
  const orphans = memory.wordsAt(words[4]!, 6);
  const noted = memory.wordsAt(words[2]!, FACT_BITS);
  const counts = memory.wordsAt(words[0]!, services * SERVICE_WORDS);
  const moved = (list: Uint32Array, step: number) =>
    gap === 0 ? list : list.map((value, index) => (index % step === 0 ? value - gap : value));
  const rows = (list: number) => moved(memory.listAt(list), 1);
  const cells = (address: number) => {
    const [at = 0, length = 0] = memory.wordsAt(address, 2);
    return memory.wordsAt(at, length * CELL_WORDS);
  };
  return {
    service: (number, word) => counts[number * SERVICE_WORDS + word]!,
    factCounts: memory.wordsAt(words[1]!, FACT_COMBINATIONS),
    tracesWith: (fact) => memory.listAt(noted[Math.log2(fact)]!),
    unusual: rows(words[3]!),
    orphans: rows(orphans[0]!),
    orphanTraces: memory.listAt(orphans[1]!),
    silent: rows(orphans[2]!),
    crowded: memory.listAt(orphans[3]!),
    missingParents: orphans[4]!,
    invalidParents: orphans[5]!,
    badTimes: rows(words[5]!),
    outside: rows(words[6]!),
    early: rows(words[7]!),
    unanswered: moved(memory.listAt(words[8]!), UNANSWERED_WORDS),
    operations: cells(words[9]!),
    hostCalls: cells(words[10]!),
    hostPairs: cells(words[11]!),
  };
}

import type { Corpus } from '../../model/corpus';
import { KernelModule } from '../../model/kernel/kernels';
import type { TableMemory } from '../../model/kernel/table-memory';
import { KERNEL_MODULE } from './module';

/** What the compiled kernel (kernel/survey/index.ts) exports. Addresses are in the memory of the table. */
interface SurveyExports {
  /** Returns the address of what will be known; 0 where there is no room. */
  startSurvey(
    block: number,
    traceFacts: number,
    firstRoot: number,
    parentage: number,
    hosts: number,
    services: number,
    largest: number,
  ): number;
  /** Returns 0 where there was no room. */
  surveyTraces(from: number, to: number): number;
}

const MODULE = new KernelModule<SurveyExports>(KERNEL_MODULE);

/** Traces that are gone over in one call of the kernel: it is compiled better between calls, not within one. */
const TRACES_AT_ONCE = 512;

/** What there is to go over, and which of it: traces `from` to `to`. Addresses are in the memory of the table. */
export interface RangeToSurvey {
  /** Where the addresses of the columns are (model/kernel/corpus-columns.ts). */
  readonly block: number;
  /** A byte for each trace. */
  readonly traceFacts: number;
  /** A word for each trace. */
  readonly firstRoot: number;
  /** A byte for each row. */
  readonly parentage: number;
  /** The host number of each resource. */
  readonly hosts: number;
  readonly services: number;
  /** Spans of the largest trace. */
  readonly largest: number;
  readonly from: number;
  readonly to: number;
}

/** Goes over some traces. @returns the address of what is known of them; 0 where there was no room */
export function surveyRange(memory: Corpus['memory']['shared'], range: RangeToSurvey): number {
  const { block, traceFacts, firstRoot, parentage, hosts, services, largest, from, to } = range;
  const kernel = MODULE.create({ env: { memory } });
  const address = kernel.startSurvey(block, traceFacts, firstRoot, parentage, hosts, services, largest);
  if (address === 0) return 0;
  for (let trace = from; trace < to; trace += TRACES_AT_ONCE) {
    if (kernel.surveyTraces(trace, Math.min(to, trace + TRACES_AT_ONCE)) === 0) return 0;
  }
  return address;
}

/** Words of what is counted of a service (kernel/survey/services.ts). */
const SERVICE_WORDS = 16;

/** What is counted of a service; the names of ServiceCounts (learned/spans.ts). */
export const ServiceWord = {
  spans: 1,
  traces: 2,
  roots: 3,
  orphans: 4,
  localChildren: 5,
  remoteChildren: 6,
  /** Spans of traces without a valid ID. */
  untraced: 7,
  kinds: 8,
  threshold: 9,
} as const;

/** A cell's words: four of its key, four counts (kernel/survey/cells.ts). */
export const CELL_WORDS = 8;

/** What is known of some traces. Lists are in the order of rows. */
export interface SurveyedRange {
  /** By service: SERVICE_WORDS. */
  service(number: number, word: number): number;
  /** Rows with an invalid ID, or with an ID that several spans have. */
  readonly unusual: Uint32Array;
  /** Pairs: the row of a span whose parent is missing, and its trace. */
  readonly orphans: Uint32Array;
  /** Rows of spans without a start or an end, or that end before they start. */
  readonly badTimes: Uint32Array;
  /** Rows of spans that do not start while their parent in the same process runs. */
  readonly outside: Uint32Array;
  /** Rows of calls that start more than 10 ms before their caller. */
  readonly early: Uint32Array;
  /** Pairs: the row of a CLIENT span that nobody answers, and the number of its cell in `operations`. */
  readonly unanswered: Uint32Array;
  /** Cells by caller, peer, span name, and the service that answers plus 1 (0: none). Counted: calls. */
  readonly operations: Uint32Array;
  /** Cells by calling and called service and both hosts. Counted: calls, with a start unset, comparable. */
  readonly hostCalls: Uint32Array;
  /** Cells by both hosts, where they differ. Counted: comparable calls, of them those out of place, traces. */
  readonly hostPairs: Uint32Array;
}

/** What the kernel wrote at the address (kernel/survey/survey.ts). */
export function surveyedAt(memory: TableMemory, address: number, services: number): SurveyedRange {
  const words = memory.wordsAt(address, 10);
  const counts = memory.wordsAt(words[0]!, services * SERVICE_WORDS);
  const list = (word: number) => memory.listAt(words[word]!);
  const cells = (word: number) => {
    const [at = 0, length = 0] = memory.wordsAt(words[word]!, 2);
    return memory.wordsAt(at, length * CELL_WORDS);
  };
  return {
    service: (number, word) => counts[number * SERVICE_WORDS + word]!,
    unusual: list(1),
    orphans: list(2),
    badTimes: list(3),
    outside: list(4),
    early: list(5),
    unanswered: list(6),
    operations: cells(7),
    hostCalls: cells(8),
    hostPairs: cells(9),
  };
}

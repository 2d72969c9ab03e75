import type { SurveyedRange } from '../kernel/survey-kernel';
import type { EdgeTable } from './edges';
import type { Hosts } from './hosts';

/** Where the parent of a span is, by row (kernel/survey/survey.ts). */
export const Parentage = {
  ROOT: 0,
  /** In the same process. */
  LOCAL: 1,
  /** In another process, mostly another service. */
  REMOTE: 2,
} as const;

/** Bits, by trace (kernel/survey/survey.ts). */
export const TraceFact = {
  /** It has no valid trace ID: perhaps no trace at all, and judged by nothing else. */
  INVALID_ID: 1 << 0,
  /** It has a valid ID, and no root. */
  NO_ROOT: 1 << 1,
  /** It has roots with different span IDs. */
  SEVERAL_ROOTS: 1 << 2,
  HAS_ORPHAN: 1 << 3,
  /** Its spans declare different sampling thresholds: what is missing was left out by design. */
  SAMPLED_DOWN: 1 << 4,
  /** Its parents stand on both sides of their children, and not all start earlier: as in every cycle. */
  MAY_GO_ROUND: 1 << 5,
  /** A root of it is a CONSUMER span. */
  CONSUMER_ROOT: 1 << 6,
  /** Its earliest root is a CLIENT span. */
  CLIENT_ROOT: 1 << 7,
  /** Its only span is a root. */
  ALONE: 1 << 8,
} as const;

/** What checks look at one by one in the traces that have it: the few that are not as most are. */
export const NOTED_FACTS = [
  TraceFact.NO_ROOT,
  TraceFact.SEVERAL_ROOTS,
  TraceFact.MAY_GO_ROUND,
  TraceFact.CONSUMER_ROOT,
  TraceFact.CLIENT_ROOT,
  TraceFact.ALONE,
] as const;
export type NotedFact = (typeof NOTED_FACTS)[number];

/** Counts by service number. Traces with an invalid ID count in `allSpans` only. */
export interface ServiceCounts {
  readonly allSpans: Uint32Array;
  readonly spans: Uint32Array;
  readonly traces: Uint32Array;
  readonly roots: Uint32Array;
  /** Traces whose earliest root is of the service. */
  readonly rootedTraces: Uint32Array;
  readonly orphans: Uint32Array;
  /** Spans whose parent was found, in the same process. */
  readonly localChildren: Uint32Array;
  /** Spans whose parent was found, in another process. */
  readonly remoteChildren: Uint32Array;
  /** Spans whose parent is missing, by where it was (settled by orphans.ts). */
  readonly localOrphans: Uint32Array;
  readonly remoteOrphans: Uint32Array;
  /** Of the latter those in traces without a root. */
  readonly entryOrphans: Uint32Array;
  /** Bit k is set where a span has kind k. */
  readonly kinds: Uint8Array;
  /** The largest sampling threshold that a span declares (as in the column). */
  readonly threshold: Uint16Array;
}

/** What one pass over all spans tells. */
export interface SpanSurvey {
  readonly services: ServiceCounts;
  /** TraceFact bits by trace. */
  readonly traceFacts: Uint16Array;
  /** How many traces have which TraceFact bits: one number for each combination. */
  readonly factCounts: Uint32Array;
  /** Traces that have a fact, ascending. */
  tracesWith(fact: NotedFact): Uint32Array;
  /** The row of the earliest root of a trace, -1 where there is none. */
  rootOf(trace: number): number;
  /** The same, or where there is no root the row of the earliest span. Not for traces with an invalid ID. */
  firstSpanOf(trace: number): number;
  /** Rows with an invalid ID or with an ID that several spans have, ascending. */
  readonly unusualRows: Uint32Array;
  /** Rows of spans without a start or an end, or that end before they start; ascending, of traces with a valid ID. */
  readonly badTimeRows: Uint32Array;
  /** Rows of spans that do not start while their parent in the same process runs, ascending. */
  readonly outsideRows: Uint32Array;
  /** Parentage by row; that of orphans is settled later (orphans.ts). */
  readonly parentage: Uint8Array;
  readonly edges: EdgeTable;
  /** Rows of spans whose parent is missing, and the trace of each; ascending. */
  readonly orphanRows: Uint32Array;
  readonly orphanTraces: Uint32Array;
  /** Rows of those that do not say whether their parent was in the same process. */
  readonly silentRows: Uint32Array;
  /** Different parents that are missing, each within its trace, but for those of crowded traces. */
  readonly missingParents: number;
  /** How many orphans name their parent by an ID that is none. */
  readonly invalidParents: number;
  /** Traces with so many orphans that their parents are yet to be compared. */
  readonly crowdedTraces: Uint32Array;
  /** Rows of calls that start more than 10 ms before their caller, as both clocks have it; ascending. */
  readonly earlyRows: Uint32Array;
  /** Calls, as the kernel counted and listed them: what calls.ts and skew.ts begin with. One for each part of the traces. */
  readonly ranges: readonly SurveyedRange[];
  readonly hosts: Hosts;
}

import type { JudgedSpans } from './judged-spans';
import type { TableMemory } from './kernel/table-memory';
import type { ResourcePool } from './resources';
import type { StringPool } from './strings';

/** Whether a trace may be judged, and if not, why. */
export const TraceState = {
  JUDGED: 0,
  /** Its earliest span starts outside the audit window: another run judges it. */
  OUTSIDE: 1,
  /** A span of it lies within `settle` of the end of what was read. */
  UNSETTLED: 2,
  /** It reaches past what was read. */
  CUT: 3,
  /** A part of it was in input that could not be read. */
  DAMAGED: 4,
} as const;

/** What one service calling another looks like, learned from spans whose parent is in another service. */
export interface Edge {
  /** Service numbers. */
  readonly from: number;
  readonly to: number;
  /** Spans of `to` whose parent is a span of `from`. */
  readonly calls: number;
  /** CLIENT spans of `from` that call `to` and have no child in it. */
  readonly withoutServer: number;
}

/** What is known of a corpus before its traces are assembled. */
export interface CorpusLayout {
  /** The memory in which its columns are, and what kernels make of them. */
  readonly memory: TableMemory;
  /** Where in it the addresses of the columns are (kernel/corpus-columns.ts). */
  readonly block: number;
  readonly traceCount: number;
  /** Rows `[traceStart[t], traceStart[t + 1])` are trace t; until it is assembled, resends count. */
  readonly traceStart: Uint32Array;
  /** No trace has more spans; resends count. */
  readonly largestTrace: number;
  /** Names by service number, for people: what has no service.name is `(no service.name)`. Sorted by name. */
  readonly services: readonly string[];
  readonly resources: ResourcePool;
}

/** The judged traces as one whole: spans sorted by trace, exact resends folded, parents resolved. */
export interface Corpus extends CorpusLayout {
  readonly spans: JudgedSpans;
  readonly spanCount: number;
  /** 4 words for each trace. */
  readonly traceIds: Uint32Array;
  /** Traces whose ID has an upper half of zeros, ascending. */
  readonly shortIdTraces: Uint32Array;
  /** Row of the parent, NO_PARENT or MISSING_PARENT. */
  readonly parent: Int32Array;
  /** Service number of each row. */
  readonly service: Uint32Array;
  /** Exact resends that were folded, by trace. */
  readonly resends: number;
  /** The earliest and the latest start of a span, as words (time.ts); zero where none has one. */
  readonly earliest: readonly [high: number, low: number];
  readonly latest: readonly [high: number, low: number];
  readonly strings: StringPool;
  /** IDs that are not 16 or 8 bytes of hex as they came, by the hex of the words that stand for them. */
  readonly rawIds: ReadonlyMap<string, string>;
}

/** One trace of the corpus: its rows `[first, last)`. */
export interface TraceView {
  readonly corpus: Corpus;
  readonly index: number;
  readonly first: number;
  readonly last: number;
}

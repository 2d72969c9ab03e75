import type { Window } from '../../model/window';

/** What was asked of a running Tempo, and what it came to; plain data. */
export interface LiveFacts {
  /** As shown to people. */
  readonly source: string;
  /** As the server tells it; null where it does not. */
  readonly tempoVersion: string | null;
  /** How traces were chosen; null before that. */
  readonly plan: LivePlan | null;
  /** Of a plan by time slices: those that were read, in order; null otherwise. */
  readonly slices: readonly Window[] | null;
  /** Traces that there are, as thought before they were listed; null where nobody could tell. */
  readonly estimated: number | null;
  /** Traces that the searches named for the sample. */
  readonly found: number;
  /** Answers that were full, so that the search was split. */
  readonly pagesSplit: number;
  /** Parts that a search could not be split into further, or that the server did not look through. */
  readonly pagesIncomplete: number;
  readonly requests: number;
  readonly retries: number;
  /** Null where they were not asked for, or could not be read. */
  readonly counters: TempoCounters | null;
  /** Why they could not be read, in words; null where they were, or were not asked for. */
  readonly countersUnread: string | null;
}

/** How the traces of a sample were chosen. */
export type LivePlan =
  | {
      /** All traces whose IDs end in one of these classes. */
      readonly kind: 'suffix-classes';
      readonly digits: number;
      readonly classes: number;
      /** A regular expression for the last digits. */
      readonly pattern: string;
      /** Share of all traces, 0 to 1. */
      readonly rate: number;
    }
  | {
      /** All traces that began in one of these times, drawn at random. */
      readonly kind: 'time-slices';
      readonly of: number;
      readonly slices: number;
      readonly sliceSeconds: number;
      readonly rate: number;
    };

/** Tempo's own counters, since its start, of all tenants that it shows. */
export interface TempoCounters {
  /** Spans that it threw away, by reason (`tempo_discarded_spans_total`). */
  readonly discardedSpans: Readonly<Record<string, number>>;
  /** Traces with spans that hang on nothing when they were written (`disconnected_trace_flushed_to_wal`). */
  readonly disconnected: number;
  /** Traces without a root when they were written (`rootless_trace_flushed_to_wal`). */
  readonly rootless: number;
  /** Spans that it took in (`tempo_distributor_spans_received_total`). */
  readonly spansReceived: number;
}

import type { FaultRule } from './faults';
import type { OtlpRequest } from './otlp';

/** Which recorded server to be like. They differ in what metrics queries do and in how the end of a search is cut. */
export type Flavour = '2.10' | '3.1';

/** What metrics queries answer. */
export type MetricsMode =
  | 'works'
  /** 2.10 without a metrics generator: 500 `... empty ring`. */
  | 'no-generator'
  /** 3.1 once spans left the live stores: 500 `... time range must be within last 20s`. */
  | 'left-live-stores';

/** How a stand-in Tempo is to be; all but the traces has a default. */
export interface TempoOptions {
  /** What was pushed, oldest first: each push is searched by itself, as a block of its own. */
  readonly pushes: readonly (readonly OtlpRequest[])[];
  /** Default 3.1. */
  readonly flavour?: Flavour;
  /** False: an older server, for which `trace:id` is a parse error. Default true. */
  readonly knowsTraceId?: boolean;
  /** Bytes of protobuf over which further spans of a trace are refused. Default 5,000,000, as Tempo's. */
  readonly maxBytesPerTrace?: number;
  /** Hours that a search may be about (`max_duration`). Default 168. */
  readonly maxSearchHours?: number;
  /** Traces that a search may name (`max_result_limit`). Default 262,144. */
  readonly maxSearchLimit?: number;
  /** True: the pushes were also joined into one block, so that searches find whole traces. Default false. */
  readonly isCompacted?: boolean;
  /** False: traces have left the ingesters, so that a search without times does not find them. Default true. */
  readonly isRecentForSearch?: boolean;
  /** False: a read by ID with start and end far from the trace has an empty answer. Default true. */
  readonly isRecentForReads?: boolean;
  /** The server's clock, in milliseconds since the epoch. Default: the real one. */
  readonly now?: () => number;
  /** Default: works in 3.1, no generator in 2.10. */
  readonly metrics?: MetricsMode;
  /** Version that `buildinfo` tells; the recorded servers have none. */
  readonly version?: string;
  /** Multitenancy is on, and this tenant has the traces; another one has none. */
  readonly tenant?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  /** A bearer token that must come with each request. */
  readonly token?: string;
  /** Path before all others, e.g. `/tempo`. */
  readonly prefix?: string;
  /** Time before each answer, in milliseconds. Default 0. */
  readonly latency?: number;
  /** Serve over TLS with this key and certificate, in PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** What `/metrics` answers. Default: counters of the discarded spans. */
  readonly prometheus?: string;
  readonly faults?: readonly FaultRule[];
}

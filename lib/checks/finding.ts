import type { Severity } from './check';
import type { Interval } from './statistics';

/** A check's failures for one service, or for the calls on one edge. Plain data with names, as reports show it. */
export interface Finding {
  /** ID of the check, or `expired-exemption`. */
  readonly check: string;
  /** What is wrong, to be read after the service's name. */
  readonly title: string;
  readonly severity: Severity;
  readonly service: string;
  /** The edge that it is about, where it is about one. */
  readonly edge: EdgeName | null;
  /** What is counted; `exemption` where an expired exemption is reported. */
  readonly unit: 'span' | 'trace' | 'call' | 'exemption';
  /** Units to which the check applies. */
  readonly applicable: number;
  /** Units that fail and are not excused. 0 where an exemption excuses all of them. */
  readonly failing: number;
  /** Units that fail and are excused by an exemption. */
  readonly exempt: number;
  /** failing / applicable. */
  readonly rate: number;
  /** 95 % Wilson interval of the rate. */
  readonly interval: Interval;
  readonly blame: {
    /** Null where nobody can be named. */
    readonly service: string | null;
    readonly basis: 'own' | 'inferred' | 'unknown';
  };
  /** Failures by reason, excused ones included. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Start of the first and of the last failing span, excused ones included; RFC 3339. Null where none has a time. */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  /** Failures over time, excused ones included; null where no failing span has a time. */
  readonly histogram: Histogram | null;
  /** Up to five failing spans, of different traces first. IDs that are not valid stand as they came. */
  readonly examples: readonly Example[];
  /** What to look at, and which setting to change. */
  readonly remedy: string;
}

/** One service calling another, by name. */
export interface EdgeName {
  readonly from: string;
  readonly to: string;
}

/** Counts over time in buckets of equal width. What lies outside counts in the nearest bucket. */
export interface Histogram {
  /** Start of the first bucket, RFC 3339. */
  readonly start: string;
  readonly bucketSeconds: number;
  /** At most 60. */
  readonly counts: readonly number[];
}

/** A span to look at. */
export interface Example {
  readonly traceId: string;
  readonly spanId: string;
  /** Of a trace beside the sample: it is in no count. Absent where it is of the sample. */
  readonly beside?: true | undefined;
}

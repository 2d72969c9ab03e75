/** What the points are about, beside the report. */
export interface MetricFacts {
  readonly environment: string;
  readonly source: string;
  /** End of the window, milliseconds since the epoch: the time of every point. */
  readonly windowEnd: number;
  /** IDs of the checks that publish a FailureRate. */
  readonly checks: readonly string[];
  /** So many services, the worst, have points of their own. */
  readonly maxServices: number;
  /** Services that always have some. */
  readonly services: readonly string[];
  /**
   * How long after the window's end it was judged and how long the run took, seconds; null where the report is that of
   * an earlier run, which published them.
   */
  readonly timing: { readonly delay: number; readonly run: number } | null;
}

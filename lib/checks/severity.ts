import type { CheckMeta, Severity } from './check';
import type { Interval } from './statistics';

/** What decides how severe the findings of a check about a service are. */
export interface Threshold {
  /** Rates (0 to 1) above which a finding is an error or a warning. */
  readonly error: number;
  readonly warning: number;
  /** The worst that the finding may be, in place of the check's own severity; null: as the check says. `off`: none. */
  readonly severity: Severity | 'off' | null;
}

/** Where nothing else is said. */
export const DEFAULT_THRESHOLD: Threshold = { error: 0.01, warning: 0.001, severity: null };

/** Units to which a check must apply before a finding may be more than an info. */
export const DEFAULT_MIN_APPLICABLE = 20;

/** From least to worst. */
const LADDER: readonly Severity[] = ['info', 'warning', 'error'];

/** Negative, zero or positive as `a` is worse than, the same as or less than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return LADDER.indexOf(b) - LADDER.indexOf(a);
}

/**
 * How severe a rate is. It is judged by the end of the interval that is nearer to health: a few failures by chance
 * are no alarm, and no number of failures is one where the check applies to fewer than `minApplicable` units.
 */
export function severityOf(
  meta: CheckMeta,
  { low }: Interval,
  applicable: number,
  threshold: Threshold,
  minApplicable: number,
): Severity {
  if (applicable < minApplicable) return 'info';
  const worst =
    threshold.severity === null || threshold.severity === 'off' ? meta.severity : threshold.severity;
  const reached = low > threshold.error ? 'error' : low > threshold.warning ? 'warning' : 'info';
  return compareSeverity(reached, worst) < 0 ? worst : reached;
}

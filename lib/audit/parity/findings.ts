import { type Exemption, exemptionFor, expiredFinding, isExpired } from '../../checks/exemptions';
import type { Finding } from '../../checks/finding';
import { type Buckets, bucketsOver } from '../../checks/histogram';
import { severityOf } from '../../checks/severity';
import { sourceMismatch } from '../../checks/source-mismatch';
import { wilson } from '../../checks/statistics';
import type { EffectiveConfig } from '../../config/effective';
import { matchesGlob } from '../../config/glob';
import { thresholdFor } from '../../config/thresholds';
import { isoOfMillis } from '../../model/time';
import type { Window } from '../../model/window';
import { compareFindings } from '../../report/order';
import type { ServiceTally } from './tally';

/** What the findings depend on beside what was compared. */
export interface FindingSetting {
  readonly config: EffectiveConfig;
  /** The audit window; null: the time of the traces that differ. */
  readonly window: Window | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * One finding for each service whose spans differ, by the thresholds, limits and exemptions of the check
 * source-mismatch, and one for each expired exemption from it; the most harmful first.
 */
export function mismatchFindings(
  services: readonly (readonly [name: string, tally: ServiceTally])[],
  setting: FindingSetting,
): Finding[] {
  const { config, now } = setting;
  const differing = services.filter(([, tally]) => tally.differing > 0);
  const buckets = bucketsFor(differing, setting.window);
  const found = differing.flatMap(([name, tally]) => findingOf(name, tally, buckets, setting));
  const expired = ownExemptions(config).filter((exemption) => isExpired(exemption, now));
  return [...found, ...expired.map((exemption) => expiredFinding(exemption, now))].sort(compareFindings);
}

/** The exemptions that speak of this check; all others are an audit's. */
export function ownExemptions({ exemptions }: EffectiveConfig): Exemption[] {
  return exemptions.filter(({ check }) => check === sourceMismatch.id);
}

/** None where the configuration switches the check off for the service. */
function findingOf(
  service: string,
  tally: ServiceTally,
  buckets: Buckets,
  { config, now }: FindingSetting,
): Finding[] {
  const { id, remedy, unit } = sourceMismatch;
  const threshold = thresholdFor(config.thresholds, id, service);
  if (threshold.severity === 'off') return [];
  const about = { check: id, service, edge: null };
  const isExempt = exemptionFor(config.exemptions, about, now, matchesGlob) !== undefined;
  const failing = isExempt ? 0 : tally.differing;
  const interval = wilson(failing, tally.traces);
  return [
    {
      ...about,
      title: titleOf(tally),
      severity: severityOf(sourceMismatch, interval, tally.traces, threshold, config.minApplicable),
      unit,
      applicable: tally.traces,
      failing,
      exempt: tally.differing - failing,
      rate: failing / tally.traces,
      interval,
      blame: { service: null, basis: 'unknown' },
      reasons: Object.fromEntries([...tally.reasons].sort(([a], [b]) => (a < b ? -1 : 1))),
      ...overTime(tally.times, buckets),
      examples: tally.examples.list().map(({ traceId, spanId }) => ({ traceId, spanId })),
      remedy,
    },
  ];
}

/** Which of the two lacks the spans, where it is one of them alone. */
function titleOf({ onlyInFirst, onlyInSecond }: ServiceTally): string {
  if (onlyInSecond === 0) return 'has spans that the second source lacks';
  return onlyInFirst === 0 ? 'has spans that the first source lacks' : sourceMismatch.title;
}

/** The time that all histograms show: the window, else that of the traces that differ. */
function bucketsFor(services: readonly (readonly [string, ServiceTally])[], window: Window | null): Buckets {
  if (window !== null) return bucketsOver(window, false);
  const times = services.flatMap(([, tally]) => tally.times).filter((time) => time > 0);
  const [first = 0] = times;
  const range = times.reduce(
    ({ start, end }, time) => ({ start: Math.min(start, time), end: Math.max(end, time) }),
    { start: first, end: first },
  );
  return bucketsOver({ start: Math.floor(range.start), end: Math.floor(range.end) + 1 }, true);
}

function overTime(
  all: readonly number[],
  { start, width, count }: Buckets,
): Pick<Finding, 'firstSeen' | 'lastSeen' | 'histogram'> {
  const times = all.filter((time) => time > 0).sort((a, b) => a - b);
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined) return { firstSeen: null, lastSeen: null, histogram: null };
  const counts = Array.from({ length: count }, () => 0);
  for (const time of times) {
    const bucket = Math.min(Math.max(Math.floor((time - start) / width), 0), count - 1);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return {
    firstSeen: isoOfMillis(first),
    lastSeen: isoOfMillis(last),
    histogram: { start: isoOfMillis(start), bucketSeconds: width / 1000, counts },
  };
}

import type { Corpus } from '../model/corpus';
import { isoOfMillis } from '../model/time';
import type { Window } from '../model/window';
import type { SubjectAnswers } from './answers';
import type { CheckMeta } from './check';
import { ClusterCounts, type ClusterSample } from './cluster-counts';
import { clusterInterval } from './cluster-interval';
import { chooseExamples } from './examples';
import { type Exemption, exemptionFor, expiredFinding, isExpired, isSame, type Matches } from './exemptions';
import type { Finding } from './finding';
import { type Buckets, bucketsOver, overTime, timeRange } from './histogram';
import type { CheckResult } from './index';
import { RowReader } from './kernel/failing-rows';
import {
  compareSeverity,
  DEFAULT_MIN_APPLICABLE,
  DEFAULT_THRESHOLD,
  severityOf,
  type Threshold,
} from './severity';
import { type Interval, wilson } from './statistics';

/** How answers become findings. */
export interface FindingOptions {
  /** Below so many applicable units a finding is never more than an info. Default: 20. */
  readonly minApplicable?: number;
  /** Thresholds for the findings of a check about a service. Default: the same for all. */
  readonly thresholdOf?: (check: string, service: string) => Threshold;
  readonly exemptions?: readonly Exemption[];
  /** Services to report on, as names or patterns; empty: all. A finding about an edge belongs to both of its ends. */
  readonly services?: readonly string[];
  /** How names fit the patterns of exemptions and services. Default: when they are equal. */
  readonly matches?: Matches;
  /** The audit window: the time that histograms show. Null: the time of the judged spans. */
  readonly window: Window | null;
  /** Where only some minutes of the window were audited: intervals are those of a cluster sample. */
  readonly clusters?: ClusterSample | null;
  /** The time by which exemptions expire, milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Makes the findings: one for each subject of a check with failures, and one for each expired exemption.
 * @returns the most harmful first
 */
export function findings(
  corpus: Corpus,
  results: readonly CheckResult[],
  options: FindingOptions,
): Finding[] {
  const { now, exemptions = [], matches = isSame } = options;
  const builder = new FindingBuilder(corpus, options);
  const found: Finding[] = [];
  for (const { meta, subjects } of results) {
    for (const answers of subjects) {
      const finding = answers.failing > 0 ? builder.build(meta, answers) : null;
      if (finding !== null) found.push(finding);
    }
  }
  for (const exemption of exemptions) {
    if (isExpired(exemption, now)) found.push(expiredFinding(exemption, now));
  }
  const services = options.services ?? [];
  const isWanted = (name: string | null | undefined) =>
    name != null && services.some((pattern) => matches(pattern, name));
  const wanted = found.filter(
    ({ service, edge, blame }) =>
      services.length === 0 || [service, edge?.from, edge?.to, blame.service].some(isWanted),
  );
  return wanted.sort(byHarm);
}

const NO_ROWS = new Uint32Array();

/** Makes findings that share one time axis. */
class FindingBuilder {
  private readonly corpus: Corpus;
  private readonly options: FindingOptions;
  private readonly clusters: ClusterCounts | null;
  private readonly reader: RowReader;
  private buckets: Buckets | null = null;

  constructor(corpus: Corpus, options: FindingOptions) {
    this.corpus = corpus;
    this.options = options;
    this.reader = new RowReader(corpus);
    this.clusters = options.clusters ? new ClusterCounts(corpus, options.clusters) : null;
  }

  /** The finding; null where the config switches the check off for the service. */
  build(
    meta: CheckMeta,
    { subject, applicable, failing: all, rows, reasons, note }: SubjectAnswers,
  ): Finding | null {
    const { corpus, options } = this;
    const name = (number: number) => corpus.services[number]!;
    const service = name(subject.service);
    const edge = subject.edge && { from: name(subject.edge.from), to: name(subject.edge.to) };
    const threshold = options.thresholdOf?.(meta.id, service) ?? DEFAULT_THRESHOLD;
    if (threshold.severity === 'off') return null;
    const { exemptions = [], now, matches = isSame } = options;
    const exemption = exemptionFor(exemptions, { check: meta.id, service, edge }, now, matches);
    const failing = exemption === undefined ? all : 0;
    const interval = this.intervalOf(subject.service, failing === 0 ? NO_ROWS : rows, failing, applicable);
    const minApplicable = options.minApplicable ?? DEFAULT_MIN_APPLICABLE;
    const failed = this.reader.of(rows);
    const { first, last, histogram } = overTime(failed, this.timeAxis());
    const { service: blamed, basis } = subject.blame;
    return {
      check: meta.id,
      title: note === null ? meta.title : `${meta.title}: ${note}`,
      severity: severityOf(meta, interval, applicable, threshold, minApplicable),
      service,
      edge,
      unit: meta.unit,
      applicable,
      failing,
      exempt: all - failing,
      rate: failing / applicable,
      interval,
      blame: { service: blamed === null ? null : name(blamed), basis },
      reasons: Object.fromEntries([...reasons].sort(([a], [b]) => compareText(a, b))),
      firstSeen: first === null ? null : isoOfMillis(first),
      lastSeen: last === null ? null : isoOfMillis(last),
      histogram,
      examples: chooseExamples(failed),
      remedy: meta.remedy,
    };
  }

  private intervalOf(service: number, rows: Uint32Array, failing: number, applicable: number): Interval {
    if (this.clusters === null || !this.options.clusters) return wilson(failing, applicable);
    return clusterInterval(this.clusters.of(service, rows, applicable), this.options.clusters.total);
  }

  private timeAxis(): Buckets {
    const { window } = this.options;
    this.buckets ??= window
      ? bucketsOver(window, false)
      : bucketsOver(timeRange(this.corpus) ?? { start: 0, end: 1 }, true);
    return this.buckets;
  }
}

/** Total order: severity, then the rate that is certain at least, then how many fail, then names. */
function byHarm(a: Finding, b: Finding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    b.interval.low - a.interval.low ||
    b.failing - a.failing ||
    compareText(nameOf(a), nameOf(b))
  );
}

function nameOf({ check, service, edge, blame, title }: Finding): string {
  return JSON.stringify([check, service, edge?.from, edge?.to, blame.service, blame.basis, title]);
}

/** By UTF-16 code units: the same on every machine. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

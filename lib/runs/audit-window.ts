import { CHECKS } from '../checks';
import type { EffectiveConfig } from '../config/effective';
import type { Window } from '../model/window';
import type { MetricFacts } from '../publish/metrics/metric-facts';
import { metricPoints } from '../publish/metrics/points';
import { loadReport, reportKey, storeReport, windowId } from '../publish/report-storage';
import type { Report } from '../report/model';
import { readableBytes, withinTime } from './deadline';
import type { RunDeps, ScheduledDeps } from './deps';
import type { NamedSource } from './sources';
import { noticeOf } from './window-notice';

/** A speed is only told from so much: little reading is mostly waiting. */
const LEAST_BYTES = 1_000_000;
const LEAST_SECONDS = 1;

/** How fast a window was read, also where it was not read to its end. */
export class SpeedMeter {
  private bytes = 0;
  private readonly startedAt: number;
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
    this.startedAt = now();
  }

  /** @param bytes stored bytes read until now */
  reached(bytes: number): void {
    this.bytes = bytes;
  }

  get seconds(): number {
    return Math.max(0, (this.now() - this.startedAt) / 1000);
  }

  /** null where too little was read to tell. */
  get bytesPerSecond(): number | null {
    const { seconds, bytes } = this;
    return bytes < LEAST_BYTES || seconds < LEAST_SECONDS ? null : bytes / seconds;
  }
}

/** The configuration that audits one source for one window. */
export function configFor(config: EffectiveConfig, source: NamedSource, window: Window): EffectiveConfig {
  const from = new Date(window.start).toISOString();
  const to = new Date(window.end).toISOString();
  return { ...config, sources: [source.setting], window: { from, to } };
}

/**
 * Audits a window, stores its report, publishes its metrics and sends its notice, in this order. Where the report is
 * there already, from a run that came no further, the window is not judged again: the rest is done with that report.
 * All of it may be repeated: the first report stays, and its points and its notice are the same again.
 * @throws SourceError, StoreError, MetricsError, NoticeError, OutOfTime
 */
export async function auditWindow(
  window: Window,
  source: NamedSource,
  config: EffectiveConfig,
  deps: ScheduledDeps,
  meter: SpeedMeter,
  bytesPerSecond: number | null,
): Promise<Report> {
  const key = reportKey(source.name, window);
  const judged = await judgeOnce(key, window, source, config, deps, meter, bytesPerSecond);
  const { report } = judged;
  const points = metricPoints(report, metricFacts(window, source, config, judged.timing));
  const { sent, refused } = await deps.metrics.publish(points, deps.now());
  deps.log({ step: 'metrics', source: source.name, sent, refused: refused.length });
  for (const { name, reason } of refused)
    deps.log({ step: 'metric-refused', source: source.name, name, reason });
  const runId = `${source.name}/${windowId(window)}`;
  await deps.notices.send(
    noticeOf(report, { kind: 'audit', runId, source: source.name, window, key }, config),
  );
  return report;
}

interface Judged {
  readonly report: Report;
  readonly timing: MetricFacts['timing'];
}

async function judgeOnce(
  key: string,
  window: Window,
  source: NamedSource,
  config: EffectiveConfig,
  deps: RunDeps,
  meter: SpeedMeter,
  bytesPerSecond: number | null,
): Promise<Judged> {
  const known = await loadReport(deps.store, key);
  if (known !== null) {
    deps.log({ step: 'report-found', source: source.name, window: windowId(window) });
    return { report: known, timing: null };
  }
  const remaining = deps.remainingMillis();
  const fresh = await withinTime(remaining, (signal) =>
    deps.audit(configFor(config, source, window), {
      now: deps.now(),
      signal,
      maxBytes: readableBytes(bytesPerSecond, remaining),
      // Of a new archive nothing is known yet, which is no failure.
      mayBeEmpty: true,
      onProgress: ({ bytesRead }) => meter.reached(bytesRead),
    }),
  );
  const { report, isNew } = await storeReport(deps.store, key, fresh);
  const delay = (deps.now() - window.end) / 1000;
  return { report, timing: isNew ? { delay, run: meter.seconds } : null };
}

function metricFacts(
  window: Window,
  source: NamedSource,
  { runs }: EffectiveConfig,
  timing: MetricFacts['timing'],
): MetricFacts {
  return {
    environment: runs.environment,
    source: source.name,
    windowEnd: window.end,
    checks: CHECKS.filter(({ meta }) => meta.metric === true).map(({ meta }) => meta.id),
    maxServices: runs.metrics.maxServices,
    services: runs.metrics.services,
    timing,
  };
}

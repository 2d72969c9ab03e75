import type { EffectiveConfig } from '../config/effective';
import type { Window } from '../model/window';
import { MetricsError } from '../publish/metrics/publisher';
import { windowId } from '../publish/report-storage';
import { NoticeError } from '../publish/sns-notices';
import { StoreError } from '../publish/store';
import type { Report } from '../report/model';
import { MAX_LEASE } from '../schedule/entries';
import type { ClaimRules } from '../schedule/transitions';
import { SourceError } from '../sources/errors';
import { auditWindow, SpeedMeter } from './audit-window';
import { hasTimeFor } from './deadline';
import type { ScheduledDeps } from './deps';
import { failurePoints } from './failure-points';
import { reasonOf } from './log';
import { ScheduleStore } from './schedule-store';
import type { NamedSource } from './sources';
import { closureNotice } from './window-notice';

/** What became of one window. `lost`: another run had taken it over. */
export interface WindowResult {
  readonly window: string;
  readonly outcome: 'audited' | 'failed' | 'parked' | 'lost';
  /** null where there is no report. */
  readonly verdict: Report['verdict'] | null;
}

/** What a run did for one source. */
export interface SourceResult {
  readonly source: string;
  readonly windows: readonly WindowResult[];
  /** Windows are due for which there was no time. */
  readonly isTimeOver: boolean;
}

/** Longer than the run itself, so that nobody takes a window from a run that still works. */
const LEASE_SLACK = 30_000;

/**
 * Audits the due windows of a source, the oldest first, until none is left or the time is over.
 * @throws StoreError where its state cannot be used
 */
export async function runSource(
  source: NamedSource,
  config: EffectiveConfig,
  deps: ScheduledDeps,
): Promise<SourceResult> {
  const rules = rulesOf(source, config, deps.remainingMillis());
  const schedule = new ScheduleStore(deps.store, source.name, deps.owner, rules, deps.now);
  const windows: WindowResult[] = [];
  const tried = new Set<number>();
  let last: number | null = null;
  let isTimeOver = false;
  for (;;) {
    if (!hasTimeFor(last, deps.remainingMillis())) {
      isTimeOver = true;
      break;
    }
    const { claim, bytesPerSecond } = await schedule.claim(tried);
    if (claim.kind !== 'audit') {
      deps.log({ step: claim.kind, source: source.name });
      break;
    }
    tried.add(claim.window.start);
    const begun = deps.now();
    const { result, isGeneral } = await tryWindow(
      claim.window,
      source,
      config,
      deps,
      schedule,
      bytesPerSecond,
    );
    windows.push(result);
    // What ails the source, the bucket or AWS ails the next window too: it keeps its tries.
    if (isGeneral || !claim.isMore) break;
    last = deps.now() - begun;
  }
  await reportClosures(schedule, source, config, deps);
  return { source: source.name, windows, isTimeOver };
}

function rulesOf(source: NamedSource, config: EffectiveConfig, remaining: number): ClaimRules {
  const { archiveWindow, liveWindow, maxCatchUp, maxTries } = config.runs.schedule;
  return {
    length: source.kind === 'live' ? liveWindow : archiveWindow,
    delay: config.margin.after + config.settle,
    maxCatchUp,
    maxTries,
    lease: Math.min(MAX_LEASE, remaining + LEASE_SLACK),
  };
}

async function tryWindow(
  window: Window,
  source: NamedSource,
  config: EffectiveConfig,
  deps: ScheduledDeps,
  schedule: ScheduleStore,
  bytesPerSecond: number | null,
): Promise<{ readonly result: WindowResult; readonly isGeneral: boolean }> {
  const meter = new SpeedMeter(deps.now);
  const id = windowId(window);
  deps.log({ step: 'window', source: source.name, window: id });
  try {
    const { verdict } = await auditWindow(window, source, config, deps, meter, bytesPerSecond);
    const end = await schedule.finish(window, meter.bytesPerSecond);
    deps.log({ step: end, source: source.name, window: id, verdict, seconds: meter.seconds });
    const outcome = end === 'closed' ? 'audited' : 'lost';
    return { result: { window: id, outcome, verdict }, isGeneral: false };
  } catch (error) {
    const reason = reasonOf(error);
    deps.log({ step: 'window-failed', source: source.name, window: id, reason });
    const outcome = await schedule.fail(window, reason, meter.bytesPerSecond);
    await publishFailure(window, source, config, deps);
    return { result: { window: id, outcome, verdict: null }, isGeneral: isGeneralError(error) };
  }
}

function isGeneralError(error: unknown): boolean {
  return (
    error instanceof SourceError ||
    error instanceof StoreError ||
    error instanceof MetricsError ||
    error instanceof NoticeError
  );
}

/** A failed window is a point too; where even that cannot be sent, the state and the log have it. */
async function publishFailure(
  window: Window,
  source: NamedSource,
  config: EffectiveConfig,
  deps: ScheduledDeps,
): Promise<void> {
  try {
    await deps.metrics.publish(failurePoints(window, source.name, config), deps.now());
  } catch (error) {
    deps.log({ step: 'metrics-failed', source: source.name, reason: reasonOf(error) });
  }
}

/** Tells of windows that were given up and stretches that were not audited; what cannot be told is told next time. */
async function reportClosures(
  schedule: ScheduleStore,
  source: NamedSource,
  config: EffectiveConfig,
  deps: ScheduledDeps,
): Promise<void> {
  for (const closure of await schedule.toReport()) {
    const runId = `${source.name}/${windowId(closure)}/${closure.kind}`;
    deps.log({ step: closure.kind, source: source.name, window: windowId(closure), reason: closure.reason });
    try {
      await deps.notices.send(closureNotice(closure, source.name, runId, config));
    } catch (error) {
      deps.log({ step: 'notice-failed', source: source.name, reason: reasonOf(error) });
      return;
    }
    await schedule.markReported(closure);
  }
}

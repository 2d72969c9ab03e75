import { type Comparison, type FindingChange, MAX_NOTICE_FINDINGS } from '../publish/notice';
import type { Finding } from '../report/finding-model';
import type { Report } from '../report/model';

/**
 * What is new or worse against a baseline. New: an error or a warning of which the baseline has no failure. Worse: the two
 * 95 % intervals do not overlap, which is surer than 95 %. Where nothing was judged in the baseline, nothing is
 * either: there is nothing to compare with.
 * @param window of the baseline, milliseconds since the epoch
 */
export function compareWith(
  baseline: Report,
  window: { readonly start: number; readonly end: number },
  now: Report,
): Comparison {
  const before = new Map(baseline.findings.map((finding) => [subjectOf(finding), finding]));
  const { judged } = baseline.coverage.traces;
  const changes =
    judged === 0
      ? []
      : now.findings.flatMap((finding) => changeOf(before.get(subjectOf(finding)), finding) ?? []);
  return {
    window: { start: new Date(window.start).toISOString(), end: new Date(window.end).toISOString() },
    verdict: baseline.verdict,
    judgedTraces: judged,
    changes: changes.slice(0, MAX_NOTICE_FINDINGS),
    moreChanges: Math.max(0, changes.length - MAX_NOTICE_FINDINGS),
  };
}

function changeOf(before: Finding | undefined, now: Finding): FindingChange | null {
  if (now.severity === 'info' || now.failing === 0) return null;
  const { check, service, edge } = now;
  if (before === undefined || before.failing === 0) {
    return { check, service, edge, change: 'new', before: before ? rateOf(before) : null, now: rateOf(now) };
  }
  if (now.interval.low <= before.interval.high) return null;
  return { check, service, edge, change: 'worse', before: rateOf(before), now: rateOf(now) };
}

function rateOf({ rate, interval }: Finding): FindingChange['now'] {
  return { rate, ...interval };
}

/** A check may have several findings about a service, which differ in whom they blame. */
function subjectOf({ check, service, edge, blame }: Finding): string {
  return JSON.stringify([check, service, edge?.from, edge?.to, blame.service, blame.basis]);
}

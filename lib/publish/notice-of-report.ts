import type { Report } from '../report/model';
import { MAX_NOTICE_FINDINGS, type RunNotice } from './notice';

/**
 * The notice that a run with this report would give, for trying out messages.
 * @param now milliseconds since the epoch, for reports of everything that was read, which have no window
 */
export function noticeOfReport(
  report: Report,
  { environment, now }: { readonly environment: string; readonly now: number },
): RunNotice {
  const { traces, coverage, findings, verdict, window } = report;
  const told = traces.complete + traces.incomplete;
  const period = window === null ? periodOf(report, new Date(now).toISOString()) : window;
  return {
    noticeVersion: 1,
    kind: 'audit',
    runId: `report/${period.end}`,
    environment,
    source: report.sources[0] ?? 'report',
    window: { start: period.start, end: period.end },
    verdict,
    judgedTraces: coverage.traces.judged,
    incompleteTraces: traces.incomplete,
    completeness: told === 0 ? null : traces.complete / told,
    sampleRate: coverage.sampleRate,
    findings: findings.slice(0, MAX_NOTICE_FINDINGS),
    moreFindings: Math.max(0, findings.length - MAX_NOTICE_FINDINGS),
    problems: coverage.problems.slice(0, 20).map(({ object, message }) => `${object}: ${message}`),
    reason: null,
    report: null,
    comparedWith: null,
  };
}

/** From the first to the last failure, where no window was asked for; without any: now. */
function periodOf({ findings }: Report, now: string): { readonly start: string; readonly end: string } {
  const times = findings
    .flatMap(({ firstSeen, lastSeen }) => [firstSeen ?? [], lastSeen ?? []].flat())
    .toSorted();
  return { start: times.at(0) ?? now, end: times.at(-1) ?? now };
}

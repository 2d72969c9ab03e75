import type { Report } from '../report/model';
import { isHarmless } from '../report/verdict';
import { nothingJudged, whyUnknown } from '../report/why-unknown';
import { MAX_NOTICE_FINDINGS, MAX_NOTICE_PROBLEMS, type RunNotice } from './notice';

/** What a notice tells of a report, whoever sends it. */
export type NoticeResult = Pick<
  RunNotice,
  | 'verdict'
  | 'judgedTraces'
  | 'incompleteTraces'
  | 'completeness'
  | 'sampleRate'
  | 'findings'
  | 'moreFindings'
  | 'passed'
  | 'morePassed'
  | 'problems'
  | 'reason'
  | 'nothingJudged'
>;

/** The result of a report, as far as a notice has room for it. */
export function resultOf(report: Report): NoticeResult {
  const { coverage, traces, findings, passed, verdict } = report;
  const told = traces.complete + traces.incomplete;
  return {
    verdict,
    judgedTraces: coverage.traces.judged,
    incompleteTraces: traces.incomplete,
    completeness: told === 0 ? null : traces.complete / told,
    sampleRate: coverage.sampleRate,
    findings: findings.slice(0, MAX_NOTICE_FINDINGS),
    moreFindings: Math.max(0, findings.length - MAX_NOTICE_FINDINGS),
    passed,
    morePassed: 0,
    problems: coverage.problems
      .filter(({ reason }) => !isHarmless(reason))
      .slice(0, MAX_NOTICE_PROBLEMS)
      .map(({ object, message }) => `${object}: ${message}`),
    reason: verdict === 'unknown' ? whyUnknown(report) : null,
    nothingJudged: nothingJudged(report),
  };
}

/**
 * The notice that a run with this report would give, for trying out messages.
 * @param now milliseconds since the epoch, for reports of everything that was read, which have no window
 */
export function noticeOfReport(
  report: Report,
  { environment, now }: { readonly environment: string; readonly now: number },
): RunNotice {
  const { window } = report;
  const period = window === null ? periodOf(report, new Date(now).toISOString()) : window;
  return {
    noticeVersion: 1,
    kind: 'audit',
    runId: `report/${period.end}`,
    environment,
    source: report.sources[0] ?? 'report',
    window: { start: period.start, end: period.end },
    ...resultOf(report),
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

import type { Report } from './model';

/** From which severity on findings fail a run; `never`: they do not. */
export type FailOn = 'error' | 'warning' | 'never';

/** Exit codes of a run that made a report. 2, the user's mistake, is told before there is one. */
export const ExitCode = { OK: 0, FINDINGS: 1, UNKNOWN: 3 } as const;

/**
 * 3 where the verdict is `unknown`, whatever `failOn` says: who ignores findings still wants to know that
 * nothing was looked at. Else 1 where a finding is at or above `failOn`, else 0.
 */
export function exitCodeOf(report: Pick<Report, 'verdict' | 'findings'>, failOn: FailOn): 0 | 1 | 3 {
  if (report.verdict === 'unknown') return ExitCode.UNKNOWN;
  const fails = report.findings.some(({ severity }) => isAtOrAbove(severity, failOn));
  return fails ? ExitCode.FINDINGS : ExitCode.OK;
}

/** Whether a finding of that severity fails a run. */
export function isAtOrAbove(severity: Report['findings'][number]['severity'], failOn: FailOn): boolean {
  if (failOn === 'never') return false;
  return severity === 'error' || (severity === 'warning' && failOn === 'warning');
}

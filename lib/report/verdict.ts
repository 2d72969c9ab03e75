import type { Coverage } from './coverage-model';
import type { Finding } from './finding-model';
import type { Report } from './model';
import { nothingJudged } from './why-unknown';

/**
 * Problems that leave nothing unread: a link back to a folder above is listed, and its files are read once; in a place
 * that holds nothing there is nothing to read.
 */
const HARMLESS_REASONS: ReadonlySet<string> = new Set(['link-loop', 'nothing-stored']);

/** Whether a problem of that reason leaves nothing unread. */
export function isHarmless(reason: string): boolean {
  return HARMLESS_REASONS.has(reason);
}

/** Whether some of the input was not read, so that a fault may hide in it. */
export function isInputMissing(coverage: Coverage): boolean {
  return (
    coverage.objects.unreadable > 0 ||
    coverage.spans.rejected > 0 ||
    coverage.problems.some((problem) => !isHarmless(problem.reason))
  );
}

/**
 * What an audit comes to:
 * - `unknown` where no trace was judged, or none of the services that are to be reported was seen: no data is no health;
 * - `findings` where a finding is an error or a warning (notes of severity `info` do not count);
 * - `unknown` where there is none, but some input was not read: the fault may be in there;
 * - `ok` otherwise.
 */
export function verdictOf(
  report: Pick<Report, 'coverage' | 'services' | 'settings'> & {
    readonly findings: readonly Pick<Finding, 'severity'>[];
  },
): Report['verdict'] {
  if (nothingJudged(report) !== null) return 'unknown';
  if (report.findings.some((finding) => finding.severity !== 'info')) return 'findings';
  return isInputMissing(report.coverage) ? 'unknown' : 'ok';
}

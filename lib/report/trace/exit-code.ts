import { ExitCode, type FailOn, isAtOrAbove } from '../exit-code';
import type { TraceReport } from '../trace-model';

/**
 * 3 where the trace was not found or is not whole, so that nothing is said of it; else 1 where a check fails whose
 * findings may be as severe as `failOn`; else 0.
 */
export function exitCodeOfTrace(
  { verdict, checks }: Pick<TraceReport, 'verdict' | 'checks'>,
  failOn: FailOn,
): 0 | 1 | 3 {
  if (verdict === 'unknown') return ExitCode.UNKNOWN;
  const fails = checks.some(({ answer, severity }) => answer === 'fail' && isAtOrAbove(severity, failOn));
  return fails ? ExitCode.FINDINGS : ExitCode.OK;
}

import type { EffectiveConfig, SeverityLimit } from './effective';
import { matchesGlob } from './glob';

/** What decides how severe a finding of one check for one service is. */
export interface Threshold {
  /** The interval's low bound above which it is an error; share, 0 to 1. */
  readonly error: number;
  /** The interval's low bound above which it is a warning; share, 0 to 1. */
  readonly warning: number;
  /** The worst severity that it may have; null where the config says nothing, so that the check's own counts. */
  readonly severity: SeverityLimit | null;
}

/** The thresholds of a check for a service: those for the service, else for the check, else for all. */
export function thresholdFor(
  thresholds: EffectiveConfig['thresholds'],
  check: string,
  service: string,
): Threshold {
  const byCheck = Object.hasOwn(thresholds.checks, check) ? thresholds.checks[check] : undefined;
  const byService = Object.entries(byCheck?.services ?? {}).find(([pattern]) =>
    matchesGlob(pattern, service),
  )?.[1];
  return {
    error: byService?.error ?? byCheck?.error ?? thresholds.default.error,
    warning: byService?.warning ?? byCheck?.warning ?? thresholds.default.warning,
    severity: byService?.severity ?? byCheck?.severity ?? null,
  };
}

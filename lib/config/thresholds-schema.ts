import { z } from 'zod';
import { parseShare } from './units';
import { mapOf, oneOf, parsed } from './values';

/** The worst severity that findings may have; `off`: the check does not run for it. */
export const SEVERITY_LIMITS = ['error', 'warning', 'info', 'off'] as const;

const limits = {
  error: parsed(parseShare).optional(),
  warning: parsed(parseShare).optional(),
};
const limitsAndSeverity = { ...limits, severity: oneOf(SEVERITY_LIMITS).optional() };

/** Thresholds: for all checks, by check, and by check and service. */
export function thresholdsSchema(knownChecks: readonly string[]) {
  const byCheck = mapOf({
    ...limitsAndSeverity,
    services: z
      .record(z.string(), mapOf(limitsAndSeverity), { error: 'a map of service names to thresholds' })
      .optional(),
  });
  const checks: Record<string, z.ZodOptional<typeof byCheck>> = Object.fromEntries(
    knownChecks.map((id) => [id, byCheck.optional()]),
  );
  return mapOf({ default: mapOf(limits).optional(), checks: mapOf(checks).optional() });
}

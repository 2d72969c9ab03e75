import { EXPIRED_EXEMPTION } from '../model/expired-exemption';
import { isoOfMillis } from '../model/time';
import type { EdgeName, Finding } from './finding';
import { wilson } from './statistics';

/** A declared, dated and reasoned exception, for one service or one edge. */
export interface Exemption {
  /** ID of the check. */
  readonly check: string;
  /** A name or a pattern; null where an edge is meant. */
  readonly service: string | null;
  readonly edge: EdgeName | null;
  readonly reason: string;
  /** Its last day in UTC, as people write it: `2026-11-30`. */
  readonly until: string;
  /** When that day is over, milliseconds since the epoch. */
  readonly endsAt: number;
}

/** What became of an exemption. */
export interface ExemptionUse {
  readonly check: string;
  readonly service: string | null;
  readonly edge: EdgeName | null;
  readonly reason: string;
  readonly until: string;
  readonly expired: boolean;
  /** Failing units that it excused. */
  readonly units: number;
}

/** Whether a name fits a pattern of an exemption or of a filter. */
export type Matches = (pattern: string, name: string) => boolean;

/** The first exemption that holds at `now` and excuses what a check finds about the service and edge, if any does. */
export function exemptionFor(
  exemptions: readonly Exemption[],
  found: Pick<Finding, 'check' | 'service' | 'edge'>,
  now: number,
  matches: Matches,
): Exemption | undefined {
  return exemptions.find((exemption) => !isExpired(exemption, now) && covers(exemption, found, matches));
}

/** What became of every exemption, given the findings that were made with them. */
export function exemptionUses(
  exemptions: readonly Exemption[],
  findings: readonly Finding[],
  now: number,
  matches: Matches = isSame,
): ExemptionUse[] {
  const units = new Map<Exemption, number>();
  for (const finding of findings) {
    const exemption = exemptionFor(exemptions, finding, now, matches);
    if (exemption !== undefined) units.set(exemption, (units.get(exemption) ?? 0) + finding.exempt);
  }
  return exemptions.map((exemption) => {
    const { check, service, edge, reason, until } = exemption;
    return {
      check,
      service,
      edge,
      reason,
      until,
      expired: isExpired(exemption, now),
      units: units.get(exemption) ?? 0,
    };
  });
}

/** Whether an exemption's last day is over. */
export function isExpired({ endsAt }: Exemption, now: number): boolean {
  return now >= endsAt;
}

/** Patterns without any special meaning. */
export function isSame(pattern: string, name: string): boolean {
  return pattern === name;
}

function covers(
  exemption: Exemption,
  { check, service, edge }: Pick<Finding, 'check' | 'service' | 'edge'>,
  matches: Matches,
): boolean {
  if (exemption.check !== check) return false;
  if (exemption.edge === null) return exemption.service !== null && matches(exemption.service, service);
  if (edge === null) return false;
  return matches(exemption.edge.from, edge.from) && matches(exemption.edge.to, edge.to);
}

/**
 * The finding that an expired exemption is: of one exemption one has expired. It excuses nothing any more, so what it
 * excused stands beside it as findings of their own. It is seen from its end on until now.
 */
export function expiredFinding(
  { check, service, edge, reason, until, endsAt }: Exemption,
  now: number,
): Finding {
  return {
    check: EXPIRED_EXEMPTION,
    title: `has an exemption from ${check} that ended with ${until} (its reason: ${reason})`,
    severity: 'warning',
    service: service ?? edge?.to ?? '',
    edge,
    unit: 'exemption',
    applicable: 1,
    failing: 1,
    exempt: 0,
    rate: 1,
    interval: wilson(1, 1),
    blame: { service: null, basis: 'unknown' },
    reasons: { expired: 1 },
    firstSeen: isoOfMillis(endsAt),
    lastSeen: isoOfMillis(now),
    histogram: null,
    examples: [],
    remedy:
      'See whether the exception is still needed. If it is, give it a new end date and a reason that still holds; if not, remove it from the config.',
  };
}

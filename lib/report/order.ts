import type { Finding, FindingSeverity } from './finding-model';
import type { ServiceRow } from './model';

const SEVERITY_ORDER: Readonly<Record<FindingSeverity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * The most harmful first: by severity, then by the rate that is certain at least (the interval's low bound),
 * then by how many units fail. Names decide last, so that the order never depends on the order of reading.
 */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
    b.interval.low - a.interval.low ||
    b.failing - a.failing ||
    compareText(a.check, b.check) ||
    compareText(a.service, b.service) ||
    compareText(a.edge?.from ?? '', b.edge?.from ?? '') ||
    compareText(a.edge?.to ?? '', b.edge?.to ?? '')
  );
}

/** The services with most orphans first, then the largest, then by name. */
export function compareServices(a: ServiceRow, b: ServiceRow): number {
  return b.orphans - a.orphans || b.spans - a.spans || compareText(a.name, b.name);
}

/** By UTF-16 code units: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

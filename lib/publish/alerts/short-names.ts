import { createHash } from 'node:crypto';
import type { Finding } from '../../report/finding-model';
import type { Passed } from '../../report/passed-model';
import type { RunNotice } from '../notice';

/** Names up to this length are kept whole: longer ones are shown cut anyway, and would fill the state. */
export const MAX_KEPT_NAME = 200;
const KEPT_BEGINNING = 160;

/** The notice with names of bounded length: what is cut ends with a hash, so that different names stay different. */
export function withShortNames(notice: RunNotice): RunNotice {
  const { findings, passed } = notice;
  return { ...notice, findings: findings.map(shortFinding), passed: passed.map(shortPassed) };
}

function shortPassed({ check, services, edges }: Passed): Passed {
  return {
    check: shortName(check),
    services: services.map(shortName),
    edges: edges.map(({ from, to }) => ({ from: shortName(from), to: shortName(to) })),
  };
}

function shortFinding(finding: Finding): Finding {
  const { check, service, edge, blame } = finding;
  return {
    ...finding,
    check: shortName(check),
    service: shortName(service),
    edge: edge && { from: shortName(edge.from), to: shortName(edge.to) },
    blame: { ...blame, service: blame.service === null ? null : shortName(blame.service) },
  };
}

function shortName(name: string): string {
  if (name.length <= MAX_KEPT_NAME) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${name.slice(0, KEPT_BEGINNING).toWellFormed()}…${hash}`;
}

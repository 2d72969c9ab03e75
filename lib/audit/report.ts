import type { ExemptionUse } from '../checks/exemptions';
import type { Finding } from '../checks/finding';
import type { Learned } from '../checks/learned';
import type { PassedSubjects } from '../checks/passed';
import type { Structure, Verdicts } from '../checks/structure';
import type { EffectiveConfig } from '../config/effective';
import { matchesGlob } from '../config/glob';
import type { Corpus } from '../model/corpus';
import { isoOfMillis } from '../model/time';
import type { Window } from '../model/window';
import type { Coverage } from '../report/coverage-model';
import { type Report, SCHEMA_VERSION } from '../report/model';
import { compareServices } from '../report/order';
import { verdictOf } from '../report/verdict';
import { version } from '../report/version';

/** All that an audit came to. */
export interface AuditResult {
  readonly config: EffectiveConfig;
  readonly audited: Window | null;
  readonly coverage: Coverage;
  /** IDs of the checks that ran. */
  readonly checks: readonly string[];
  readonly corpus: Corpus;
  readonly learned: Learned;
  readonly structure: Structure;
  readonly traces: Verdicts;
  readonly findings: readonly Finding[];
  readonly passed: readonly PassedSubjects[];
  readonly exemptions: readonly ExemptionUse[];
}

/** The report of an audit. The filter on services narrows what is listed, not what is judged. */
export function reportOf(result: AuditResult): Report {
  const { config, audited, coverage, checks, structure, traces, findings, passed, exemptions } = result;
  const isReported = serviceFilter(config.services);
  const settings = {
    minApplicable: config.minApplicable,
    checks: [...checks],
    services: [...config.services],
  };
  const services = serviceRows(result).filter(({ name }) => isReported(name));
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'tracewarden', version: version() },
    sources: config.sources.map(({ source }) => source),
    window: windowReport(config, audited),
    settings,
    verdict: verdictOf({ coverage, services, settings, findings }),
    coverage,
    traces: { ...traces },
    structure: { ...structure },
    services,
    edges: edgeRows(result).filter(({ from, to }) => isReported(from) || isReported(to)),
    findings: [...findings],
    passed: [...passed],
    exemptions,
  };
}

/** The audit window as reports show it. */
export function windowReport(config: EffectiveConfig, audited: Window | null): Report['window'] {
  if (audited === null) return null;
  return {
    start: isoOfMillis(audited.start),
    end: isoOfMillis(audited.end),
    settleSeconds: config.settle / 1000,
    marginSeconds: { before: config.margin.before / 1000, after: config.margin.after / 1000 },
  };
}

function serviceFilter(globs: readonly string[]): (service: string) => boolean {
  return (service) => globs.length === 0 || globs.some((glob) => matchesGlob(glob, service));
}

function serviceRows({ corpus, learned }: AuditResult): Report['services'] {
  const { spans, traces, roots, orphans } = learned.services;
  return corpus.services
    .map((name, service) => ({
      name,
      spans: spans[service]!,
      traces: traces[service]!,
      roots: roots[service]!,
      orphans: orphans[service]!,
    }))
    .toSorted(compareServices);
}

function edgeRows({ corpus, learned }: AuditResult): Report['edges'] {
  const name = (service: number) => corpus.services[service]!;
  return learned.edges
    .map(({ from, to, calls, withoutServer }) => ({ from: name(from), to: name(to), calls, withoutServer }))
    .toSorted((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to));
}

function compareText(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

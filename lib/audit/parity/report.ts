import { exemptionUses } from '../../checks/exemptions';
import { wilson } from '../../checks/statistics';
import type { EffectiveConfig } from '../../config/effective';
import { matchesGlob } from '../../config/glob';
import type { Window } from '../../model/window';
import type { Coverage } from '../../report/coverage-model';
import { SCHEMA_VERSION } from '../../report/model';
import type { ParityExample, ParityReport } from '../../report/parity-model';
import { isInputMissing } from '../../report/verdict';
import { version } from '../../report/version';
import { shareOfSelection, type TraceSelection } from '../../sampling/trace-selection';
import { windowReport } from '../report';
import { shownClasses } from './classes';
import type { Comparison } from './compare';
import { mismatchFindings, ownExemptions } from './findings';
import type { Examples, ServiceTally } from './tally';

const SHOWN_CLASSES = 256;

/** All that comparing two sources came to. */
export interface ParityResult {
  readonly config: EffectiveConfig;
  readonly audited: Window | null;
  readonly now: number;
  readonly selection: TraceSelection;
  /** The threshold in force at the end, for both. */
  readonly threshold: number;
  readonly comparison: Comparison;
  /** Names by service number. */
  readonly services: readonly string[];
  readonly coverage: { readonly first: Coverage; readonly second: Coverage };
}

/** The report of a comparison. The filter on services narrows what is listed, not what is compared. */
export function parityReportOf(result: ParityResult): ParityReport {
  const { config, audited, now, comparison, coverage, selection, threshold } = result;
  const [first = '', second = ''] = config.sources.map(({ source }) => source);
  const isWanted = (name: string) =>
    config.services.length === 0 || config.services.some((glob) => matchesGlob(glob, name));
  const tallies = [...comparison.services]
    .map(([service, tally]) => [result.services[service] ?? '', tally] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // Where a source holds nothing at all, that is no comparison: perhaps another place was meant.
  const isOneEmpty = [coverage.first, coverage.second].some(({ traces }) => traces.sampled === 0);
  const found = isOneEmpty ? [] : mismatchFindings(tallies, { config, window: audited, now });
  const findings = found.filter(({ service }) => isWanted(service));
  const traces = tracesOf(comparison);
  const services = tallies
    .filter(([name]) => isWanted(name))
    .map(serviceRow)
    .sort(byHarm);
  const isNoneSeen = config.services.length > 0 && services.length === 0;
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'tracewarden', version: version() },
    sources: { first, second },
    window: windowReport(config, audited),
    settings: { minApplicable: config.minApplicable, services: [...config.services] },
    sample: {
      rate: shareOfSelection(selection, threshold),
      lastDigits: selection.by === 'suffix' ? shownClasses(selection.classes, SHOWN_CLASSES) : null,
    },
    verdict: isOneEmpty || isNoneSeen ? 'unknown' : verdictOf(traces.compared, findings, coverage),
    traces,
    spans: { ...comparison.spans },
    services,
    examples: {
      onlyInFirst: examplesOf(comparison.examples.onlyInFirst, result.services),
      onlyInSecond: examplesOf(comparison.examples.onlyInSecond, result.services),
      differing: examplesOf(comparison.examples.differing, result.services),
    },
    findings,
    exemptions: exemptionUses(ownExemptions(config), found, now, matchesGlob),
    coverage,
  };
}

function tracesOf({ traces, notCompared }: Comparison): ParityReport['traces'] {
  const mismatches = traces.onlyInFirst + traces.onlyInSecond + traces.differing;
  const compared = traces.same + mismatches;
  return {
    compared,
    ...traces,
    rate: compared === 0 ? 0 : mismatches / compared,
    interval: wilson(mismatches, compared),
    notCompared: { ...notCompared },
  };
}

function verdictOf(
  compared: number,
  findings: ParityReport['findings'],
  { first, second }: ParityResult['coverage'],
): ParityReport['verdict'] {
  if (compared === 0) return 'unknown';
  if (findings.some(({ severity }) => severity !== 'info')) return 'findings';
  return isInputMissing(first) || isInputMissing(second) ? 'unknown' : 'ok';
}

function serviceRow([name, tally]: readonly [string, ServiceTally]): ParityReport['services'][number] {
  const { traces, differing, onlyInFirst, onlyInSecond } = tally;
  return {
    name,
    traces,
    differing,
    rate: differing / traces,
    interval: wilson(differing, traces),
    onlyInFirst,
    onlyInSecond,
  };
}

function byHarm(a: ParityReport['services'][number], b: ParityReport['services'][number]): number {
  return b.interval.low - a.interval.low || b.differing - a.differing || (a.name < b.name ? -1 : 1);
}

function examplesOf(examples: Examples, names: readonly string[]): ParityExample[] {
  return examples.list().map(({ traceId, onlyInFirst, onlyInSecond, services }) => ({
    traceId,
    onlyInFirst,
    onlyInSecond,
    services: services.map((service) => names[service] ?? '').sort(),
  }));
}

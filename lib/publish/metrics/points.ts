import type { Finding } from '../../report/finding-model';
import type { Report } from '../../report/model';
import type { Passed } from '../../report/passed-model';
import { dimensionValue, type MetricPoint } from './limits';
import type { MetricFacts } from './metric-facts';
import { chosenServices, isAbout } from './services';

type Values = readonly (readonly [name: string, unit: MetricPoint['unit'], value: number | null])[];

/** The points of an audited window. Where nothing was judged there is no rate at all: no data is no health. */
export function metricPoints(report: Report, facts: MetricFacts): MetricPoint[] {
  const base = { Environment: dimensionValue(facts.environment), Source: dimensionValue(facts.source) };
  const points = (dimensions: Readonly<Record<string, string>>, values: Values): MetricPoint[] =>
    values.flatMap(([name, unit, value]) =>
      value === null
        ? []
        : [{ name, unit, value, dimensions: { ...base, ...dimensions }, time: facts.windowEnd }],
    );
  const isJudged = report.coverage.traces.judged > 0;
  // What did not run has no rate, not 0.
  const checks = facts.checks.filter((check) => report.settings.checks.includes(check));
  const rates = (
    findings: readonly Finding[],
    passed: readonly Passed[],
    dimensions: Readonly<Record<string, string>>,
  ) =>
    checks.flatMap((check) =>
      points({ ...dimensions, Check: dimensionValue(check) }, [
        ['FailureRate', 'Percent', failureRate(check, findings, passed, report.settings.minApplicable)],
      ]),
    );
  const services = isJudged ? chosenServices(report, facts) : [];
  return [
    ...points({}, runValues(report, facts)),
    ...(isJudged ? rates(report.findings, report.passed, {}) : []),
    ...services.flatMap((row) => {
      const dimensions = { Service: dimensionValue(row.name) };
      const own = report.findings.filter((finding) => isAbout(finding, row.name));
      return [
        ...points(dimensions, [
          ['JudgedTraces', 'Count', row.traces],
          ['Completeness', 'Percent', row.spans === 0 ? null : 100 * (1 - row.orphans / row.spans)],
          ['FindingsError', 'Count', withSeverity(own, 'error')],
        ]),
        ...rates(own, passedBy(report.passed, row.name), dimensions),
      ];
    }),
  ];
}

function runValues({ coverage, traces, structure, findings }: Report, { timing }: MetricFacts): Values {
  const told = traces.complete + traces.incomplete;
  const { judged } = coverage.traces;
  return [
    ['AuditedWindows', 'Count', 1],
    ['JudgedTraces', 'Count', judged],
    ['IncompleteTraces', 'Count', traces.incomplete],
    ['Completeness', 'Percent', told === 0 ? null : (100 * traces.complete) / told],
    ['RootlessRate', 'Percent', judged === 0 ? null : (100 * structure.rootless) / judged],
    ['DuplicateRate', 'Percent', duplicateRate(structure)],
    ['FindingsError', 'Count', withSeverity(findings, 'error')],
    ['FindingsWarning', 'Count', withSeverity(findings, 'warning')],
    ['UnreadableObjects', 'Count', coverage.objects.unreadable],
    ['SampleRate', 'Percent', 100 * coverage.sampleRate * shareOfMinutes(coverage)],
    ['AuditDelaySeconds', 'Seconds', timing && Math.max(0, timing.delay)],
    ['RunSeconds', 'Seconds', timing && Math.max(0, timing.run)],
  ];
}

/** Of the window's minutes, those that were audited. */
function shareOfMinutes({ minutes }: Report['coverage']): number {
  return minutes === undefined ? 1 : minutes.audited / minutes.of;
}

/** Spans that came again, of all that came. */
function duplicateRate({ resends, spans }: Report['structure']): number | null {
  return spans === 0 ? null : (100 * resends) / (spans + resends);
}

/** The highest rate of a check, of subjects with enough units to judge: 0 where all of them passed, null without any. */
function failureRate(
  check: string,
  findings: readonly Finding[],
  passed: readonly Passed[],
  minApplicable: number,
): number | null {
  const rates = findings
    .filter((finding) => finding.check === check && finding.applicable >= minApplicable)
    .map(({ rate, failing }) => (failing === 0 ? 0 : 100 * rate));
  if (rates.length === 0 && !passed.some((one) => one.check === check)) return null;
  return rates.reduce((highest, rate) => Math.max(highest, rate), 0);
}

/** What passed of one service: the service itself, or an edge to or from it. */
function passedBy(passed: readonly Passed[], name: string): readonly Passed[] {
  return passed.filter(
    ({ services, edges }) =>
      services.includes(name) || edges.some(({ from, to }) => from === name || to === name),
  );
}

function withSeverity(findings: readonly Finding[], wanted: Finding['severity']): number {
  return findings.filter(({ severity }) => severity === wanted).length;
}

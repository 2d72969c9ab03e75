import type { Finding } from '../finding-model';
import { formatPeriod } from '../instants';
import { codeSpan, markdownText } from '../markdown-escape';
import type { Report } from '../model';
import { formatCount, formatQuantity, formatRate } from '../numbers';
import { compareFindings } from '../order';
import { sparkline } from '../sparkline';
import { BESIDE_SAMPLE, blameOf, isAboutService } from '../text/findings';
import { bullets, table } from './blocks';

/** Findings with details of their own; a comment on a pull request has a limit of 65,536 characters. */
const DETAILED_FINDINGS = 15;
const LISTED_FINDINGS = 50;
const BARS = 30;

const SEVERITY: Readonly<Record<Finding['severity'], string>> = {
  error: 'Error',
  warning: 'Warning',
  info: 'Note',
};

/** A table of all findings, then one section each; notes only where `verbose`. */
export function findingSections(report: Pick<Report, 'findings'>, verbose: boolean): string[] {
  const ordered = report.findings.toSorted(compareFindings);
  const faults = ordered.filter(({ severity }) => verbose || severity !== 'info');
  const listed = verbose ? faults : faults.slice(0, LISTED_FINDINGS);
  const detailed = verbose ? faults : faults.slice(0, DETAILED_FINDINGS);
  const notes = ordered.length - faults.length;
  const hidden = [
    ...(faults.length > listed.length ? [formatQuantity(faults.length - listed.length, 'more finding')] : []),
    ...(notes > 0 ? [formatQuantity(notes, 'note')] : []),
  ];
  return [
    ...(listed.length > 0
      ? ['## Findings', 'The most harmful first; rates with their 95 % interval.', findingTable(listed)]
      : []),
    ...(hidden.length > 0 ? [`Not shown: ${hidden.join(' and ')}.`] : []),
    ...detailed.flatMap((finding, index) => [
      heading(finding),
      details(finding, detailed.findIndex(({ check }) => check === finding.check) === index),
    ]),
  ];
}

function findingTable(findings: readonly Finding[]): string {
  return table(
    ['Severity', 'Service', 'What', 'Rate', 'Failing', 'Blame'],
    findings.map((finding) => [
      SEVERITY[finding.severity],
      codeSpan(finding.service),
      markdownText(finding.title),
      isExemption(finding) ? '' : rateOf(finding),
      amount(finding),
      isAboutService(finding) ? blameOf(finding, codeSpan) : '',
    ]),
    ['left', 'left', 'left', 'right', 'right', 'left'],
  );
}

function heading({ severity, service, title }: Finding): string {
  return `### ${SEVERITY[severity]}: ${codeSpan(service)} ${markdownText(title)}`;
}

function details(finding: Finding, isFirst: boolean): string {
  const { check, edge, exempt, remedy } = finding;
  const exempted = exempt > 0 ? `, ${formatCount(exempt)} exempt` : '';
  return bullets([
    `Check: ${codeSpan(check)}`,
    ...(isExemption(finding) ? [] : [`Rate: ${rateOf(finding)}, ${amount(finding)}${exempted}`]),
    ...(edge === null ? [] : [`Edge: ${codeSpan(edge.from)} to ${codeSpan(edge.to)}`]),
    ...(isAboutService(finding) ? [`Blame: ${blameOf(finding, codeSpan)}`] : []),
    ...reasons(finding),
    ...seen(finding),
    ...examples(finding),
    `To do: ${isFirst ? markdownText(remedy) : `as above for ${codeSpan(check)}`}`,
  ]);
}

/** An expired exemption is about the configuration: nobody is to blame, and there is no rate. */
function isExemption({ unit }: Finding): boolean {
  return unit === 'exemption';
}

function rateOf({ rate, interval }: Finding): string {
  return markdownText(formatRate(rate, interval));
}

function amount({ failing, applicable, unit }: Finding): string {
  return `${formatCount(failing)} of ${formatQuantity(applicable, unit)}`;
}

function reasons({ reasons }: Finding): string[] {
  const ordered = Object.entries(reasons).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const parts = ordered.map(([code, count]) => `${codeSpan(code)} ${formatCount(count)}`);
  return parts.length === 0 ? [] : [`Reasons: ${parts.join(', ')}`];
}

function seen({ firstSeen, lastSeen, histogram }: Finding): string[] {
  if (firstSeen === null || lastSeen === null) return [];
  const bars = histogram === null ? '' : ` ${codeSpan(sparkline(histogram.counts, BARS))}`;
  return [`Seen: ${formatPeriod(firstSeen, lastSeen)}${bars}`];
}

function examples({ examples }: Finding): string[] {
  const parts = examples.map(
    ({ traceId, spanId, beside }) =>
      `${codeSpan(traceId)} span ${codeSpan(spanId)}${beside === true ? BESIDE_SAMPLE : ''}`,
  );
  return parts.length === 0 ? [] : [`Look at: ${parts.join('; ')}`];
}

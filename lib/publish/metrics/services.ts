import type { Finding } from '../../report/finding-model';
import type { Report, ServiceRow } from '../../report/model';
import type { MetricFacts } from './metric-facts';

/** Whether a finding tells of a service: it is the one found, or the one to blame. */
export function isAbout({ service, blame }: Finding, name: string): boolean {
  return service === name || blame.service === name;
}

/** The services that have points of their own: those listed and found, then the worst. Never more than both numbers. */
export function chosenServices(
  report: Report,
  { services, maxServices }: Pick<MetricFacts, 'services' | 'maxServices'>,
): ServiceRow[] {
  const listed = report.services.filter(({ name }) => services.includes(name));
  const harm = new Map(report.services.map(({ name }) => [name, harmOf(report.findings, name)]));
  const worst = report.services
    .filter(({ name }) => !services.includes(name))
    .toSorted(
      (a, b) =>
        (harm.get(b.name) ?? 0) - (harm.get(a.name) ?? 0) ||
        shareOfOrphans(b) - shareOfOrphans(a) ||
        b.spans - a.spans ||
        (a.name < b.name ? -1 : 1),
    )
    .slice(0, maxServices);
  return [...listed, ...worst];
}

/** What is certain at least of the worst error or warning about a service, 0 to 1; an error counts above all warnings. */
function harmOf(findings: readonly Finding[], name: string): number {
  const harms = findings
    .filter((finding) => finding.severity !== 'info' && isAbout(finding, name))
    .map(({ severity, interval }) => interval.low + (severity === 'error' ? 1 : 0));
  return harms.reduce((worst, harm) => Math.max(worst, harm), 0);
}

function shareOfOrphans({ orphans, spans }: ServiceRow): number {
  return spans === 0 ? 0 : orphans / spans;
}

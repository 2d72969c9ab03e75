import { UNNAMED_SERVICE } from '../../model/assemble';
import { cellWidth, cutMiddle } from '../cells';
import type { Finding } from '../finding-model';
import { formatPeriod } from '../instants';
import type { Report } from '../model';
import { formatCount, formatQuantity, formatRate } from '../numbers';
import { compareFindings } from '../order';
import { sparkline } from '../sparkline';
import { escapeUntrusted, shownName } from '../untrusted';
import { BODY, EMPTY_LINE, type Line, labelled, paragraph, type Style } from './lines';

/** Blocks shown unless all are asked for: a reader acts on the first ones. */
const SHOWN_FINDINGS = 12;
const SHOWN_EXAMPLES = 2;
/** Of a name in running text; tables cut theirs to the room there is. */
const NAME_WIDTH = 48;
const TITLE_WIDTH = 240;
/** Of an ID as it came, which may be no ID at all; a valid trace ID has 32. */
const ID_WIDTH = 34;
const BARS = { most: 30, least: 8 } as const;

const SEVERITY: Readonly<Record<Finding['severity'], { readonly label: string; readonly style: Style }>> = {
  error: { label: 'ERROR', style: 'boldRed' },
  warning: { label: 'WARNING', style: 'boldYellow' },
  info: { label: 'NOTE', style: 'bold' },
};

/** What is wrong, one block a finding, the most harmful first; notes are one line unless `verbose`. */
export function findingLines(report: Pick<Report, 'findings'>, verbose: boolean): Line[] {
  const findings = report.findings.toSorted(compareFindings);
  const faults = findings.filter(({ severity }) => verbose || severity !== 'info');
  const shown = verbose ? faults : faults.slice(0, SHOWN_FINDINGS);
  const notes = findings.length - faults.length;
  const explained = new Set<string>();
  const blocks = shown.flatMap((finding) => {
    const isFirst = !explained.has(finding.check);
    explained.add(finding.check);
    return [...findingBlock(finding, isFirst, verbose), EMPTY_LINE];
  });
  return [
    ...(shown.length > 0
      ? [
          ...paragraph('What is wrong, the most harmful first; rates with their 95 % interval:', 'dim'),
          EMPTY_LINE,
        ]
      : []),
    ...blocks,
    ...folded(faults.length - shown.length, notes, shown.length > 0),
  ];
}

function folded(hidden: number, notes: number, hasBlocks: boolean): Line[] {
  const parts = [
    ...(hidden > 0 ? [formatQuantity(hidden, 'more finding')] : []),
    ...(notes > 0 ? [formatQuantity(notes, 'note')] : []),
  ];
  if (parts.length === 0) return [];
  return [
    ...paragraph(
      `${hasBlocks ? 'and ' : ''}${parts.join(' and ')}: --verbose shows ${hidden + notes === 1 ? 'it' : 'them'}`,
      'dim',
    ),
    EMPTY_LINE,
  ];
}

/** Said of an example that no count knows of. */
export const BESIDE_SAMPLE = ' (not counted)';

function findingBlock(finding: Finding, isFirst: boolean, verbose: boolean): Line[] {
  const { label, style } = SEVERITY[finding.severity];
  return [
    ...labelled(label, `${nameOf(finding.service)} ${titleOf(finding)}`, { label: style, text: 'bold' }),
    ...labelled('', amount(finding)),
    ...(finding.edge === null
      ? []
      : labelled('Edge', `${nameOf(finding.edge.from)} -> ${nameOf(finding.edge.to)}`)),
    ...(isAboutService(finding) ? labelled('Blame', blameOf(finding)) : []),
    ...reasons(finding, verbose),
    ...seen(finding),
    ...examples(finding, verbose),
    ...labelled('To do', isFirst ? finding.remedy : `As above for ${finding.check}.`),
  ];
}

/** An expired exemption is about the configuration, a mismatch about the ways to two sources: no service is to blame. */
export function isAboutService({ unit, check }: Finding): boolean {
  return unit !== 'exemption' && check !== 'source-mismatch';
}

function amount(finding: Finding): string {
  const { failing, applicable, unit, rate, interval, exempt, check } = finding;
  if (unit === 'exemption') return `It excuses nothing any more [${check}]`;
  const of = `${formatCount(failing)} of ${formatQuantity(applicable, unit)}`;
  const exempted = exempt > 0 ? `, ${formatCount(exempt)} exempt` : '';
  return `${formatRate(rate, interval)}: ${of}${exempted} [${check}]`;
}

/** Who is to blame, in words. */
export function blameOf({ blame, service }: Finding, name: (text: string) => string = nameOf): string {
  if (blame.service === null || blame.basis === 'unknown') return 'nobody can be named';
  if (blame.basis === 'inferred') return `${name(blame.service)}, inferred from learned calls`;
  return blame.service === service ? `${name(service)} itself` : name(blame.service);
}

function reasons({ reasons }: Finding, verbose: boolean): Line[] {
  const ordered = Object.entries(reasons).toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  // One reason alone says no more than the title; its page (`tracewarden checks ID`) explains it.
  if (ordered.length < 2 && !verbose) return [];
  return labelled('Reasons', ordered.map(([code, count]) => `${code} ${formatCount(count)}`).join(', '));
}

function seen({ firstSeen, lastSeen, histogram }: Finding): Line[] {
  if (firstSeen === null || lastSeen === null) return [];
  const period = formatPeriod(firstSeen, lastSeen);
  const room = Math.min(BARS.most, BODY - cellWidth(period) - 4);
  const hasBars = histogram !== null && histogram.counts.length > 1 && room >= BARS.least;
  return labelled('Seen', hasBars ? `${period} [${sparkline(histogram.counts, room)}]` : period);
}

function examples({ examples }: Finding, verbose: boolean): Line[] {
  return (verbose ? examples : examples.slice(0, SHOWN_EXAMPLES)).flatMap(
    ({ traceId, spanId, beside }, index) =>
      labelled(
        index === 0 ? 'Look at' : '',
        `${idOf(traceId)} span ${idOf(spanId)}${beside === true ? BESIDE_SAMPLE : ''}`,
      ),
  );
}

/** A title may hold parts of names and of the configuration. */
function titleOf({ title }: Finding): string {
  return cutMiddle(escapeUntrusted(title), TITLE_WIDTH);
}

function idOf(id: string): string {
  return cutMiddle(escapeUntrusted(id), ID_WIDTH);
}

/** In quotes where it has spaces, so that it cannot pass for a part of our sentence. */
function nameOf(name: string): string {
  const shown = cutMiddle(shownName(name), NAME_WIDTH);
  return shown.includes(' ') && name !== UNNAMED_SERVICE ? `"${shown}"` : shown;
}

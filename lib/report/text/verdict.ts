import { cutMiddle } from '../cells';
import type { FindingSeverity } from '../finding-model';
import { formatPeriod } from '../instants';
import type { Report } from '../model';
import { formatCount, formatPercent, formatQuantity } from '../numbers';
import { shownName } from '../untrusted';
import { nothingJudged, whyUnknown } from '../why-unknown';
import { BODY, type Line, labelled, type Style } from './lines';

/** Sources shown by name. */
const SHOWN_SOURCES = 2;

/** The verdict in one sentence, then what it speaks of. */
export function verdictLines(report: Report): Line[] {
  return [
    ...headline(report),
    ...consequence(report).flatMap((sentence) => labelled('', sentence)),
    ...subject(report).flatMap((text) => labelled('', cutMiddle(text, BODY), { text: 'dim' })),
  ];
}

/** The verdict alone. */
export function headline(report: Report): Line[] {
  return labelled(report.verdict.toUpperCase(), verdictSentence(report), {
    label: verdictStyle(report),
    text: 'bold',
  });
}

/** The verdict in one sentence, without the word itself. */
export function verdictSentence(report: Report): string {
  const { judged } = report.coverage.traces;
  const traces = formatQuantity(judged, 'trace');
  const services = formatQuantity(report.services.length, 'service');
  if (report.verdict === 'ok') return `No check found a fault in ${traces} of ${services}.`;
  if (report.verdict === 'findings') {
    // A filter leaves services out of the list that findings about an edge still name.
    const among = report.settings.services.length > 0 ? '' : ` in ${faultyServices(report)} of ${services}`;
    return `${severityCounts(report)}${among} (${traces}).`;
  }
  if (nothingJudged(report) !== null) return `Nothing could be judged: ${whyUnknown(report)}.`;
  return 'No fault in what could be judged, but not all input could be read.';
}

/** What follows from the verdict for the traces. */
export function consequence(report: Report): string[] {
  const { verdict, coverage, traces } = report;
  const { judged } = coverage.traces;
  if (nothingJudged(report) !== null)
    return ['No data is no sign of health: the traces may be fine, broken or missing.'];
  const sentences =
    verdict === 'unknown' ? ['What was not read may hide faults, so this is no all-clear.'] : [];
  if (traces.incomplete > 0) {
    const share = `${formatCount(traces.incomplete)} of ${formatCount(judged)} traces`;
    const note = verdict === 'ok' ? ', below every threshold' : '';
    sentences.push(`Incomplete: ${share} (${formatPercent(traces.incomplete / judged)})${note}.`);
  }
  if (traces.partial > 0) sentences.push(`Partial by design: ${formatQuantity(traces.partial, 'trace')}.`);
  return sentences;
}

/** Sources, window and filter, one line each. */
export function subject(report: Report): string[] {
  const { sources, window, settings } = report;
  const shown = sources.slice(0, SHOWN_SOURCES).map(shownName);
  const more = sources.length - shown.length;
  return [
    [...shown, ...(more > 0 ? [`${formatCount(more)} more`] : [])].join(', '),
    ...(window === null ? [] : [`Traces that began ${formatPeriod(window.start, window.end)}`]),
    ...(settings.services.length > 0
      ? [`Only services: ${settings.services.map(shownName).join(', ')}`]
      : []),
  ].filter((text) => text !== '');
}

/** The colour of a verdict. */
export function verdictStyle(report: Pick<Report, 'verdict' | 'findings'>): Style {
  if (report.verdict === 'ok') return 'boldGreen';
  return report.findings.some(({ severity }) => severity === 'error') ? 'boldRed' : 'boldYellow';
}

/** How many findings are errors and warnings, in words; empty where none is. */
export function severityCounts({ findings }: Pick<Report, 'findings'>): string {
  const number = (wanted: FindingSeverity) => findings.filter(({ severity }) => severity === wanted).length;
  const errors = number('error');
  const warnings = number('warning');
  return [
    ...(errors > 0 ? [formatQuantity(errors, 'error')] : []),
    ...(warnings > 0 ? [formatQuantity(warnings, 'warning')] : []),
  ].join(', ');
}

/** Services with an error or a warning. */
function faultyServices({ findings }: Report): string {
  const faults = findings.filter(({ severity }) => severity !== 'info');
  return formatCount(new Set(faults.map(({ service }) => service)).size);
}

import { formatPeriod } from '../instants';
import { codeSpan, markdownText } from '../markdown-escape';
import type { Report } from '../model';
import { formatCount, formatQuantity } from '../numbers';
import { compareServices } from '../order';
import {
  coverageSentence,
  minutesSentence,
  sampledSentence,
  unjudgedSentence,
  unreadSentence,
} from '../text/coverage';
import { exemptSentence } from '../text/exemptions';
import { liveSentences } from '../text/live';
import { consequence, verdictSentence } from '../text/verdict';
import { bullets, table } from './blocks';

const LISTED_SERVICES = 30;
const LISTED_PROBLEMS = 10;

/** The verdict and what it speaks of. */
export function verdictSection(report: Report): string[] {
  const { verdict, sources, window, settings } = report;
  return [
    `# Traces: ${verdict}`,
    `**${markdownText(verdictSentence(report))}**`,
    ...consequence(report).map(markdownText),
    bullets([
      ...(sources.length > 0 ? [`Sources: ${sources.map(codeSpan).join(', ')}`] : []),
      ...(window === null ? [] : [`Traces that began ${formatPeriod(window.start, window.end)}`]),
      ...(settings.services.length > 0
        ? [`Only services: ${settings.services.map(codeSpan).join(', ')}`]
        : []),
    ]),
  ];
}

/** The services, those with most orphans first. */
export function serviceSection({ services }: Report, verbose: boolean): string[] {
  if (services.length === 0) return [];
  const shown = services.toSorted(compareServices).slice(0, verbose ? services.length : LISTED_SERVICES);
  const hidden = services.length - shown.length;
  const rows = shown.map(({ name, spans, traces, roots, orphans }) => [
    codeSpan(name),
    formatCount(spans),
    formatCount(traces),
    formatCount(roots),
    formatCount(orphans),
  ]);
  return [
    '## Services',
    table(['Service', 'Spans', 'Traces', 'Roots', 'Orphans'], rows, [
      'left',
      'right',
      'right',
      'right',
      'right',
    ]),
    ...(hidden > 0 ? [`Not shown: ${formatQuantity(hidden, 'more service')}.`] : []),
  ];
}

/** What was read, and what limits the result. */
export function coverageSection(report: Report, verbose: boolean): string[] {
  const { coverage } = report;
  const warnings = [
    { label: 'Unread', sentence: unreadSentence(coverage) },
    { label: 'Sampled', sentence: sampledSentence(report) },
    { label: 'Minutes', sentence: minutesSentence(coverage) },
    { label: 'Unjudged', sentence: unjudgedSentence(coverage) },
    { label: 'Exempt', sentence: exemptSentence(report) },
  ].flatMap(({ label, sentence }) => (sentence === null ? [] : [`**${label}**: ${markdownText(sentence)}`]));
  const live = liveSentences(report).map(
    ({ label, sentence }) => `**${label === '' ? 'Live' : label}**: ${markdownText(sentence)}`,
  );
  const problems = verbose ? coverage.problems : coverage.problems.slice(0, LISTED_PROBLEMS);
  return [
    '## Coverage',
    markdownText(coverageSentence(coverage)),
    ...(live.length + warnings.length > 0 ? [bullets([...live, ...warnings])] : []),
    ...(problems.length > 0 ? [problemTable(problems)] : []),
  ];
}

/** Pieces that could not be read. */
export function problemTable(problems: Report['coverage']['problems']): string {
  return table(
    ['Object', 'Byte', 'Reason', 'What', 'Pieces'],
    problems.map(({ object, offset, reason, message, count }) => [
      codeSpan(object),
      offset === null ? '' : String(offset),
      reason,
      codeSpan(message),
      formatCount(count),
    ]),
    ['left', 'right', 'left', 'left', 'right'],
  );
}

import { formatPeriod } from '../instants';
import { bullets, table } from '../markdown/blocks';
import { findingSections } from '../markdown/findings';
import { problemTable } from '../markdown/summary';
import { codeSpan, markdownText } from '../markdown-escape';
import { formatCount, formatQuantity, formatRate } from '../numbers';
import type { ParityExample, ParityReport } from '../parity-model';
import { coverageSentence, unreadSentence } from '../text/coverage';
import { exemptSentence } from '../text/exemptions';
import {
  comparedPoints,
  exampleSentence,
  notComparedSentence,
  parityConsequence,
  paritySentence,
  sampleSentence,
} from './sentences';

const LISTED_SERVICES = 30;
const LISTED_PROBLEMS = 10;

/**
 * The comparison as GitHub-flavoured Markdown, for a pull request or a wiki.
 * @param options.verbose everything, however long
 */
export function renderParityMarkdown(
  report: ParityReport,
  options: { readonly verbose?: boolean } = {},
): string {
  const { verbose = false } = options;
  const blocks = [
    ...verdictSection(report),
    ...exampleSection(report),
    ...findingSections(report, verbose),
    ...serviceSection(report, verbose),
    ...coverageSection(report, verbose),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function verdictSection(report: ParityReport): string[] {
  const { verdict, sources, window, settings } = report;
  const consequence = parityConsequence(report);
  return [
    `# Parity: ${verdict}`,
    `**${markdownText(paritySentence(report))}**`,
    ...(consequence === null ? [] : [markdownText(consequence)]),
    bullets([
      `First: ${codeSpan(sources.first)}`,
      `Second: ${codeSpan(sources.second)}`,
      ...(window === null ? [] : [`Traces that began ${formatPeriod(window.start, window.end)}`]),
      ...(settings.services.length > 0
        ? [`Only services: ${settings.services.map(codeSpan).join(', ')}`]
        : []),
    ]),
    bullets(comparedPoints(report).map(({ sentence }) => markdownText(sentence))),
  ];
}

function exampleSection({ examples }: ParityReport): string[] {
  const of = (list: readonly ParityExample[]) =>
    list.map((example) => `${codeSpan(example.traceId)}: ${exampleSentence(example, codeSpan)}`);
  const all = [...of(examples.onlyInFirst), ...of(examples.onlyInSecond), ...of(examples.differing)];
  return all.length === 0 ? [] : ['## Traces to look at', bullets(all)];
}

function serviceSection({ services }: ParityReport, verbose: boolean): string[] {
  const listed = verbose
    ? services
    : services.filter(({ differing }) => differing > 0).slice(0, LISTED_SERVICES);
  if (listed.length === 0) return [];
  const hidden = services.length - listed.length;
  return [
    '## Services',
    table(
      ['Service', 'Traces', 'Differ', 'Rate', 'Spans only in first', 'Spans only in second'],
      listed.map(({ name, traces, differing, rate, interval, onlyInFirst, onlyInSecond }) => [
        codeSpan(name),
        formatCount(traces),
        formatCount(differing),
        markdownText(formatRate(rate, interval)),
        formatCount(onlyInFirst),
        formatCount(onlyInSecond),
      ]),
      ['left', 'right', 'right', 'right', 'right', 'right'],
    ),
    ...(hidden > 0 ? [`Not shown: ${formatQuantity(hidden, 'more service')}.`] : []),
  ];
}

function coverageSection(report: ParityReport, verbose: boolean): string[] {
  const { first, second } = report.coverage;
  const labelled = (label: string, sentence: string | null) =>
    sentence === null ? [] : [`**${label}**: ${markdownText(sentence)}`];
  const problems = [first, second].flatMap((side) => side.problems);
  const listed = verbose ? problems : problems.slice(0, LISTED_PROBLEMS);
  return [
    '## Coverage',
    bullets([
      ...labelled('First', coverageSentence(first)),
      ...labelled('First, unread', unreadSentence(first)),
      ...labelled('Second', coverageSentence(second)),
      ...labelled('Second, unread', unreadSentence(second)),
      ...labelled('Sampled', sampleSentence(report)),
      ...labelled('Left out', notComparedSentence(report)),
      ...labelled('Exempt', exemptSentence(report)),
    ]),
    ...(listed.length > 0 ? [problemTable(listed)] : []),
  ];
}

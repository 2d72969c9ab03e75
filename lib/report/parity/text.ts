import { cutMiddle } from '../cells';
import { formatPeriod } from '../instants';
import { formatCount, formatQuantity, formatRate } from '../numbers';
import type { ParityExample, ParityReport } from '../parity-model';
import type { TextOptions } from '../text';
import { coverageSentence, unread } from '../text/coverage';
import { exemptSentence } from '../text/exemptions';
import { findingLines } from '../text/findings';
import { BODY, EMPTY_LINE, type Line, labelled, paint, paragraph } from '../text/lines';
import { tableLines } from '../text/table';
import { verdictStyle } from '../text/verdict';
import { escapeUntrusted, shownName } from '../untrusted';
import {
  comparedPoints,
  exampleSentence,
  notComparedSentence,
  parityConsequence,
  paritySentence,
  sampleSentence,
} from './sentences';

const SHOWN_SERVICES = 12;
const SHOWN_EXAMPLES = 2;
const EXAMPLE_WIDTH = BODY - 33;

/**
 * The comparison for people, in lines of at most 80 cells: the verdict, what is where, the services, what was read.
 */
export function renderParityText(report: ParityReport, options: TextOptions = {}): string {
  const { color = false, quiet = false, verbose = false } = options;
  const headline = labelled(report.verdict.toUpperCase(), paritySentence(report), {
    label: verdictStyle(report),
    text: 'bold',
  });
  if (quiet) return paint(headline, color);
  const lines = [
    ...headline,
    ...labelledIf('', parityConsequence(report)),
    ...sourceLines(report),
    EMPTY_LINE,
    ...pointLines(report, verbose),
    ...findingLines(report, verbose),
    ...serviceLines(report, verbose),
    ...coverageLines(report, verbose),
  ];
  return paint(lines.slice(0, lines.findLastIndex((parts) => parts.length > 0) + 1), color);
}

function sourceLines({ sources, window, settings }: ParityReport): Line[] {
  return [
    ...labelled('First', cutMiddle(shownName(sources.first), BODY)),
    ...labelled('Second', cutMiddle(shownName(sources.second), BODY)),
    ...(window === null
      ? []
      : labelled('', `Traces that began ${formatPeriod(window.start, window.end)}`, { text: 'dim' })),
    ...(settings.services.length === 0
      ? []
      : labelled('', `Only services: ${settings.services.map(shownName).join(', ')}`, { text: 'dim' })),
  ];
}

/** What was compared, each point with traces to look at. */
function pointLines(report: ParityReport, verbose: boolean): Line[] {
  const most = verbose ? Number.POSITIVE_INFINITY : SHOWN_EXAMPLES;
  const points = comparedPoints(report);
  const lines = points.flatMap(({ sentence, examples }, index) => [
    ...labelled(index === 0 ? 'Compared' : '', sentence),
    ...examples.slice(0, most).flatMap((example) => labelled('', exampleText(example), { text: 'dim' })),
  ]);
  return points.length === 0 ? [] : [...lines, EMPTY_LINE];
}

function exampleText(example: ParityExample): string {
  const said = cutMiddle(escapeUntrusted(exampleSentence(example)), EXAMPLE_WIDTH);
  return `${cutMiddle(escapeUntrusted(example.traceId), 32)} ${said}`;
}

function serviceLines({ services, verdict }: ParityReport, verbose: boolean): Line[] {
  const differing = services.filter((service) => service.differing > 0);
  const listed = verbose ? services : differing.slice(0, SHOWN_SERVICES);
  if (listed.length === 0 || (verdict === 'unknown' && !verbose)) return [];
  const rows = listed.map(
    ({ name, traces, differing: differ, rate, interval, onlyInFirst, onlyInSecond }) => [
      shownName(name),
      formatCount(traces),
      formatCount(differ),
      formatRate(rate, interval),
      formatCount(onlyInFirst),
      formatCount(onlyInSecond),
    ],
  );
  const hidden = services.length - listed.length;
  return [
    ...tableLines({
      head: ['Service', 'Traces', 'Differ', 'Rate', 'Only first', 'Only second'],
      rows,
      names: 1,
    }),
    ...(hidden > 0
      ? paragraph(`and ${formatQuantity(hidden, 'more service')}: --verbose shows all`, 'dim')
      : []),
    EMPTY_LINE,
  ];
}

function coverageLines(report: ParityReport, verbose: boolean): Line[] {
  const { first, second } = report.coverage;
  return [
    ...labelled('Coverage', `First: ${coverageSentence(first)}`),
    ...unread(first, verbose),
    ...labelled('', `Second: ${coverageSentence(second)}`),
    ...unread(second, verbose),
    ...labelledIf('SAMPLED', sampleSentence(report)),
    ...labelledIf('LEFT OUT', notComparedSentence(report)),
    ...labelledIf('EXEMPT', exemptSentence(report)),
  ];
}

function labelledIf(label: string, sentence: string | null): Line[] {
  return sentence === null ? [] : labelled(label, sentence, { label: 'boldYellow' });
}

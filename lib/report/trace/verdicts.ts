import { padRight } from '../cells';
import { formatInstant } from '../instants';
import { formatCount, formatQuantity } from '../numbers';
import { GUTTER, type Line, labelled, paragraph, type Style } from '../text/lines';
import type { TraceAnswer, TraceReport } from '../trace-model';
import { escapeUntrusted, shownName } from '../untrusted';
import { formatMillis } from './durations';

/** What a trace that is not whole is, in words; nothing is said of its health. */
const STATUS: Readonly<Record<Exclude<TraceReport['status'], 'whole' | 'not-found'>, string>> = {
  unsettled: 'It is so recent that spans of it may still be on their way: look again later.',
  cut: 'It reaches past what was read: a longer window, more memory or a larger margin shows all of it.',
  damaged: 'A part of it is in input that could not be read.',
  outside: 'It begins outside the window, so spans of it may not have been read.',
  unread: 'Some input could not be read, and spans of it may be in there.',
};

/** Labels of the answers in the order in which they are shown. */
const ANSWERS: readonly (readonly [TraceAnswer['answer'], string, Style])[] = [
  ['pass', 'Pass', 'green'],
  ['not-applicable', 'No case', 'dim'],
];

const VERDICTS: Readonly<Record<TraceReport['verdict'], string>> = {
  complete: 'No span is missing that others name.',
  incomplete: 'Spans are missing.',
  partial: 'Spans are missing by design: the trace declares its sampling.',
  unknown: 'Nothing is said of its health.',
};

/** The verdict, what the trace is, and what limits the verdict. */
export function verdictLines(report: TraceReport): Line[] {
  const { status, verdict, summary, traceId, sources } = report;
  const where = sources.map(shownName).join(', ');
  if (status === 'not-found') {
    return [
      ...labelled('NOT FOUND', `No span of ${escapeUntrusted(traceId)} was found.`, {
        label: 'boldYellow',
        text: 'bold',
      }),
      ...labelled('', where, { text: 'dim' }),
    ];
  }
  const faults = report.checks.filter(({ answer }) => answer === 'fail').length;
  const failed =
    faults > 0 && verdict !== 'unknown'
      ? ` ${formatQuantity(faults, 'check')} ${faults === 1 ? 'fails' : 'fail'}.`
      : '';
  const label = verdict === 'complete' && faults > 0 ? 'FAULTY' : verdict.toUpperCase();
  return [
    [
      { text: padRight(label, GUTTER - 2), style: styleOf(report) },
      { text: `  ${sentenceOf(report)}${failed}`, style: 'bold' },
    ],
    ...(status === 'whole' ? [] : labelled('', STATUS[status], { text: 'yellow' })),
    ...labelled('', summarySentence(summary)),
    ...labelled('', `Trace ${escapeUntrusted(traceId)}`, { text: 'dim' }),
    ...labelled('', where, { text: 'dim' }),
  ];
}

/** What every check says: those that fail one by one, the others in one line each. */
export function answerLines({ checks, status }: TraceReport): Line[] {
  const failing = checks.filter(({ answer }) => answer === 'fail' || answer === 'exempt');
  const unsure = checks.filter(({ needsMany, answer }) => needsMany && answer !== 'fail');
  return [
    ...(status === 'whole' || checks.length === 0
      ? []
      : paragraph('What the checks say of the part that was read:', 'dim')),
    ...failing.flatMap(failureLines),
    ...ANSWERS.flatMap(([wanted, label, style]) => {
      const ids = checks.filter(({ answer }) => answer === wanted).map(({ check }) => check);
      return ids.length === 0 ? [] : labelled(label, ids.join(', '), { label: style });
    }),
    ...(status === 'not-found' || unsure.length === 0
      ? []
      : labelled(
          'Note',
          `Who calls whom was learned from this trace alone; an audit of many tells more of ${unsure.map(({ check }) => check).join(', ')}.`,
          { text: 'dim' },
        )),
  ];
}

function failureLines({
  check,
  title,
  answer,
  severity,
  services,
  failing,
  exempt,
  reasons,
}: TraceAnswer): Line[] {
  const isExempt = answer === 'exempt';
  const label = isExempt ? 'EXEMPT' : severity === 'info' ? 'NOTE' : severity.toUpperCase();
  const style: Style =
    isExempt || severity === 'info' ? 'bold' : severity === 'error' ? 'boldRed' : 'boldYellow';
  const who = `${services.map(shownName).join(', ')}${services.length > 1 ? ':' : ''}`;
  const codes = Object.entries(reasons);
  const times = failing + exempt;
  const why =
    codes.length === 1
      ? codes.map(([reason]) => (times > 1 ? `${reason}, ${formatCount(times)} times` : reason))
      : codes.map(([reason, count]) => `${reason} ${formatCount(count)}`);
  return [
    ...labelled(label, `${who} ${title} [${check}]`, { label: style }),
    ...labelled('', why.join(', '), { text: 'dim' }),
  ];
}

function sentenceOf({ verdict, summary }: TraceReport): string {
  if (verdict !== 'incomplete') return VERDICTS[verdict];
  const { missingParents, roots } = summary;
  const missing = missingParents === 0 ? [] : [formatQuantity(missingParents, 'missing span')];
  const said = [...missing, ...(roots === 0 ? ['no root'] : [])].join(' and ');
  return said === '' ? VERDICTS.incomplete : `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

function summarySentence({ spans, services, start, durationMs, resends }: TraceReport['summary']): string {
  const time =
    start === null || durationMs === null ? '' : `, ${formatMillis(durationMs)} from ${formatInstant(start)}`;
  const again = resends > 0 ? `, ${formatQuantity(resends, 'resend')}` : '';
  return `${formatQuantity(spans, 'span')} of ${formatQuantity(services, 'service')}${again}${time}`;
}

function styleOf({ verdict, checks }: TraceReport): Style {
  if (verdict === 'unknown' || verdict === 'partial') return 'boldYellow';
  if (verdict === 'incomplete') return 'boldRed';
  const failing = checks.filter(({ answer }) => answer === 'fail');
  if (failing.length === 0) return 'boldGreen';
  return failing.some(({ severity }) => severity === 'error') ? 'boldRed' : 'boldYellow';
}

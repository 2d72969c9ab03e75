import { formatQuantity, formatSize } from '../numbers';
import { unreadSentence } from '../text/coverage';
import { EMPTY_LINE, type Line, labelled, paint } from '../text/lines';
import type { TraceReport } from '../trace-model';
import { chooseRows, type RowLimits } from './shown-rows';
import { treeLines } from './tree-lines';
import { answerLines, verdictLines } from './verdicts';

const LIMITS: RowLimits = { rows: 200, children: 20, faultyChildren: 40 };

/** How the trace is shown. */
export interface TraceTextOptions {
  /** With ANSI colours. */
  readonly color?: boolean;
  /** Every span, however many. */
  readonly all?: boolean;
}

/**
 * The trace for people, in lines of at most 80 cells: the verdict, the tree with what is missing in its place, what
 * each check says, and what was read. Of a trace of thousands of spans the first and the faulty ones are shown.
 */
export function renderTraceText(report: TraceReport, options: TraceTextOptions = {}): string {
  const { color = false, all = false } = options;
  const most = report.rows.length;
  const limits = all ? { rows: most, children: most, faultyChildren: most } : LIMITS;
  const shown = chooseRows(report.rows, limits);
  const isCut = shown.some(({ type }) => type === 'more');
  return paint(
    [
      ...verdictLines(report),
      ...(report.status === 'not-found' ? [] : [EMPTY_LINE]),
      ...(shown.length > 0 ? [...treeLines(shown), EMPTY_LINE] : []),
      ...(isCut ? [...labelled('', '--all shows every span.', { text: 'dim' }), EMPTY_LINE] : []),
      ...answerLines(report),
      ...coverageLines(report),
    ],
    color,
  );
}

function coverageLines({ coverage, status }: TraceReport): Line[] {
  const { objects, bytes, spans } = coverage;
  const unread = unreadSentence(coverage);
  const size = `${formatQuantity(objects.read, 'object')} (${formatSize(bytes.read)})`;
  return [
    ...(status === 'not-found'
      ? labelled('Searched', `${size}, ${formatQuantity(spans.read, 'span')}.`)
      : []),
    ...(unread === null ? [] : labelled('UNREAD', unread, { label: 'boldYellow' })),
  ];
}

import { formatCount } from '../../report/numbers';
import type { Change } from '../alerts/state';
import type { RunNotice } from '../notice';
import type { ChangeKind } from './model';
import { percentText, timeText, windowText } from './numbers';
import { fill, type Line, namePart, textPart } from './parts';
import type { RunNews } from './run-news';
import type { Texts } from './texts';

/** Kinds of changes in the order in which they are counted. */
const COUNTED: readonly ChangeKind[] = [
  'new',
  'worse',
  'raised',
  'ongoing',
  'unseen',
  'better',
  'resolved',
  'forgotten',
  'found',
];

/** Below the title: where and when, how many findings of which kind, and on how many traces that was judged. */
export function summaryLines(notice: RunNotice, news: RunNews, texts: Texts): Line[] {
  const { summary } = texts;
  const place = fill(summary.place, {
    environment: namePart(notice.environment),
    source: namePart(notice.source),
    window: windowText(notice.window),
  });
  const counts = countsText(news.changes, texts);
  return [
    place,
    ...(counts === '' ? [] : [fill(summary.counts, { counts })]),
    ...judgedLines(notice, news, texts),
    ...baselineLines(notice, texts),
    ...(notice.reason === null || isSaid(notice)
      ? []
      : [fill(summary.reason, { reason: textPart(notice.reason) })]),
    ...(isBlind(notice, news) ? [fill(summary.unknownAction, {})] : []),
  ];
}

function judgedLines(notice: RunNotice, { sight }: RunNews, texts: Texts): Line[] {
  const { summary } = texts;
  const { judgedTraces: judged, incompleteTraces, sampleRate } = notice;
  const again =
    sight?.kind === 'seeing'
      ? [fill(summary.seeing, { since: timeText(sight.since, notice.window.end) })]
      : [];
  if (notice.kind === 'failed' || notice.kind === 'not-audited') return [fill(summary[notice.kind], {})];
  if (judged === 0 || notice.nothingJudged !== null)
    return [...again, nothingJudgedLine(notice, texts), fill(summary.noData, {})];
  const traces = formatCount(judged);
  if (notice.verdict === 'unknown') return [...again, fill(summary.partlyRead, { traces })];
  const line = fill(summary.judged, {
    traces,
    incomplete: formatCount(incompleteTraces),
    share: percentText(incompleteTraces / judged, texts),
  });
  const sample = sampleRate < 1 ? fill(summary.sampled, { share: percentText(sampleRate, texts) }) : [];
  return [...again, [...line, ...sample]];
}

function nothingJudgedLine({ nothingJudged }: RunNotice, { summary }: Texts): Line {
  if (nothingJudged === null) return fill(summary.nothingJudged, {});
  const because = fill(summary.because[nothingJudged.because], { count: formatCount(nothingJudged.count) });
  return fill(summary.nothingJudgedBecause, { because });
}

/** The reason of an unknown verdict is in the line on what was judged, in the message's language. */
function isSaid({ kind, judgedTraces, nothingJudged }: RunNotice): boolean {
  const isAudit = kind === 'audit' || kind === 'incident';
  return isAudit && (judgedTraces > 0 || nothingJudged !== null);
}

function baselineLines({ comparedWith }: RunNotice, texts: Texts): Line[] {
  if (comparedWith === null) return [];
  const { summary } = texts;
  const window = windowText(comparedWith.window);
  if (comparedWith.judgedTraces === 0) return [fill(summary.baselineUnknown, { window })];
  const number = (kind: 'new' | 'worse') =>
    comparedWith.changes.filter(({ change }) => change === kind).length;
  const counts = (['new', 'worse'] as const)
    .filter((kind) => number(kind) > 0)
    .map((kind) => summary.count[kind].replace('{n}', formatCount(number(kind))))
    .join(texts.finding.list);
  return [
    counts === '' ? fill(summary.baselineSame, { window }) : fill(summary.baseline, { window, counts }),
  ];
}

/** `1 new, 2 ongoing`. */
function countsText(changes: readonly Change[], { summary, finding }: Texts): string {
  return COUNTED.flatMap((wanted) => {
    const number = changes.filter(({ kind }) => kind === wanted).length;
    return number === 0 ? [] : [summary.count[wanted].replace('{n}', formatCount(number))];
  }).join(finding.list);
}

function isBlind(notice: RunNotice, { sight }: RunNews): boolean {
  return (sight !== null && sight.kind !== 'seeing') || notice.verdict === 'unknown';
}

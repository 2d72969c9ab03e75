import { cutMiddle } from '../cells';
import type { Coverage } from '../coverage-model';
import type { LiveCoverage } from '../live-model';
import type { Report } from '../model';
import { formatCount, formatFactor, formatPercent, formatQuantity, formatSize } from '../numbers';
import { escapeUntrusted } from '../untrusted';
import { isInputMissing } from '../verdict';
import { exemptSentence } from './exemptions';
import { type Line, labelled } from './lines';
import { liveSentences } from './live';

/** Unreadable pieces shown one by one unless all are asked for. */
const SHOWN_PROBLEMS = 5;
const OBJECT_WIDTH = 60;
const MESSAGE_WIDTH = 200;

/** What was read in one sentence, then a warning for each thing that limits the result. */
export function coverageLines(report: Report, verbose: boolean): Line[] {
  const { coverage } = report;
  return [
    ...labelled('Coverage', coverageSentence(coverage)),
    ...liveSentences(report).flatMap(({ label, sentence, isWarning }) =>
      labelled(label, sentence, isWarning ? { label: 'boldYellow' } : {}),
    ),
    ...unread(coverage, verbose),
    ...labelledIf('SAMPLED', sampledSentence(report)),
    ...labelledIf('MINUTES', minutesSentence(coverage)),
    ...labelledIf('UNJUDGED', unjudgedSentence(coverage)),
    ...labelledIf('EXEMPT', exemptSentence(report)),
  ];
}

/** What was read. */
export function coverageSentence({ objects, bytes, spans, traces, skippedRecords }: Coverage): string {
  if (objects.listed === 0) return 'Nothing was read.';
  const { logs, metrics } = skippedRecords;
  const skipped = logs + metrics > 0 ? `; ${formatCount(logs + metrics)} log and metric records skipped` : '';
  const read =
    objects.read === objects.listed
      ? formatQuantity(objects.read, 'object')
      : `${formatCount(objects.read)} of ${formatQuantity(objects.listed, 'object')}`;
  const size = `${formatSize(bytes.read)}, ${formatSize(bytes.decoded)} decoded`;
  const seen = `${traces.seenEstimated ? 'about ' : ''}${formatQuantity(traces.seen, 'trace')}`;
  const judged =
    traces.judged === traces.seen && traces.seen > 0 ? 'all judged' : `${formatCount(traces.judged)} judged`;
  const outside = traces.outsideWindow > 0 ? `, ${formatCount(traces.outsideWindow)} outside the window` : '';
  return `${read} (${size}), ${formatQuantity(spans.read, 'span')} of ${seen}, ${judged}${outside}${skipped}.`;
}

/** What could not be read, in one sentence; null where all was. */
export function unreadSentence(coverage: Coverage): string | null {
  const { objects, spans, problems } = coverage;
  if (problems.length === 0 && !isInputMissing(coverage)) return null;
  const pieces = problems.reduce((sum, { count }) => sum + count, 0);
  const parts = [
    ...(objects.unreadable > 0
      ? [
          `${formatCount(objects.unreadable)} of ${formatQuantity(objects.listed, 'object')} not read to the end`,
        ]
      : []),
    ...(spans.rejected > 0 ? [`${formatQuantity(spans.rejected, 'span')} left out as damaged`] : []),
  ];
  return `${parts.length === 0 ? formatQuantity(pieces, 'problem') : parts.join(', ')}.`;
}

/** What sampling does to the result; null where all traces were kept. */
export function sampledSentence({ coverage, sources }: Report): string | null {
  const { sampleRate, live = [] } = coverage;
  if (sampleRate >= 1) return null;
  if (sampleRate <= 0) return 'No trace was kept.';
  if (isUneven(live, sources.length)) {
    return `About ${formatPercent(sampleRate)} of the traces of all sources were kept, and not the same share of each: counts and rates are of what was read, where a source read whole weighs more than a sample. Audit the sources one by one for the rates of each.`;
  }
  // A Wilson interval's width goes with 1/sqrt(n), and n with the share of traces that is kept.
  const factor = formatFactor(1 / Math.sqrt(sampleRate));
  if (live.some(({ plan }) => plan?.kind === 'time-slices')) {
    return `${formatPercent(sampleRate)} of the traces were kept: those of some slices of the time. Counts are of the sample.`;
  }
  const kept = `${formatPercent(sampleRate)} of the traces were kept, chosen by trace ID.`;
  return `${kept} Intervals are about ${factor} times as wide as from all; counts are of the sample.`;
}

/** Whether sources gave different shares of their traces; those that are no server gave all. */
function isUneven(live: readonly LiveCoverage[], sources: number): boolean {
  const shares = live.map(({ plan }) => plan?.rate ?? 1);
  if (sources > live.length) shares.push(1);
  return new Set(shares).size > 1;
}

/** That only some minutes of the window were audited; null where all were. */
export function minutesSentence({ minutes }: Coverage): string | null {
  if (minutes === undefined) return null;
  const { audited, of } = minutes;
  return `${formatCount(audited)} of the window's ${formatQuantity(of, 'minute')} were audited, chosen at random, as there was not the time for all. Intervals take in how much minutes differ; counts are of these minutes.`;
}

/** Which traces were not judged, and why; null where all were or none could be expected. */
export function unjudgedSentence({ traces }: Coverage): string | null {
  const { unsettled, cut, damaged } = traces;
  const kinds = [
    { number: unsettled, phrase: 'too recent (unsettled)' },
    { number: cut, phrase: 'reaching past what was read (cut)' },
    { number: damaged, phrase: 'with unreadable parts (damaged)' },
  ].filter(({ number }) => number > 0);
  const [only] = kinds;
  if (only === undefined) return null;
  const all = formatQuantity(unsettled + cut + damaged, 'trace');
  if (kinds.length === 1) return `${all} ${only.phrase}.`;
  return `${all}: ${kinds.map(({ number, phrase }) => `${formatCount(number)} ${phrase}`).join(', ')}.`;
}

/** What could not be read, piece by piece: the first ones unless `verbose`. */
export function unread(coverage: Coverage, verbose: boolean, label = 'UNREAD'): Line[] {
  const sentence = unreadSentence(coverage);
  if (sentence === null) return [];
  const { problems } = coverage;
  const shown = verbose ? problems : problems.slice(0, SHOWN_PROBLEMS);
  const hidden = problems.length - shown.length;
  return [
    ...labelledIf(label, sentence),
    ...shown.flatMap((problem) => labelled('', problemText(problem))),
    ...(hidden > 0
      ? labelled('', `and ${formatCount(hidden)} more: --verbose shows them`, { text: 'dim' })
      : []),
  ];
}

function problemText({ object, offset, reason, message, count }: Coverage['problems'][number]): string {
  const place = offset === null ? '' : ` at byte ${offset}`;
  const times = count > 1 ? ` (${formatCount(count)} pieces)` : '';
  const said = cutMiddle(escapeUntrusted(message), MESSAGE_WIDTH);
  return `${cutMiddle(escapeUntrusted(object), OBJECT_WIDTH)}${place}: ${reason}: ${said}${times}`;
}

function labelledIf(label: string, sentence: string | null): Line[] {
  return sentence === null ? [] : labelled(label, sentence, { label: 'boldYellow' });
}

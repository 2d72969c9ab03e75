import { formatCount, formatPercent, formatQuantity, formatRate } from '../numbers';
import type { ParityExample, ParityReport } from '../parity-model';
import { severityCounts } from '../text/verdict';
import { shownName } from '../untrusted';

/** Classes of last digits told one by one. */
const SHOWN_CLASSES = 16;
/** Services told of an example. */
const SHOWN_SERVICES = 3;

/** The verdict in one sentence, without the word itself. */
export function paritySentence(report: ParityReport): string {
  const { verdict, traces } = report;
  const { compared, same } = traces;
  if (verdict === 'unknown') return `${whyUnknown(report)}.`;
  if (compared === same) return `All ${formatQuantity(compared, 'trace')} compared are the same in both.`;
  const differ = `${formatCount(compared - same)} of ${formatQuantity(compared, 'trace')} differ`;
  const counts = severityCounts(report);
  return `${differ}: ${counts === '' ? 'below every threshold' : counts}.`;
}

/** What follows from an unknown verdict. */
export function parityConsequence({ verdict }: ParityReport): string | null {
  return verdict === 'unknown'
    ? 'That is no sign that both hold the same: what was not read may differ.'
    : null;
}

/** A sentence, and traces to look at where it speaks of some. */
export interface ParityPoint {
  readonly sentence: string;
  readonly examples: readonly ParityExample[];
}

/** What was compared, point by point. */
export function comparedPoints(report: ParityReport): ParityPoint[] {
  const { traces, spans, examples, verdict } = report;
  const { compared, same, onlyInFirst, onlyInSecond, differing, rate, interval } = traces;
  if (compared === 0) return [];
  const point = (sentence: string, found: readonly ParityExample[] = []) => ({ sentence, examples: found });
  const isRate = verdict !== 'unknown' && compared > same;
  return [
    point(
      `${formatQuantity(compared, 'trace')}, ${same === compared ? 'all' : formatCount(same)} the same in both.`,
    ),
    ...(isRate ? [point(`Different: ${formatRate(rate, interval)}.`)] : []),
    ...(onlyInFirst > 0
      ? [point(`${formatQuantity(onlyInFirst, 'trace')} only in the first source.`, examples.onlyInFirst)]
      : []),
    ...(onlyInSecond > 0
      ? [point(`${formatQuantity(onlyInSecond, 'trace')} only in the second source.`, examples.onlyInSecond)]
      : []),
    ...(differing > 0
      ? [point(`${formatQuantity(differing, 'trace')} in both, with different spans.`, examples.differing)]
      : []),
    point(
      `Spans: ${formatCount(spans.same)} the same, ${formatCount(spans.onlyInFirst)} only in the first, ${formatCount(spans.onlyInSecond)} only in the second.`,
    ),
    ...(spans.renamed > 0
      ? [
          point(
            `${formatQuantity(spans.renamed, 'server half', 'server halves')} renamed by Tempo in one source: the same spans.`,
          ),
        ]
      : []),
  ];
}

/** Which traces were read; null where all were. */
export function sampleSentence({ sample }: ParityReport): string | null {
  const { rate, lastDigits } = sample;
  if (rate >= 1) return null;
  const kept = `${formatPercent(rate)} of the traces were compared, the same of both sources`;
  if (lastDigits === null) return `${kept}, chosen by a hash of the trace ID.`;
  const shown = lastDigits.slice(0, SHOWN_CLASSES).join(', ');
  return `${kept}: those whose ID ends in ${shown}${lastDigits.length > SHOWN_CLASSES ? ' and so on' : ''}.`;
}

/** Which traces were not compared, and why; null where all were. */
export function notComparedSentence({ traces }: ParityReport): string | null {
  const { outsideWindow, unsettled, cut, unread } = traces.notCompared;
  const kinds = [
    { number: unread, phrase: 'may be in input that could not be read' },
    { number: unsettled, phrase: 'too recent in a source' },
    { number: cut, phrase: 'reach past what was read' },
    { number: outsideWindow, phrase: 'begin outside the window' },
  ].filter(({ number }) => number > 0);
  if (kinds.length === 0) return null;
  const all = formatQuantity(unread + unsettled + cut + outsideWindow, 'trace');
  return `${all} not compared: ${kinds.map(({ number, phrase }) => `${formatCount(number)} ${phrase}`).join(', ')}.`;
}

/** How many spans of an example trace are in one source alone. */
export function exampleSentence(
  { onlyInFirst, onlyInSecond, services }: ParityExample,
  name: (text: string) => string = shownName,
): string {
  const shown = services.slice(0, SHOWN_SERVICES).map(name).join(', ');
  const more =
    services.length > SHOWN_SERVICES ? ` and ${formatCount(services.length - SHOWN_SERVICES)} more` : '';
  const parts = [
    ...(onlyInFirst > 0 ? [`+${formatCount(onlyInFirst)} in the first`] : []),
    ...(onlyInSecond > 0 ? [`+${formatCount(onlyInSecond)} in the second`] : []),
  ];
  return `${parts.join(', ')}: ${shown}${more}`;
}

function whyUnknown({ traces, coverage, sources, services, settings }: ParityReport): string {
  const { first, second } = coverage;
  const empty = [
    ...(first.traces.sampled === 0 ? [{ place: 'first', name: sources.first }] : []),
    ...(second.traces.sampled === 0 ? [{ place: 'second', name: sources.second }] : []),
  ];
  if (empty.length === 2) return 'Nothing could be compared: neither source holds a trace';
  const [only] = empty;
  if (only !== undefined) return `Nothing could be compared: the ${only.place} source holds no trace`;
  if (traces.compared === 0) return 'Nothing could be compared: no trace is whole in both sources';
  if (settings.services.length > 0 && services.length === 0)
    return 'Nothing could be compared: no trace has a span of the services asked for';
  return 'What was compared is the same, but not all could be read';
}

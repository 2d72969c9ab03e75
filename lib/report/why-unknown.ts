import type { Report } from './model';
import { formatCount, formatQuantity } from './numbers';
import { shownName } from './untrusted';

/** Why a report judged nothing. */
export const NOTHING_JUDGED = [
  'nothing-stored',
  'no-object',
  'unreadable',
  'no-span',
  'not-sampled',
  /** Of traces that were asked for by their IDs. */
  'not-found',
  'outside-window',
  'unsettled',
  /** Traces were judged, but the services that are to be reported have no span in them. */
  'no-service',
] as const;

/** Why nothing was judged, and of how many objects or traces that is true. */
export interface NothingJudged {
  readonly because: (typeof NOTHING_JUDGED)[number];
  readonly count: number;
}

/** What of a report tells where it looked. */
type Located = Pick<Report, 'coverage' | 'window' | 'sources' | 'services' | 'settings'>;

/** Why a report judged nothing of what it is to tell; null where it did. */
export function nothingJudged({
  coverage,
  services,
  settings,
}: Pick<Report, 'coverage' | 'services' | 'settings'>): NothingJudged | null {
  const { objects, spans, traces } = coverage;
  if (traces.judged > 0) {
    const isNoneSeen = settings.services.length > 0 && services.length === 0;
    return isNoneSeen ? { because: 'no-service', count: settings.services.length } : null;
  }
  if (objects.listed === 0)
    return { because: emptyPlace(coverage) === null ? 'no-object' : 'nothing-stored', count: 0 };
  if (objects.unreadable >= objects.listed) return { because: 'unreadable', count: objects.listed };
  if (spans.read === 0) return { because: 'no-span', count: objects.listed };
  if (traces.sampled === 0) return { because: 'not-sampled', count: traces.seen };
  if (traces.outsideWindow === traces.sampled) return { because: 'outside-window', count: traces.sampled };
  return { because: 'unsettled', count: traces.sampled };
}

/** Why the verdict is unknown, in words, without a full stop. */
export function whyUnknown(report: Located): string {
  const nothing = nothingJudged(report);
  if (nothing === null) return 'no fault was seen, but a part of the input could not be read';
  return whyNothing(nothing, report);
}

/** Why nothing was judged, in words, without a full stop. */
export function whyNothing({ because, count }: NothingJudged, report: Located): string {
  return SENTENCES[because](count, report);
}

const SENTENCES: Readonly<Record<NothingJudged['because'], (count: number, report: Located) => string>> = {
  'nothing-stored': (_, { coverage }) =>
    `nothing at all is stored below ${emptyPlace(coverage)}: it is new, or another place is meant`,
  'no-object': (_, { coverage, sources, window }) =>
    `no ${whatIsMissing(coverage.live?.length === sources.length, window !== null)}`,
  unreadable: (count) => `no object of ${formatCount(count)} could be read`,
  'no-span': (count) => `no span was found in ${formatQuantity(count, 'object')}`,
  'not-sampled': (count) => `no trace of ${formatCount(count)} fell into the sample`,
  'not-found': (count) => `none of the traces asked for was found in the window (${formatCount(count)})`,
  'outside-window': (count) =>
    count === 1
      ? 'the only trace began outside the window'
      : `all ${formatCount(count)} traces began outside the window`,
  unsettled: (count) => `no trace of ${formatCount(count)} was complete and settled`,
  'no-service': (count) => `no trace has a span of ${count === 1 ? 'the service' : 'the services'} asked for`,
};

/** Of a running Tempo every trace is asked for by itself. */
function whatIsMissing(isLive: boolean, hasWindow: boolean): string {
  const where = hasWindow ? ' for the window' : '';
  return isLive
    ? `trace was found${where}; look at its times, at the tenant and at the query`
    : `object was found${where}`;
}

/** A place that holds nothing at all, of whatever time; null: each holds something. */
function emptyPlace({ problems }: Report['coverage']): string | null {
  const empty = problems.find(({ reason }) => reason === 'nothing-stored');
  return empty === undefined ? null : shownName(empty.object);
}

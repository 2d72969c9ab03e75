import type { Corpus } from '../model/corpus';
import type { Check, CheckMeta } from './check';
import { HOST_UNKNOWN, SAME_HOST, type Skews, TOLERANCE_NANOS } from './learned/skew';
import { Parentage } from './learned/span-survey';
import { edgeSubject, ownSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'child-outside-parent',
  title: 'has spans outside the time of their parent',
  what: 'A span fails when it starts more than 10 ms before its parent, or more than a minute after the end of a parent in the same process. Spans that end after their parent, or start soon after it, are healthy: work goes on after an answer. Between two hosts the offset of their clocks is taken off first; where it is not known, because no host is named or too few traces hold calls between the two, nothing is judged.',
  why: 'A span that starts before its parent cannot have been caused by it, so the parent is the wrong one or a time is. One that starts long after it was put under a context that was kept by mistake: traces grow for hours, and unrelated work appears in them.',
  remedy:
    'For starts before the parent see whether times are passed to startSpan() by hand, from another clock or rounded, and whether the parent is taken from the right context. For starts long after it look for a context that outlives its request: a timer, a pooled connection, a worker or a cache that was created while the request was active. Start such work from the root context, with a link.',
  unit: 'span',
  severity: 'warning',
  needs: ['hosts'],
  reasons: {
    'starts-before-parent': 'The span starts before its parent, by more than clocks and rounding explain.',
    'starts-long-after-parent': 'The span starts more than a minute after its parent ended.',
    'other-process':
      'The span is out of place, but its resource and that of its parent differ: perhaps another clock.',
    'host-unknown': 'Parent and span are in different processes, and a host is not named.',
    'skew-unknown': 'What the clocks of the two hosts differ by is not known.',
    'time-unset': 'The start of the span or of its parent is not set; negative-duration tells of it.',
  },
};

const { REMOTE } = Parentage;

/** Work that begins this long after its parent ended (ns) is no longer what is left of an answered request. */
const LONG_AFTER = 60e9;

/** Spans whose time says that their parent is the wrong one. */
export const childOutsideParent: Check = {
  meta,
  start(corpus, { edgeTable, outsideRows, parentage, services, skews }, answers) {
    const { parent, service, spans } = corpus;
    const local = new Tally(answers, ownSubject);
    const remote = new Tally(answers, (edge) => {
      const { from, to } = edgeTable.at(edge);
      return edgeSubject(from, to, null);
    });
    if (skews.isBlind) edgeTable.each((_from, _to, calls, edge) => remote.skip(edge, 'host-unknown', calls));

    function judgeLocal(row: number): void {
      const own = service[row]!;
      const late = lateness(corpus, row);
      if (Number.isNaN(late)) local.skip(own, 'time-unset');
      else if (spans.resource(row) !== spans.resource(parent[row]!)) local.skip(own, 'other-process');
      else if (late < -TOLERANCE_NANOS) local.fail(own, row, 'starts-before-parent');
      else if (late - parentDuration(corpus, row) > LONG_AFTER)
        local.fail(own, row, 'starts-long-after-parent');
    }

    /** Fails a call that starts before its caller by more than what is known of the two clocks. */
    function judgeRemote(row: number): void {
      const late = lateness(corpus, row);
      const skew = skewOf(skews, skews.pairOf(row));
      if (Number.isNaN(late) || typeof skew === 'string') return;
      if (late + skew.offset >= -Math.max(TOLERANCE_NANOS, skew.spread)) return;
      remote.fail(edgeTable.find(service[parent[row]!]!, service[row]!), row, 'starts-before-parent');
    }

    /** Where all clocks agree, only the calls that start early can fail: the others are told by their numbers. */
    function judgeCalls(): void {
      const judged = new Uint32Array(edgeTable.size);
      for (const { edge, pair, calls, unset } of skews.hostCalls) {
        const skew = skewOf(skews, pair);
        if (unset > 0) remote.skip(edge, 'time-unset', unset);
        if (typeof skew === 'string' && calls > unset) remote.skip(edge, skew, calls - unset);
        judged[edge]! += calls;
      }
      if (skews.pairs.some(({ offset }) => offset !== 0)) {
        for (let row = 0; row < corpus.spanCount; row++) {
          if (parentage[row] === REMOTE && parent[row]! >= 0) judgeRemote(row);
        }
      } else for (const row of skews.earlyRows) judgeRemote(row);
      remote.passRest(judged);
    }

    return {
      end() {
        for (const row of outsideRows) judgeLocal(row);
        local.passRest(services.localChildren);
        local.flush();
        if (!skews.isBlind) judgeCalls();
        remote.flush();
      },
    };
  },
};

const SAME_CLOCK = { offset: 0, spread: 0 };

/** What the callee's clock is off by, or why that is not known. */
function skewOf(skews: Skews, pair: number): typeof SAME_CLOCK | 'host-unknown' | 'skew-unknown' {
  if (pair === SAME_HOST) return SAME_CLOCK;
  if (pair === HOST_UNKNOWN) return 'host-unknown';
  const known = skews.pairs[pair]!;
  return known.isKnown ? known : 'skew-unknown';
}

/** How long after its parent the span starts, ns; NaN where a start is not set. */
function lateness({ spans, parent }: Corpus, row: number): number {
  const own = spans.start(row);
  const above = spans.start(parent[row]!);
  return spans.isUnset(own) || spans.isUnset(above) ? Number.NaN : spans.nanos(above, own);
}

/** ns; without limit where the parent has no end. */
function parentDuration({ spans, parent }: Corpus, row: number): number {
  const end = spans.end(parent[row]!);
  return spans.isUnset(end) ? Number.POSITIVE_INFINITY : spans.nanos(spans.start(parent[row]!), end);
}

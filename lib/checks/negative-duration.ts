import type { Check, CheckMeta } from './check';
import { ownSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'negative-duration',
  title: 'sends spans that end before they start',
  what: 'A span passes when it has a start and an end and does not end before it starts.',
  why: 'Such spans make latencies negative or centuries long: one of them spoils averages and percentiles of its route, and backends may reject it.',
  remedy:
    'Spans that end before they start come from start and end times taken from different clocks, or from a clock that was set back: use the same clock for both, let the SDK take the times instead of passing them to startSpan() and end(), and prefer slewing (chrony, ntpd -x) over stepping. A span without an end was exported before it ended: export from onEnd, not from onStart.',
  unit: 'span',
  severity: 'warning',
  reasons: {
    'ends-before-start': 'The end is before the start.',
    'time-unset': 'The start or the end is not set.',
  },
};

/** Spans whose times cannot be. */
export const negativeDuration: Check = {
  meta,
  start(corpus, learned, answers) {
    const tally = new Tally(answers, ownSubject);
    const { spans } = corpus;
    return {
      end() {
        for (const row of learned.badTimeRows) {
          const isUnset = spans.isUnset(spans.start(row)) || spans.isUnset(spans.end(row));
          tally.fail(corpus.service[row]!, row, isUnset ? 'time-unset' : 'ends-before-start');
        }
        tally.passRest(learned.services.spans);
        tally.flush();
      },
    };
  },
};

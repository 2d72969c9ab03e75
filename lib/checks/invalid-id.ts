import { Fact } from '../model/span';
import type { Check, CheckMeta } from './check';
import { ownSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'invalid-id',
  title: 'sends IDs that are not valid',
  what: 'A span passes when its trace ID is 16 bytes of hex, its span ID and its parent ID, if it has one, are 8 bytes of hex, and neither trace nor span ID is all zero. IDs are read as they came and never repaired. 64-bit trace IDs of Jaeger and Zipkin are valid in their formats.',
  why: 'Spans with a broken trace ID belong to no trace that anybody can open, and receivers that follow the specification reject them: what is in this archive may be missing elsewhere. All other checks leave traces with an invalid ID out.',
  remedy:
    'Find what makes or converts the IDs: a hand-written exporter or converter that writes bytes as text, base64 where hex is expected, decimal numbers, IDs cut by a column that is too short, or spans made from a context that was never valid (check isValid() before using a remote span context).',
  unit: 'span',
  severity: 'error',
  reasons: {
    'trace-id': 'The trace ID is all zero, of the wrong length or not hex.',
    'span-id': 'The span ID is all zero, of the wrong length or not hex.',
    'parent-id': 'The parent ID is of the wrong length or not hex.',
  },
};

const INVALID = Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID | Fact.INVALID_PARENT_ID;

/** Spans with an ID that is none. */
export const invalidId: Check = {
  meta,
  start(corpus, learned, answers) {
    const tally = new Tally(answers, ownSubject);
    const { spans } = corpus;
    return {
      end() {
        for (const row of learned.unusualRows) {
          const facts = spans.facts(row);
          if ((facts & INVALID) !== 0) tally.fail(corpus.service[row]!, row, reasonOf(facts));
        }
        tally.passRest(learned.services.allSpans);
        tally.flush();
      },
    };
  },
};

/** Of several broken IDs the one that does most harm. */
function reasonOf(facts: number): string {
  if ((facts & Fact.INVALID_TRACE_ID) !== 0) return 'trace-id';
  return (facts & Fact.INVALID_SPAN_ID) !== 0 ? 'span-id' : 'parent-id';
}

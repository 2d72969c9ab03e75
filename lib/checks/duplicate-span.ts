import { Fact } from '../model/span';
import type { Check, CheckMeta } from './check';
import { ownSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'duplicate-span',
  title: 'shares span IDs between different spans',
  what: 'A span passes when no other span of its trace has its ID and fails when one has it with a different content. Exact repeats, which every at-least-once delivery makes, are folded and only counted, and the client and server half of one call under a shared ID, as Zipkin writes them, are one call. Spans without a valid ID are left to invalid-id.',
  why: 'Where two spans have one ID, their children cannot be told apart and one of the two overwrites the other in most backends: work disappears from the trace without looking lost.',
  remedy:
    'Look for a custom ID generator that is seeded alike in every process or after a fork, for a snapshot of a running process that is restored several times, and for spans that are changed and exported again after they ended (a span processor or a Collector transform that runs on one of two pipelines).',
  unit: 'span',
  severity: 'error',
  reasons: {
    'id-clash': 'Another span of the trace has the same ID and a different content.',
    'invalid-span-id': 'The span has no valid ID; invalid-id tells of it.',
  },
};

/** Different spans of one trace under one ID. */
export const duplicateSpan: Check = {
  meta,
  start(corpus, learned, answers) {
    const tally = new Tally(answers, ownSubject);
    return {
      end() {
        for (const row of learned.unusualRows) {
          const service = corpus.service[row]!;
          const facts = corpus.spans.facts(row);
          if ((facts & Fact.INVALID_TRACE_ID) !== 0) continue;
          if ((facts & Fact.INVALID_SPAN_ID) !== 0) tally.skip(service, 'invalid-span-id');
          else if ((facts & Fact.ID_CLASH) !== 0) tally.fail(service, row, 'id-clash');
        }
        tally.passRest(learned.services.spans);
        tally.flush();
      },
    };
  },
};

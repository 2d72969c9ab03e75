import { Fact, Kind, NO_PARENT } from '../model/span';
import type { Check, CheckMeta } from './check';
import { TraceFact } from './learned/span-survey';
import { unblamedSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'consumer-without-link',
  title: 'consumes messages without a link to their producers',
  what: 'A CONSUMER span that begins a trace passes when it, or a span directly below it, links to another span, and fails when neither does. CONSUMER spans with a parent are connected by it and not judged.',
  why: 'Between a producer and a consumer the link is the only connection: without it nobody can follow a message from the request that sent it to the work that it caused.',
  remedy:
    'See whether the messages carry the context: the producer must inject it into headers or attributes (OTEL_PROPAGATORS the same on both sides; brokers and bridges must let the headers through), and the consumer must extract it and pass links when it starts the span. Instrumentations for batches often need this switched on.',
  unit: 'span',
  severity: 'warning',
  metric: true,
  needs: ['links'],
  reasons: { 'no-link': 'The span has no parent, and neither it nor a child of it has a link.' },
};

/** CONSUMER spans that are connected to nothing. */
export const consumerWithoutLink: Check = {
  meta,
  start(corpus, _, answers) {
    const tally = new Tally(answers, unblamedSubject);
    const { parent, service, spans } = corpus;
    const isLinked = new Uint8Array(corpus.spanCount);

    // Some instrumentations link the span of each message, below one for the batch.
    function markLinked(first: number, last: number): void {
      for (let row = first; row < last; row++) {
        if ((spans.facts(row) & Fact.HAS_LINK) === 0) continue;
        isLinked[row] = 1;
        if (parent[row]! >= 0) isLinked[parent[row]!] = 1;
      }
    }

    return {
      traces: {
        with: TraceFact.CONSUMER_ROOT,
        judge({ first, last }) {
          let isMarked = false;
          for (let row = first; row < last; row++) {
            if (spans.kind(row) !== Kind.CONSUMER || parent[row] !== NO_PARENT) continue;
            if (!isMarked) markLinked(first, last);
            isMarked = true;
            if (isLinked[row] === 1) tally.pass(service[row]!);
            else tally.fail(service[row]!, row, 'no-link');
          }
        },
      },
      end() {
        tally.flush();
      },
    };
  },
};

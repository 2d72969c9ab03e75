import type { Check, CheckMeta } from './check';
import { NO_EDGE } from './learned/orphans';
import { TraceFact } from './learned/span-survey';
import { likelySubject, unblamedSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'missing-root',
  title: 'begins traces whose root span was never stored',
  what: 'A trace passes when it has a span without a parent and fails when every span of it names one. It is counted for the service that begins it: that of the root, or, where the root is missing, the one that likely held the topmost missing span, judged by the earliest span that is left.',
  why: 'Without the root nobody sees what was asked, how long it took as a whole and whether it failed: searches by entry route miss the trace, and rates and latencies of the entry point come out too low.',
  remedy:
    'Roots end last, so they are the first to be lost when a process stops: call shutdown() or at least forceFlush() before it exits or freezes. Then look at the span queue of the entry service (OTEL_BSP_MAX_QUEUE_SIZE) and at its export errors. If the entry point is a gateway or a browser, see whether its spans reach the same archive at all.',
  unit: 'trace',
  severity: 'error',
  metric: true,
  reasons: {
    'no-root': 'Every span of the trace names a parent, and the topmost one is not stored.',
    'declared-sampling': 'The trace declares different sampling thresholds: the root was left out by design.',
    'phantom-parent':
      'The trace begins behind something that makes parent IDs up; phantom-parent tells of it.',
    'invalid-parent-id': 'The topmost span names a parent by no valid ID; invalid-id tells of it.',
    cycle: 'The spans are their own ancestors; parent-cycle tells of it.',
  },
};

/** Traces all of whose spans name a parent. */
export const missingRoot: Check = {
  meta,
  start(corpus, learned, answers) {
    const tally = new Tally(answers, likelySubject);
    const uncalled = new Tally(answers, unblamedSubject);
    const { orphans, edgeTable } = learned;
    const { tops } = orphans;
    let next = 0;
    return {
      traces: {
        with: TraceFact.NO_ROOT,
        judge({ index, first }) {
          // Both stand in the order of traces.
          const top = tops[next];
          if (top === undefined || orphans.traces[top] !== index)
            return tally.skip(corpus.service[first]!, 'cycle');
          next++;
          const row = orphans.rows[top]!;
          const edge = orphans.edges[top]!;
          const service = edge === NO_EDGE ? corpus.service[row]! : edgeTable.at(edge).from;
          const excuse = orphans.excuseOf(top);
          if (excuse !== null) return tally.skip(service, excuse);
          const isUncalled = edge === NO_EDGE && learned.isRemoteParent(row);
          (isUncalled ? uncalled : tally).fail(service, row, 'no-root');
        },
      },
      end() {
        learned.services.rootedTraces.forEach((count, service) => tally.pass(service, count));
        for (const counted of [tally, uncalled]) counted.flush();
      },
    };
  },
};

import type { Check, CheckMeta } from './check';
import { ownSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'parent-cycle',
  title: 'has spans that are their own ancestors',
  what: 'A span whose parent is in the trace passes when the way up from it leads out of it, to a root or to a missing parent, and fails when it leads back to the span itself. Spans that hang below such a circle do not fail.',
  why: 'No tree can be drawn from a circle: backends drop the spans, show them as roots or give up on the whole trace. An SDK cannot make one by itself, so the data was changed or made up on the way.',
  remedy:
    'Look at what writes span and parent IDs besides the SDK: a bridge from another tracing format, a Collector transform or redaction that rewrites IDs (hashing them to fewer bits makes circles by chance), or code that sets the parent from an incoming header which already holds its own span ID.',
  unit: 'span',
  severity: 'error',
  reasons: {
    'self-parent': 'The span names itself as its parent.',
    cycle: 'Following the parents leads back to the span.',
  },
};

/** Spans that are their own parent, or further up. */
export const parentCycle: Check = {
  meta,
  start(corpus, learned, answers) {
    return {
      end() {
        const { cycles, services } = learned;
        const tally = new Tally(answers, ownSubject);
        for (const row of cycles.selfParents) tally.fail(corpus.service[row]!, row, 'self-parent');
        for (const row of cycles.members) tally.fail(corpus.service[row]!, row, 'cycle');
        tally.passRest(
          services.localChildren.map((count, service) => count + services.remoteChildren[service]!),
        );
        tally.flush();
      },
    };
  },
};

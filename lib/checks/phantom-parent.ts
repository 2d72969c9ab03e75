import type { Check, CheckMeta } from './check';
import { unblamedSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'phantom-parent',
  title: 'is entered through parents that nobody ever sends',
  what: 'Of an entry service with at least 20 calls from outside, nearly all (95 %) name a parent that is found neither in their trace, which has no root, nor in any other: then these spans fail. Single missing parents are losses, and orphan-span tells of them.',
  why: 'The traces never have a root, so everything that starts from roots (search by entry route, trace duration, error rates, tail sampling by root) does not work for this service, although it loses nothing.',
  remedy:
    'Find what stands in front of the service and writes traceparent: a gateway, load balancer, mesh proxy, CDN or browser. Either let it send its spans to the same backend, or stop it from making trace context up (or strip traceparent at the edge of your network), so that the service begins the trace itself.',
  unit: 'span',
  severity: 'warning',
  reasons: {
    'parent-never-seen': 'The parent is in no trace, as are those of nearly all other calls from outside.',
    'single-loss': 'The parent is missing, but other remote parents of the service are there.',
  },
};

/** Entry services behind something that makes parent IDs up. */
export const phantomParent: Check = {
  meta,
  start(corpus, learned, answers) {
    return {
      end() {
        const { orphans, services } = learned;
        const { phantoms } = orphans;
        const tally = new Tally(answers, unblamedSubject);
        const losses = services.remoteOrphans.slice();
        // Nearly always there is none: then nobody goes over the orphans.
        for (let at = phantoms.indexOf(1); at >= 0; at = phantoms.indexOf(1, at + 1)) {
          const row = orphans.rows[at]!;
          tally.fail(corpus.service[row]!, row, 'parent-never-seen');
          losses[corpus.service[row]!]!--;
        }
        losses.forEach((count, service) => tally.skip(service, 'single-loss', count));
        services.remoteChildren.forEach((count, service) => tally.pass(service, count));
        tally.flush();
      },
    };
  },
};

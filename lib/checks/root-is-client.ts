import { Kind } from '../model/span';
import type { Check, CheckMeta } from './check';
import { TraceFact } from './learned/span-survey';
import { likelySubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'root-is-client',
  title: 'begins traces with an outgoing call',
  what: 'A trace whose root is in a service that serves requests or consumes messages passes unless that root is a CLIENT span. Services that only ever call, such as load generators, browsers and command lines, may begin with a call; so may spans of services whose kinds are not known.',
  why: 'In a service that works on requests an outgoing call mostly belongs to one of them. When it begins a trace instead, the context was lost inside the process, and the call is missing from the trace of the request that waited for it.',
  remedy:
    'Find where the context is lost between the incoming request and the call: a thread pool, timer, queue or callback that is not wrapped (Java: wrap the executor with Context.taskWrapping; JavaScript: an AsyncLocalStorage context manager and context.bind; Go: pass ctx on; Python: copy the contextvars). For a call that no request asks for, such as a periodic fetch, begin an INTERNAL span around it.',
  unit: 'trace',
  severity: 'warning',
  reasons: {
    'client-root': 'The earliest root of the trace is a CLIENT span.',
    'calls-only': 'The service serves no requests and consumes no messages: its calls may begin traces.',
  },
};

const SERVES = (1 << Kind.SERVER) | (1 << Kind.CONSUMER);

/** Traces that begin with an outgoing call. */
export const rootIsClient: Check = {
  meta,
  start(corpus, learned, answers) {
    const tally = new Tally(answers, likelySubject);
    return {
      traces: {
        with: TraceFact.CLIENT_ROOT,
        judge({ index }) {
          const root = learned.rootOf(index);
          const service = corpus.service[root]!;
          if ((learned.services.kinds[service]! & SERVES) === 0) tally.skip(service, 'calls-only');
          else tally.fail(service, root, 'client-root');
        },
      },
      end() {
        tally.passRest(learned.services.rootedTraces);
        tally.flush();
      },
    };
  },
};

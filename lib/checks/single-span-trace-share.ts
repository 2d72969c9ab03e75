import { Fact, Kind } from '../model/span';
import type { Check, CheckMeta } from './check';
import { TraceFact } from './learned/span-survey';
import { NumberList } from './numbers';
import { likelySubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'single-span-trace-share',
  title: 'has mostly traces of a single span',
  what: 'A trace fails for its service when its only span is a SERVER or CONSUMER span without a parent and without a link, and at least half of the traces of the service are like that; otherwise it passes. Health probes, recognised by their route, and single spans of other kinds, such as periodic jobs, are left out. A corpus of one service has nothing to connect to.',
  why: 'Requests and messages mostly come from somewhere and cause something. When they nearly all stand alone, the context is not taken over at the entrance, or what happens inside and below is not instrumented.',
  remedy:
    'Compare with a caller: if its CLIENT spans have no child here, the context gets lost between the two (OTEL_PROPAGATORS, proxies that strip headers, a client that is not instrumented). If nobody calls with a trace, see whether database, HTTP and messaging clients of this service are instrumented, and loaded before the instrumentation hooks them.',
  unit: 'trace',
  severity: 'info',
  needs: ['links'],
  reasons: {
    alone: 'The only span of the trace is a SERVER or CONSUMER span without a link.',
    probe: 'The route is that of a health probe.',
    'other-kind': 'A single span of another kind, such as a periodic job, or one with a link.',
  },
};

/** From this share of its traces on a service mostly stands alone. */
const MOSTLY = 0.5;
/** Words in span names that tell a probe from a request. */
const PROBE =
  /\b(health\w*|heartbeat|ready|readyz|readiness|live|livez|liveness|ping|status|metrics|favicon)\b/i;
const ALONE = (1 << Kind.SERVER) | (1 << Kind.CONSUMER);

/** Services that seem connected to nothing. */
export const singleSpanTraceShare: Check = {
  meta,
  start(corpus, learned, answers) {
    const tally = new Tally(answers, likelySubject);
    const alone = new Uint32Array(corpus.services.length);
    // Traces of each service in which it does not stand alone.
    const others = learned.services.traces.slice();
    const rows = new NumberList();
    const { spans } = corpus;
    const probes = new Map<number, boolean>();

    function isProbe(row: number): boolean {
      const id = spans.name(row);
      const isKnown = probes.get(id) ?? PROBE.test(corpus.strings.text(id) ?? '');
      probes.set(id, isKnown);
      return isKnown;
    }

    function excuse(row: number): string | null {
      if (((1 << spans.kind(row)) & ALONE) === 0 || (spans.facts(row) & Fact.HAS_LINK) !== 0)
        return 'other-kind';
      return isProbe(row) ? 'probe' : null;
    }

    return {
      traces: {
        with: TraceFact.ALONE,
        judge({ first }) {
          const service = corpus.service[first]!;
          others[service]!--;
          const reason = excuse(first);
          if (reason !== null) return tally.skip(service, reason);
          alone[service]!++;
          rows.push(first);
        },
      },
      end() {
        const isAlone = (service: number) => alone[service]! >= (alone[service]! + others[service]!) * MOSTLY;
        for (const row of corpus.services.length > 1 ? rows.view() : []) {
          if (isAlone(corpus.service[row]!)) tally.fail(corpus.service[row]!, row, 'alone');
        }
        tally.passRest(learned.services.traces);
        tally.flush();
      },
    };
  },
};

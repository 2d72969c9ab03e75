import type { Corpus } from '../model/corpus';
import { NO_PARENT } from '../model/span';
import type { Check, CheckMeta } from './check';
import { TraceFact } from './learned/span-survey';
import { compareSpans } from './order';
import { likelySubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'multiple-roots',
  title: 'begins a second root in traces that have one',
  what: 'A trace with a root passes when all its spans without a parent have one span ID, and fails when there are several. A trace that passes is counted for the service of its root, one that fails for the service of the earliest further root: it knew the trace ID, and not the parent.',
  why: 'Backends show one root and hide or misplace the others: the trace looks whole while a part of it hangs in the air, and the entry route and the duration of the trace are taken from whichever root came first.',
  remedy:
    'See how the service takes over the trace: code that makes a context from a trace ID alone (a job, a message handler, a log correlation ID) must take over the span ID as well, or begin a trace of its own with a link. Where headers are rewritten on the way, check that traceparent and B3 headers pass unchanged and that OTEL_PROPAGATORS is the same on both sides.',
  unit: 'trace',
  severity: 'warning',
  reasons: { 'several-roots': 'Spans with different IDs have no parent.' },
};

/** Traces with more than one root. */
export const multipleRoots: Check = {
  meta,
  start(corpus, learned, answers) {
    const tally = new Tally(answers, likelySubject);
    // Traces with one root, by its service.
    const single = learned.services.rootedTraces.slice();
    return {
      traces: {
        with: TraceFact.SEVERAL_ROOTS,
        judge({ index, first, last }) {
          const root = learned.rootOf(index);
          single[corpus.service[root]!]!--;
          const other = earliestOther(corpus, root, first, last);
          tally.fail(corpus.service[other]!, other, 'several-roots');
        },
      },
      end() {
        single.forEach((count, service) => tally.pass(service, count));
        tally.flush();
      },
    };
  },
};

/** The earliest root with another span ID than `root`. */
function earliestOther(corpus: Corpus, root: number, first: number, last: number): number {
  const { spans } = corpus;
  let earliest = -1;
  for (let row = first; row < last; row++) {
    if (corpus.parent[row] !== NO_PARENT) continue;
    if (spans.compare(spans.spanId(row), spans.spanId(root)) === 0) continue;
    if (earliest < 0 || compareSpans(corpus, row, earliest) < 0) earliest = row;
  }
  return earliest;
}

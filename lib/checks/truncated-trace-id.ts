import type { Corpus } from '../model/corpus';
import { NO_PARENT } from '../model/span';
import type { Check, CheckMeta } from './check';
import type { Learned } from './learned';
import { TraceFact } from './learned/span-survey';
import { PairIndex } from './numbers';
import { edgeSubject, unblamedSubject } from './subjects';
import { Tally } from './tally';

const meta: CheckMeta = {
  id: 'truncated-trace-id',
  title: 'has traces whose ID was cut to 64 bits',
  what: 'A trace whose ID has an upper half of zeros fails when another trace has the same lower half and a full upper one (the two are one trace, torn apart), or when the service that begins it takes part in traces with full IDs. Services all of whose traces have 64-bit IDs pass: their tracer makes such IDs.',
  why: 'From the service that cuts the ID on, the trace goes on under another ID: both halves look like traces of their own, one without its lower part, the other without its root.',
  remedy:
    'Look at the hop where the ID is cut: B3 headers with 64-bit IDs, a Zipkin or Jaeger client without 128-bit IDs switched on (Zipkin: traceId128Bit, Jaeger: JAEGER_TRACEID_128BIT), or a proxy that rewrites headers. Best set OTEL_PROPAGATORS=tracecontext,baggage on both sides.',
  unit: 'trace',
  aboutEdges: true,
  severity: 'error',
  metric: true,
  reasons: {
    'torn-apart': 'A trace with a full ID has the same lower 64 bits.',
    'mixed-lengths': 'The service takes part in traces with full IDs as well.',
  },
};

/** Traces that go on under half of their ID. */
export const truncatedTraceId: Check = {
  meta,
  start(corpus, learned, answers) {
    const tally = new Tally(answers, unblamedSubject);
    const serviceOf = (trace: number) => corpus.service[learned.firstSpanOf(trace)]!;
    // Traces by the service that begins them.
    const whole = learned.services.rootedTraces.slice();
    return {
      traces: {
        with: TraceFact.NO_ROOT,
        judge({ index }) {
          whole[serviceOf(index)]!++;
        },
      },
      end() {
        const cut = cutTraces(corpus, learned);
        const full = cut.length === 0 ? null : fullTraces(corpus, learned, cut);
        for (const trace of cut) whole[serviceOf(trace)]!--;
        whole.forEach((count, service) => tally.pass(service, count));
        for (const trace of full === null ? [] : cut) {
          const row = learned.firstSpanOf(trace);
          const service = corpus.service[row]!;
          const twin = full!.twinOf(trace);
          if (twin >= 0) {
            const caller = spanWithId(corpus, twin, row);
            const subject =
              caller < 0 ? unblamedSubject(service) : edgeSubject(corpus.service[caller]!, service, null);
            answers.about(subject).fail(row, 'torn-apart');
          } else if (full!.services[service] === 1) tally.fail(service, row, 'mixed-lengths');
          else tally.pass(service);
        }
        tally.flush();
      },
    };
  },
};

function isCut({ traceIds }: Corpus, trace: number): boolean {
  return (traceIds[trace * 4]! | traceIds[trace * 4 + 1]!) === 0;
}

function cutTraces(corpus: Corpus, learned: Learned): number[] {
  return [...corpus.shortIdTraces].filter(
    (trace) => (learned.traceFacts[trace]! & TraceFact.INVALID_ID) === 0,
  );
}

/** The traces with full IDs: which services take part in them, and which of them has the lower half of a cut ID. */
function fullTraces(corpus: Corpus, learned: Learned, cut: readonly number[]) {
  const { traceStart, traceIds } = corpus;
  const services = new Uint8Array(corpus.services.length);
  const lowerHalves = new PairIndex();
  const lower = (trace: number, word: 2 | 3) => traceIds[trace * 4 + word]!;
  for (const trace of cut) lowerHalves.number(lower(trace, 2), lower(trace, 3));
  const twins = new Int32Array(lowerHalves.size).fill(-1);
  for (let trace = 0; trace < corpus.traceCount; trace++) {
    if (isCut(corpus, trace) || (learned.traceFacts[trace]! & TraceFact.INVALID_ID) !== 0) continue;
    for (let row = traceStart[trace]!; row < traceStart[trace + 1]!; row++)
      services[corpus.service[row]!] = 1;
    const half = lowerHalves.find(lower(trace, 2), lower(trace, 3));
    if (half >= 0) twins[half] = trace;
  }
  return { services, twinOf: (trace: number) => twins[lowerHalves.find(lower(trace, 2), lower(trace, 3))]! };
}

/** The span of `trace` that the span at `row` names as its parent, or -1. */
function spanWithId(corpus: Corpus, trace: number, row: number): number {
  if (corpus.parent[row] === NO_PARENT) return -1;
  const { spans } = corpus;
  for (let other = corpus.traceStart[trace]!; other < corpus.traceStart[trace + 1]!; other++) {
    if (spans.compare(spans.spanId(other), spans.parentId(row)) === 0) return other;
  }
  return -1;
}

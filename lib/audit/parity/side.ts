import { assemble, type TraceCounts } from '../../model/assemble';
import type { Corpus } from '../../model/corpus';
import { TraceState } from '../../model/corpus';
import { Fact } from '../../model/span';
import { type Judgeable, traceStates } from '../../model/states';
import type { SpanTable } from '../../model/table';

/** What is kept of one source to compare it: a few words for each span. */
export interface Side {
  /** Traces that were read, whatever their state. */
  readonly traceCount: number;
  /** 4 words for each trace. */
  readonly traceId: Uint32Array;
  /** TraceState of each trace. */
  readonly states: Uint8Array;
  /** Earliest start and latest time of each judged trace, milliseconds since the epoch; 0 where none is known. */
  readonly earliest: Float64Array;
  readonly latest: Float64Array;
  /** Rows `[spanStart[t], spanStart[t + 1])` are the spans of trace t; none of those that are not judged. */
  readonly spanStart: Uint32Array;
  /** 2 words for each span. */
  readonly spanId: Uint32Array;
  readonly kind: Uint8Array;
  /** 1 for server halves to which Tempo had given an ID of their own. */
  readonly isRenamed: Uint8Array;
  /** Number of the service, the same in both sources. */
  readonly service: Uint32Array;
  /** Names by service number. */
  readonly serviceNames: readonly string[];
}

/** Names of services as numbers that two sources share. */
export class ServiceNames {
  readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();

  number(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** Makes a side of what was read: resends are folded, and the table is used up. */
export function sideOf(
  table: SpanTable,
  rules: Judgeable,
  services: ServiceNames,
): { readonly side: Side; readonly counts: TraceCounts } {
  const { traceCount } = table;
  const traceId = table.traceIds();
  const states = traceStates(table, rules);
  const { corpus, counts } = assemble(table, rules);
  const { spans, spanCount } = corpus;
  const numbers = corpus.services.map((name) => services.number(name));
  const side: Side = {
    traceCount,
    traceId,
    states,
    ...spreadsOf(corpus, states),
    spanId: spanIdsOf(corpus),
    kind: Uint8Array.from({ length: spanCount }, (_, row) => spans.kind(row)),
    isRenamed: Uint8Array.from({ length: spanCount }, (_, row) => +((spans.facts(row) & Fact.RENAMED) !== 0)),
    service: corpus.service.map((service) => numbers[service]!),
    serviceNames: services.names,
  };
  table.release();
  return { side, counts };
}

/** Where the spans of each trace lie, and in which time. Traces of the corpus are the judged ones, in order. */
function spreadsOf(corpus: Corpus, states: Uint8Array): Pick<Side, 'earliest' | 'latest' | 'spanStart'> {
  const { spans } = corpus;
  const earliest = new Float64Array(states.length);
  const latest = new Float64Array(states.length);
  const spanStart = new Uint32Array(states.length + 1);
  let judged = 0;
  for (let trace = 0; trace < states.length; trace++) {
    spanStart[trace] = corpus.traceStart[judged]!;
    if (states[trace] !== TraceState.JUDGED) continue;
    const last = corpus.traceStart[judged + 1]!;
    for (let row = corpus.traceStart[judged]!; row < last; row++) {
      const start = spans.millis(spans.start(row));
      const end = Math.max(start, spans.millis(spans.end(row)));
      if (start > 0 && (earliest[trace] === 0 || start < earliest[trace]!)) earliest[trace] = start;
      if (end > latest[trace]!) latest[trace] = end;
    }
    judged++;
  }
  spanStart[states.length] = corpus.spanCount;
  return { earliest, latest, spanStart };
}

function spanIdsOf({ spans, spanCount }: Corpus): Uint32Array {
  const ids = new Uint32Array(spanCount * 2);
  for (let row = 0; row < spanCount; row++) {
    const place = spans.spanId(row);
    ids[row * 2] = spans.words[place]!;
    ids[row * 2 + 1] = spans.words[place + 1]!;
  }
  return ids;
}

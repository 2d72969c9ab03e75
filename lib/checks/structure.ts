import type { Corpus } from '../model/corpus';
import { Fact, Kind } from '../model/span';
import type { Learned } from './learned';
import { TraceFact } from './learned/span-survey';
import { PairIndex } from './numbers';

/** How the judged traces are built, in numbers. Traces with an invalid ID count in `spans` and `invalidIds` only. */
export interface Structure {
  /** Distinct spans: exact resends are folded. */
  readonly spans: number;
  /** Spans whose parent ID no span of their trace has. */
  readonly orphans: number;
  /** Distinct pairs of trace and parent ID among the orphans: how many spans are missing at least. */
  readonly missingParents: number;
  readonly tracesWithOrphans: number;
  /** Traces without a root span. */
  readonly rootless: number;
  /** Traces with more than one distinct root span. */
  readonly multiRoot: number;
  /** Exact resends that were folded. */
  readonly resends: number;
  /** Distinct pairs of trace and span ID that several different spans have. */
  readonly idClashes: number;
  /** Calls whose client and server half have one span ID (Zipkin). */
  readonly sharedRpc: number;
  readonly selfParents: number;
  /** Cycles of two and more spans. */
  readonly cycles: number;
  /** Spans with an invalid trace, span or parent ID. */
  readonly invalidIds: number;
}

/** The judged traces by verdict. Those with an invalid trace ID are in none. */
export interface Verdicts {
  readonly complete: number;
  /** Spans are missing. */
  readonly incomplete: number;
  /** Spans are missing by design: the trace declares its sampling. */
  readonly partial: number;
}

/** Counts the structure of the corpus. */
export function countStructure(
  corpus: Corpus,
  learned: Learned,
): { readonly structure: Structure; readonly traces: Verdicts } {
  const { spans } = corpus;
  const clashes = new IdCounter();
  let sharedRpc = 0;
  let invalidIds = 0;
  let rootless = 0;
  let tracesWithOrphans = 0;
  let multiRoot = 0;
  let complete = 0;
  let partial = 0;
  let incomplete = 0;
  let trace = 0;
  for (const row of learned.unusualRows) {
    const fact = spans.facts(row);
    if ((fact & INVALID_ID) !== 0) invalidIds++;
    if ((fact & Fact.INVALID_TRACE_ID) !== 0) continue;
    while (corpus.traceStart[trace + 1]! <= row) trace++;
    if ((fact & Fact.ID_CLASH) !== 0) clashes.add(trace, spans, spans.spanId(row));
    if ((fact & Fact.SHARED_RPC) !== 0 && spans.kind(row) === Kind.SERVER) sharedRpc++;
  }
  learned.factCounts.forEach((count, known) => {
    if ((known & TraceFact.INVALID_ID) !== 0) return;
    const hasOrphan = (known & TraceFact.HAS_ORPHAN) !== 0;
    const hasRoot = (known & TraceFact.NO_ROOT) === 0;
    if (hasOrphan) tracesWithOrphans += count;
    if (!hasRoot) rootless += count;
    if ((known & TraceFact.SEVERAL_ROOTS) !== 0) multiRoot += count;
    if (hasRoot && !hasOrphan) complete += count;
    else if ((known & TraceFact.SAMPLED_DOWN) !== 0) partial += count;
    else incomplete += count;
  });
  const { orphans, cycles } = learned;
  return {
    structure: {
      spans: corpus.spanCount,
      orphans: orphans.count,
      missingParents: learned.missingParents + countInCrowds(corpus, learned),
      tracesWithOrphans,
      rootless,
      multiRoot,
      resends: corpus.resends,
      idClashes: clashes.count,
      sharedRpc,
      selfParents: cycles.selfParents.length,
      cycles: cycles.count,
      invalidIds,
    },
    traces: { complete, incomplete, partial },
  };
}

const INVALID_ID = Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID | Fact.INVALID_PARENT_ID;

/** Distinct parent IDs of the orphans of crowded traces, each within its trace. */
function countInCrowds({ spans }: Corpus, { crowdedTraces, orphans }: Learned): number {
  if (crowdedTraces.length === 0) return 0;
  const crowded = new Set(crowdedTraces);
  const missing = new IdCounter();
  orphans.traces.forEach((trace, index) => {
    if (crowded.has(trace)) missing.add(trace, spans, spans.parentId(orphans.rows[index]!));
  });
  return missing.count;
}

/** Counts distinct span IDs, each within its trace. */
class IdCounter {
  private readonly upper = new PairIndex(); // (trace, upper word)
  private readonly whole = new PairIndex(); // (the former, lower word)

  get count(): number {
    return this.whole.size;
  }

  /** @param place where the ID stands */
  add(trace: number, { words }: Corpus['spans'], place: number): void {
    this.whole.number(this.upper.number(trace, words[place]!), words[place + 1]!);
  }
}

import type { Corpus } from '../model/corpus';
import { Fact, Kind } from '../model/span';
import type { Learned } from './learned';
import { TraceFact } from './learned/spans';
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
  const { facts, kind } = corpus.columns;
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
    const fact = facts[row]!;
    if ((fact & INVALID_ID) !== 0) invalidIds++;
    if ((fact & Fact.INVALID_TRACE_ID) !== 0) continue;
    while (corpus.traceStart[trace + 1]! <= row) trace++;
    if ((fact & Fact.ID_CLASH) !== 0) clashes.add(trace, corpus.columns.spanId, row);
    if ((fact & Fact.SHARED_RPC) !== 0 && kind[row] === Kind.SERVER) sharedRpc++;
  }
  for (const known of learned.traceFacts) {
    if ((known & TraceFact.INVALID_ID) !== 0) continue;
    const hasOrphan = (known & TraceFact.HAS_ORPHAN) !== 0;
    const hasRoot = (known & TraceFact.HAS_ROOT) !== 0;
    if (hasOrphan) tracesWithOrphans++;
    if (!hasRoot) rootless++;
    if ((known & TraceFact.SEVERAL_ROOTS) !== 0) multiRoot++;
    if (hasRoot && !hasOrphan) complete++;
    else if ((known & TraceFact.SAMPLED_DOWN) !== 0) partial++;
    else incomplete++;
  }
  const { orphans, cycles } = learned;
  const missing = new IdCounter();
  for (let index = 0; index < orphans.count; index++) {
    missing.add(orphans.traces[index]!, corpus.columns.parentId, orphans.rows[index]!);
  }
  return {
    structure: {
      spans: corpus.spanCount,
      orphans: orphans.count,
      missingParents: missing.count,
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

/** Counts distinct span IDs, each within its trace. */
class IdCounter {
  private readonly upper = new PairIndex(); // (trace, upper word)
  private readonly whole = new PairIndex(); // (the former, lower word)

  get count(): number {
    return this.whole.size;
  }

  add(trace: number, ids: Uint32Array, row: number): void {
    this.whole.number(this.upper.number(trace, ids[row * 2]!), ids[row * 2 + 1]!);
  }
}

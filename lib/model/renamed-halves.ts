import { Fact, Kind } from './span';
import type { AssembledSpans } from './twins';

/** Restores halves in those of the traces that have some; the kernel names the traces that may (kernel/table). */
export function restoreRenamed(assembled: AssembledSpans, traces: Uint32Array): void {
  const { spans, traceStart } = assembled;
  const { words } = spans;
  for (const trace of traces) {
    const first = traceStart[trace]!;
    const last = traceStart[trace + 1]!;
    const renamed: number[] = [];
    for (let row = first; row < last; row++) {
      const id = spans.spanId(row);
      if (words[id] !== 0 || words[id + 1] === 0) continue;
      if (mayBeRenamed(words[id + 1]!, spans.kind(row), last - first)) renamed.push(row);
    }
    restoreHalves(assembled, renamed, first, last);
  }
}

/**
 * Whether Tempo's answer by ID may have given a span its ID: it takes the lowest that its trace does not have, from 1
 * on, for a server half that shares the ID of the client half (modules/frontend/combiner/trace_by_id_deduper.go).
 * @param low the low word of the ID; the high one is 0
 * @param spans so many has the trace
 */
function mayBeRenamed(low: number, kind: number, spans: number): boolean {
  return low <= spans && kind === Kind.SERVER;
}

/**
 * Makes of server halves that were renamed what they are where both halves stand under one ID. Tempo also moved all
 * children of the shared ID below the server half: those of the client half's service go back to it.
 * @param renamed rows of one trace that may be such halves
 */
function restoreHalves(
  { spans, service, parent }: AssembledSpans,
  renamed: readonly number[],
  first: number,
  last: number,
): void {
  const clientOf = new Map<number, number>();
  for (const server of renamed) {
    const client = parent[server]!;
    // Where the client half has such an ID as well, IDs are counted up in this system.
    if (client < 0 || spans.kind(client) !== Kind.CLIENT || spans.words[spans.spanId(client)] === 0) continue;
    clientOf.set(server, client);
    spans.addFacts(server, Fact.SHARED_RPC);
    spans.addFacts(client, Fact.SHARED_RPC);
  }
  if (clientOf.size === 0) return;
  for (let row = first; row < last; row++) {
    const server = parent[row]!;
    const client = clientOf.get(server);
    if (client !== undefined && service[row] === service[client] && service[row] !== service[server])
      parent[row] = client;
  }
}

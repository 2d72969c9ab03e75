import { spanKey } from '../tracing/ledger-lines';
import type { EdgeTruth, OrphanTruth, StructureTruth } from './model';
import { isOrphan, type RecordingIndex } from './recording-index';
import type { StoredSpan } from './stored-span';

export function countStructure(index: RecordingIndex): StructureTruth {
  const roots = new Map<string, number>();
  const orphans: StoredSpan[] = [];
  for (const span of index.stored.values()) {
    roots.set(span.trace, (roots.get(span.trace) ?? 0) + (span.parent === '' ? 1 : 0));
    if (isOrphan(span, index)) orphans.push(span);
  }
  const rootCounts = [...roots.values()];
  return {
    traces: roots.size,
    spans: index.stored.size,
    orphans: orphans.length,
    missingParents: new Set(orphans.map(({ trace, parent }) => spanKey(trace, parent))).size,
    tracesWithOrphans: new Set(orphans.map(({ trace }) => trace)).size,
    rootless: rootCounts.filter((count) => count === 0).length,
    multiRoot: rootCounts.filter((count) => count > 1).length,
    resends: index.records - index.stored.size,
  };
}

export function countOrphans(index: RecordingIndex): OrphanTruth[] {
  const groups = new Map<string, OrphanTruth>();
  for (const span of index.stored.values()) {
    if (!isOrphan(span, index)) continue;
    const started = index.started.get(spanKey(span.trace, span.parent));
    const parent = started === undefined ? 'neverStarted' : started.sampled ? 'lost' : 'unsampled';
    const row = {
      service: span.service,
      kind: span.kind,
      parentService: started?.service ?? '',
      parent,
    } as const;
    const key = Object.values(row).join(' ');
    groups.set(key, { ...row, spans: (groups.get(key)?.spans ?? 0) + 1 });
  }
  return sorted(groups);
}

export function countEdges(index: RecordingIndex): EdgeTruth[] {
  const names = new Map(index.lives.map(({ role, service }) => [role, service]));
  // A CLIENT span has its server when a stored SERVER span of the same trace names it as parent.
  const answered = new Set<string>();
  for (const { trace, parent, kind } of index.stored.values())
    if (kind === 2) answered.add(spanKey(trace, parent));

  const edges = new Map<string, EdgeTruth>();
  for (const key of index.stored.keys()) {
    const client = index.started.get(key);
    if (client?.calls === undefined) continue;
    const from = client.service;
    const to = names.get(client.calls) ?? client.calls;
    const edge = edges.get(`${from} ${to}`) ?? emptyEdge(from, to);
    edges.set(`${from} ${to}`, countCall(edge, answered.has(key) ? undefined : reason(key, index)));
  }
  return sorted(edges);
}

function countCall(edge: EdgeTruth, because: keyof EdgeTruth['because'] | undefined): EdgeTruth {
  const counted = { ...edge, calls: edge.calls + 1 };
  if (because === undefined) return counted;
  const reasons = { ...edge.because, [because]: edge.because[because] + 1 };
  return { ...counted, withoutServer: edge.withoutServer + 1, because: reasons };
}

/** Why the trace of an unanswered CLIENT span has no SERVER span for it. */
function reason(client: string, index: RecordingIndex): keyof EdgeTruth['because'] {
  const server = index.servers.get(client);
  if (server === undefined) return 'neverStarted';
  if (!client.startsWith(server.trace)) return 'otherTrace';
  return server.sampled ? 'lost' : 'unsampled';
}

function emptyEdge(from: string, to: string): EdgeTruth {
  const because = { otherTrace: 0, unsampled: 0, lost: 0, neverStarted: 0 };
  return { from, to, calls: 0, withoutServer: 0, because };
}

function sorted<T>(groups: ReadonlyMap<string, T>): T[] {
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

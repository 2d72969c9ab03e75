import type { JudgedSpans } from './judged-spans';
import { Fact, Kind } from './span';

/** Spans sorted by trace, resends folded, parents found by ID; where several spans have one ID, the first of them. */
export interface AssembledSpans {
  readonly spans: JudgedSpans;
  readonly service: Uint32Array;
  readonly parent: Int32Array;
  readonly traceStart: Uint32Array;
  readonly nameText: (id: number) => string;
}

/**
 * Settles what spans with one ID and different content are to each other: a client and a server half are one call
 * under a shared ID (Zipkin), and the client half is then the parent of the server half; all else is an ID clash.
 * Chooses among them for their children.
 * @param twins for each span with the ID of an earlier one of its trace, ascending: the row of the first span with
 *   that ID, which is the parent, as found by ID, of all their children; and its own
 */
export function resolveTwins(assembled: AssembledSpans, twins: Uint32Array): void {
  let trace = 0;
  for (let next = 0; next < twins.length; ) {
    while (assembled.traceStart[trace + 1]! <= twins[next + 1]!) trace++;
    const last = assembled.traceStart[trace + 1]!;
    const groups = new Map<number, number[]>();
    for (; next < twins.length && twins[next + 1]! < last; next += 2) {
      const first = twins[next]!;
      const group = groups.get(first);
      if (group === undefined) groups.set(first, [first, twins[next + 1]!]);
      else group.push(twins[next + 1]!);
    }
    resolveTrace(assembled, groups, assembled.traceStart[trace]!, last);
  }
}

/** Marks rows of one ID as halves of one call or as a clash, and chooses among them for their children. */
function resolveTrace(
  assembled: AssembledSpans,
  twins: ReadonlyMap<number, readonly number[]>,
  first: number,
  last: number,
): void {
  const { spans, service, parent } = assembled;
  const halves = new Map<number, { readonly client: number; readonly server: number }>();
  for (const [earliest, group] of twins) {
    const client = group.find((row) => spans.kind(row) === Kind.CLIENT);
    const server = group.find((row) => spans.kind(row) === Kind.SERVER);
    const shared = group.length === 2 && client !== undefined && server !== undefined;
    for (const row of group) spans.addFacts(row, shared ? Fact.SHARED_RPC : Fact.ID_CLASH);
    if (shared) halves.set(earliest, { client, server });
  }
  for (let row = first; row < last; row++) {
    const found = parent[row]!;
    if (found < 0) continue;
    const group = twins.get(found);
    if (group === undefined) continue;
    const pair = halves.get(found);
    parent[row] = pair
      ? service[row] === service[pair.client] && service[row] !== service[pair.server]
        ? pair.client
        : pair.server
      : likeliest(assembled, group, row);
  }
  for (const { client, server } of halves.values()) parent[server] = client;
}

/** Among spans of one ID the parent of `child`: of its own service if there is one, else the least by content. */
function likeliest(assembled: AssembledSpans, group: readonly number[], child: number): number {
  const { service } = assembled;
  const own = group.filter((row) => service[row] === service[child]);
  const candidates = own.length > 0 ? own : group;
  return candidates.reduce((best, row) => (compareContent(assembled, row, best) < 0 ? row : best));
}

function compareContent({ spans, service, nameText }: AssembledSpans, a: number, b: number): number {
  return (
    spans.compare(spans.start(a), spans.start(b)) ||
    spans.compare(spans.end(a), spans.end(b)) ||
    spans.kind(a) - spans.kind(b) ||
    service[a]! - service[b]! ||
    spans.compare(spans.parentId(a), spans.parentId(b)) ||
    (nameText(spans.name(a)) < nameText(spans.name(b)) ? -1 : 1)
  );
}

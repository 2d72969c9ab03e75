import type { SortedColumns } from './columns';
import { Fact, Kind } from './span';
import { compareTimes } from './time';

/** Spans sorted by trace, resends folded, parents found by ID; where several spans have one ID, the first of them. */
export interface AssembledSpans {
  readonly columns: SortedColumns;
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
export function resolveTwins(spans: AssembledSpans, twins: Uint32Array): void {
  let trace = 0;
  for (let next = 0; next < twins.length; ) {
    while (spans.traceStart[trace + 1]! <= twins[next + 1]!) trace++;
    const last = spans.traceStart[trace + 1]!;
    const groups = new Map<number, number[]>();
    for (; next < twins.length && twins[next + 1]! < last; next += 2) {
      const first = twins[next]!;
      const group = groups.get(first);
      if (group === undefined) groups.set(first, [first, twins[next + 1]!]);
      else group.push(twins[next + 1]!);
    }
    resolveTrace(spans, groups, spans.traceStart[trace]!, last);
  }
}

/** Marks rows of one ID as halves of one call or as a clash, and chooses among them for their children. */
function resolveTrace(
  spans: AssembledSpans,
  twins: ReadonlyMap<number, readonly number[]>,
  first: number,
  last: number,
): void {
  const { columns, service, parent } = spans;
  const { kind, facts } = columns;
  const halves = new Map<number, { readonly client: number; readonly server: number }>();
  for (const [earliest, group] of twins) {
    const client = group.find((row) => kind[row] === Kind.CLIENT);
    const server = group.find((row) => kind[row] === Kind.SERVER);
    const shared = group.length === 2 && client !== undefined && server !== undefined;
    for (const row of group) facts[row]! |= shared ? Fact.SHARED_RPC : Fact.ID_CLASH;
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
      : likeliest(spans, group, row);
  }
  for (const { client, server } of halves.values()) parent[server] = client;
}

/** Among spans of one ID the parent of `child`: of its own service if there is one, else the least by content. */
function likeliest(spans: AssembledSpans, group: readonly number[], child: number): number {
  const { service } = spans;
  const own = group.filter((row) => service[row] === service[child]);
  const candidates = own.length > 0 ? own : group;
  return candidates.reduce((best, row) => (compareContent(spans, row, best) < 0 ? row : best));
}

function compareContent(spans: AssembledSpans, a: number, b: number): number {
  const { columns, nameText } = spans;
  const { parentId, start, end, kind, name } = columns;
  return (
    compareTimes(start[a * 2]!, start[a * 2 + 1]!, start[b * 2]!, start[b * 2 + 1]!) ||
    compareTimes(end[a * 2]!, end[a * 2 + 1]!, end[b * 2]!, end[b * 2 + 1]!) ||
    kind[a]! - kind[b]! ||
    spans.service[a]! - spans.service[b]! ||
    compareTimes(parentId[a * 2]!, parentId[a * 2 + 1]!, parentId[b * 2]!, parentId[b * 2 + 1]!) ||
    (nameText(name[a]!) < nameText(name[b]!) ? -1 : 1)
  );
}

import type { SortedColumns } from './columns';
import { mayBeRenamed, restoreHalves } from './renamed-halves';
import { Fact, Kind, MISSING_PARENT, NO_PARENT } from './span';
import { compareTimes } from './time';

/** Spans sorted by trace, with the service number of each row. */
export interface SortedSpans {
  readonly columns: SortedColumns;
  readonly service: Uint32Array;
  readonly traceStart: Uint32Array;
  readonly traceCount: number;
  readonly nameText: (id: number) => string;
}

/** What resolving found. */
export interface Resolution {
  /** Row of the parent, NO_PARENT or MISSING_PARENT. */
  readonly parent: Int32Array;
  /** Rows that repeat an earlier row of their trace exactly, ascending. */
  readonly resends: readonly number[];
}

/**
 * Finds the parent of every span within its trace, and spans that have one ID.
 *
 * Of rows with one ID: equal content is a resend (one row stays); a client and a server half are one call under
 * a shared ID (Zipkin), and the client half is then the parent of the server half; all else is an ID clash.
 * Linear: one hash table, reused for every trace: rows of earlier traces are known by their number.
 */
export function resolveParents(spans: SortedSpans): Resolution {
  const { columns, traceStart, traceCount } = spans;
  const { spanId, parentId, kind } = columns;
  const rows = traceStart[traceCount]!;
  const parent = new Int32Array(rows);
  const resends: number[] = [];
  const table = new IdTable(largestTrace(traceStart, traceCount));

  for (let trace = 0; trace < traceCount; trace++) {
    const first = traceStart[trace]!;
    const last = traceStart[trace + 1]!;
    table.open(first, last - first);
    let twins: Map<number, number[]> | null = null;
    let renamed: number[] | null = null;
    for (let row = first; row < last; row++) {
      if (spanId[row * 2] === 0) {
        const low = spanId[row * 2 + 1]!;
        if (low === 0) continue;
        if (mayBeRenamed(low, kind[row]!, last - first)) (renamed ??= []).push(row);
      }
      const earlier = table.add(spanId, row);
      if (earlier < 0) continue;
      twins ??= new Map();
      const group = twins.get(earlier) ?? [earlier];
      twins.set(earlier, group);
      const original = group.find((other) => sameContent(spans, other, row));
      if (original === undefined) group.push(row);
      else {
        foldResend(columns, row, original);
        resends.push(row);
      }
    }
    for (let row = first; row < last; row++) {
      if (parentId[row * 2] === 0 && parentId[row * 2 + 1] === 0) {
        parent[row] = NO_PARENT;
        continue;
      }
      const found = table.find(spanId, parentId, row);
      parent[row] = found < 0 ? MISSING_PARENT : found;
    }
    if (twins !== null) resolveTwins(spans, parent, twins, first, last);
    if (renamed !== null) restoreHalves(spans, parent, renamed, first, last);
  }
  return { parent, resends: resends.sort((a, b) => a - b) };
}

/** Marks rows of one ID as halves of one call or as a clash, and chooses among them for their children. */
function resolveTwins(
  spans: SortedSpans,
  parent: Int32Array,
  twins: ReadonlyMap<number, readonly number[]>,
  first: number,
  last: number,
): void {
  const { columns, service } = spans;
  const { kind, facts } = columns;
  const halves = new Map<number, { readonly client: number; readonly server: number }>();
  for (const [earliest, group] of twins) {
    if (group.length < 2) continue;
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
    if (group === undefined || group.length < 2) continue;
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
function likeliest(spans: SortedSpans, group: readonly number[], child: number): number {
  const { service } = spans;
  const own = group.filter((row) => service[row] === service[child]);
  const candidates = own.length > 0 ? own : group;
  return candidates.reduce((best, row) => (compareContent(spans, row, best) < 0 ? row : best));
}

function compareContent(spans: SortedSpans, a: number, b: number): number {
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

/** Whether two spans of one ID say the same: parent, times, kind, name and service. */
function sameContent(spans: SortedSpans, a: number, b: number): boolean {
  const { columns, service } = spans;
  const { parentId, start, end, kind, name } = columns;
  return (
    kind[a] === kind[b] &&
    name[a] === name[b] &&
    service[a] === service[b] &&
    sameWords(parentId, a, b) &&
    sameWords(start, a, b) &&
    sameWords(end, a, b)
  );
}

function sameWords(column: Uint32Array, a: number, b: number): boolean {
  return column[a * 2] === column[b * 2] && column[a * 2 + 1] === column[b * 2 + 1];
}

/** What a resend says beyond its content is joined, so that the order in which both came makes no difference. */
function foldResend(columns: SortedColumns, resend: number, original: number): void {
  columns.flags[original]! |= columns.flags[resend]!;
  columns.facts[original]! |= columns.facts[resend]!;
  columns.threshold[original] = Math.max(columns.threshold[original]!, columns.threshold[resend]!);
  columns.peer[original] = Math.max(columns.peer[original]!, columns.peer[resend]!);
}

function largestTrace(traceStart: Uint32Array, traceCount: number): number {
  let largest = 0;
  for (let trace = 0; trace < traceCount; trace++) {
    largest = Math.max(largest, traceStart[trace + 1]! - traceStart[trace]!);
  }
  return largest;
}

/** Rows by span ID, for one trace at a time, in ascending order. Small traces use only the beginning of the array. */
class IdTable {
  /** What is below the first row of the trace is left over from another one: the slot is free. */
  private readonly rows: Int32Array;
  private first = 0;
  private mask = 0;

  constructor(largest: number) {
    this.rows = new Int32Array(tableSize(largest)).fill(-1);
  }

  /** Empties the table, for a trace of up to `count` spans that begins at the row `first`. */
  open(first: number, count: number): void {
    this.first = first;
    this.mask = tableSize(count) - 1;
  }

  /** Adds a row by its span ID; gives the row that had the ID before, or -1. */
  add(spanId: Uint32Array, row: number): number {
    const slot = this.slotOf(spanId, spanId[row * 2]!, spanId[row * 2 + 1]!);
    const known = this.rows[slot]!;
    if (known >= this.first) return known;
    this.rows[slot] = row;
    return -1;
  }

  /** The first row added whose span ID is the ID at `row` of `wanted`, or -1. */
  find(spanId: Uint32Array, wanted: Uint32Array, row: number): number {
    const known = this.rows[this.slotOf(spanId, wanted[row * 2]!, wanted[row * 2 + 1]!)]!;
    return known >= this.first ? known : -1;
  }

  /** The slot of the row with this ID, or the free one where it belongs. */
  private slotOf(spanId: Uint32Array, high: number, low: number): number {
    const { rows, first, mask } = this;
    let slot = hashId(high, low) & mask;
    for (let row = rows[slot]!; row >= first; row = rows[slot]!) {
      if (spanId[row * 2 + 1] === low && spanId[row * 2] === high) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}

function tableSize(count: number): number {
  return count <= 4 ? 8 : 2 << (32 - Math.clz32(count - 1));
}

/** Both words count in every bit that is used, whatever pattern the IDs have. */
function hashId(high: number, low: number): number {
  const mixed = Math.imul(high ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

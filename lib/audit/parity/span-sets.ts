import { Kind } from '../../model/span';
import { hexOfWords } from '../../model/words';
import type { Side } from './side';

/** How the spans of one trace differ between two sides, by rows of each. */
export interface SetDifference {
  /** Distinct spans that both have. */
  readonly same: number;
  /** Of them: server halves that stand under another ID on one side. */
  readonly renamed: number;
  /** Distinct spans of one side that the other lacks, ascending by ID. */
  readonly onlyInFirst: readonly number[];
  readonly onlyInSecond: readonly number[];
}

/**
 * Compares the spans of one trace. A span is its ID and kind, since that is what Tempo's combiner dedupes by; kind 0
 * reads as INTERNAL. The combiner also gives the server half of a call a new ID where it shares that of the client
 * half (Zipkin), and the shared ID as its parent: such a pair is one span.
 */
export function compareSpans(
  first: Side,
  traceInFirst: number,
  second: Side,
  traceInSecond: number,
): SetDifference {
  const a = distinctSpans(first, traceInFirst);
  const b = distinctSpans(second, traceInSecond);
  const onlyInFirst: number[] = [];
  const onlyInSecond: number[] = [];
  let same = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const order = i === a.length ? 1 : j === b.length ? -1 : compare(first, a[i]!, second, b[j]!);
    if (order === 0) same++;
    else if (order < 0) onlyInFirst.push(a[i]!);
    else onlyInSecond.push(b[j]!);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  const halves = [
    ...pairHalves(first, a, onlyInFirst, second, onlyInSecond),
    ...pairHalves(second, b, onlyInSecond, first, onlyInFirst).map(([row, other]) => [other, row] as const),
  ];
  const pairedInFirst = new Set(halves.map(([row]) => row));
  const pairedInSecond = new Set(halves.map(([, row]) => row));
  return {
    same: same + halves.length,
    renamed: halves.length,
    onlyInFirst: onlyInFirst.filter((row) => !pairedInFirst.has(row)),
    onlyInSecond: onlyInSecond.filter((row) => !pairedInSecond.has(row)),
  };
}

/**
 * The rows of a trace in the order of their IDs and kinds. Of equal ones, which clash, the one whose service has the
 * least name: the same whatever the order in which they were read.
 */
export function distinctSpans(side: Side, trace: number): Uint32Array {
  const first = side.spanStart[trace]!;
  const rows = Uint32Array.from({ length: side.spanStart[trace + 1]! - first }, (_, index) => first + index);
  rows.sort((a, b) => compare(side, a, side, b) || compareClashing(side, a, b));
  return rows.filter((row, index) => index === 0 || compare(side, rows[index - 1]!, side, row) !== 0);
}

/**
 * Finds server halves that share the ID of their client half on one side and have one of their own on the other.
 * @param all the distinct rows of the sharing side, sorted: the kinds of one ID stand in a row, SERVER before CLIENT
 */
function pairHalves(
  sharing: Side,
  all: Uint32Array,
  unmatched: readonly number[],
  renaming: Side,
  others: readonly number[],
): (readonly [row: number, renamed: number])[] {
  if (unmatched.length === 0 || others.length === 0) return [];
  const candidates = new Set(unmatched);
  const servers = Map.groupBy(
    others.filter((row) => renaming.kind[row] === Kind.SERVER),
    (row) => halfKey(renaming, renaming.parentId, row),
  );
  const pairs: (readonly [number, number])[] = [];
  for (let index = 0; index + 1 < all.length; index++) {
    const server = all[index]!;
    const client = all[index + 1]!;
    if (!candidates.has(server) || sharing.kind[server] !== Kind.SERVER) continue;
    const isShared =
      sharing.kind[client] === Kind.CLIENT && isSameId(sharing.spanId, server, sharing.spanId, client);
    const renamed = isShared ? servers.get(halfKey(sharing, sharing.spanId, server))?.shift() : undefined;
    if (renamed !== undefined) pairs.push([server, renamed]);
  }
  return pairs;
}

/** The shared ID and the service, which is what the halves have in common. */
function halfKey({ service }: Side, ids: Uint32Array, row: number): string {
  return `${hexOfWords(ids, row * 2, 2)} ${service[row]!}`;
}

function compare(a: Side, i: number, b: Side, j: number): number {
  return (
    a.spanId[i * 2]! - b.spanId[j * 2]! ||
    a.spanId[i * 2 + 1]! - b.spanId[j * 2 + 1]! ||
    kindOf(a.kind[i]!) - kindOf(b.kind[j]!)
  );
}

function compareClashing({ service, serviceNames, parentId }: Side, a: number, b: number): number {
  const [nameOfA = '', nameOfB = ''] = [serviceNames[service[a]!], serviceNames[service[b]!]];
  if (nameOfA !== nameOfB) return nameOfA < nameOfB ? -1 : 1;
  return parentId[a * 2]! - parentId[b * 2]! || parentId[a * 2 + 1]! - parentId[b * 2 + 1]!;
}

function kindOf(kind: number): number {
  return kind === Kind.UNSPECIFIED ? Kind.INTERNAL : kind;
}

function isSameId(a: Uint32Array, i: number, b: Uint32Array, j: number): boolean {
  return a[i * 2] === b[j * 2] && a[i * 2 + 1] === b[j * 2 + 1];
}

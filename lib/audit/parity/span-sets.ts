import { Kind } from '../../model/span';
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
  const renamed =
    pairHalves({ side: first, all: a, unmatched: onlyInFirst }, { side: second, unmatched: onlyInSecond }) +
    pairHalves({ side: second, all: b, unmatched: onlyInSecond }, { side: first, unmatched: onlyInFirst });
  return { same: same + renamed, renamed, onlyInFirst, onlyInSecond };
}

/** The rows of a trace in the order of their IDs and kinds, of equal ones the first. */
export function distinctSpans(side: Side, trace: number): Uint32Array {
  const first = side.spanStart[trace]!;
  const rows = Uint32Array.from({ length: side.spanStart[trace + 1]! - first }, (_, index) => first + index);
  rows.sort((a, b) => compare(side, a, side, b));
  return rows.filter((row, index) => index === 0 || compare(side, rows[index - 1]!, side, row) !== 0);
}

/** Takes server halves that were given another ID out of both lists of unmatched rows; gives how many. */
function pairHalves(
  sharing: { readonly side: Side; readonly all: Uint32Array; readonly unmatched: number[] },
  renaming: { readonly side: Side; readonly unmatched: number[] },
): number {
  if (sharing.unmatched.length === 0 || renaming.unmatched.length === 0) return 0;
  let paired = 0;
  for (const row of [...sharing.unmatched]) {
    if (!sharesWithClient(sharing.side, sharing.all, row)) continue;
    const renamed = renaming.unmatched.findIndex((other) =>
      isHalfOf(sharing.side, row, renaming.side, other),
    );
    if (renamed < 0) continue;
    renaming.unmatched.splice(renamed, 1);
    sharing.unmatched.splice(sharing.unmatched.indexOf(row), 1);
    paired++;
  }
  return paired;
}

/** Whether a row is a SERVER span and a CLIENT span of its trace has its ID: kinds of one ID stand in a row. */
function sharesWithClient(side: Side, all: Uint32Array, row: number): boolean {
  if (side.kind[row] !== Kind.SERVER) return false;
  const next = all[all.indexOf(row) + 1];
  return (
    next !== undefined && side.kind[next] === Kind.CLIENT && isSameId(side.spanId, row, side.spanId, next)
  );
}

function isHalfOf(sharing: Side, row: number, renaming: Side, other: number): boolean {
  return (
    renaming.kind[other] === Kind.SERVER &&
    renaming.service[other] === sharing.service[row] &&
    isSameId(sharing.spanId, row, renaming.parentId, other)
  );
}

function compare(a: Side, i: number, b: Side, j: number): number {
  return (
    a.spanId[i * 2]! - b.spanId[j * 2]! ||
    a.spanId[i * 2 + 1]! - b.spanId[j * 2 + 1]! ||
    kindOf(a.kind[i]!) - kindOf(b.kind[j]!)
  );
}

function kindOf(kind: number): number {
  return kind === Kind.UNSPECIFIED ? Kind.INTERNAL : kind;
}

function isSameId(a: Uint32Array, i: number, b: Uint32Array, j: number): boolean {
  return a[i * 2] === b[j * 2] && a[i * 2 + 1] === b[j * 2 + 1];
}

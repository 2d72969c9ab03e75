import { Kind } from '../../model/span';
import type { Side } from './side';

/** How the spans of one trace differ between two sides, by rows of each. */
export interface SetDifference {
  /** Distinct spans that both have. */
  readonly same: number;
  /** Of them: server halves to which Tempo gave an ID of their own, on one side only. */
  readonly renamed: number;
  /** Distinct spans of one side that the other lacks, ascending by ID. */
  readonly onlyInFirst: readonly number[];
  readonly onlyInSecond: readonly number[];
}

/**
 * Compares the spans of one trace. A span is its ID and kind, since that is what Tempo's combiner dedupes by; kind 0
 * reads as INTERNAL. Server halves that Tempo renamed have their IDs back on both sides.
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
  let renamed = 0;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const order = i === a.length ? 1 : j === b.length ? -1 : compare(first, a[i]!, second, b[j]!);
    if (order === 0) {
      same++;
      if (first.isRenamed[a[i]!] !== second.isRenamed[b[j]!]) renamed++;
    } else if (order < 0) onlyInFirst.push(a[i]!);
    else onlyInSecond.push(b[j]!);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
  return { same, renamed, onlyInFirst, onlyInSecond };
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

function compare(a: Side, i: number, b: Side, j: number): number {
  return (
    a.spanId[i * 2]! - b.spanId[j * 2]! ||
    a.spanId[i * 2 + 1]! - b.spanId[j * 2 + 1]! ||
    kindOf(a.kind[i]!) - kindOf(b.kind[j]!)
  );
}

function compareClashing({ service, serviceNames, isRenamed }: Side, a: number, b: number): number {
  const [nameOfA = '', nameOfB = ''] = [serviceNames[service[a]!], serviceNames[service[b]!]];
  if (nameOfA !== nameOfB) return nameOfA < nameOfB ? -1 : 1;
  return isRenamed[a]! - isRenamed[b]!;
}

function kindOf(kind: number): number {
  return kind === Kind.UNSPECIFIED ? Kind.INTERNAL : kind;
}

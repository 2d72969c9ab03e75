import type { OtlpSpan } from './otlp';

/** A span's place in the tree, as TraceQL shows it: numbers from 1 on, the left number of the parent. */
export interface NestedSet {
  readonly left: number;
  readonly right: number;
  /** The parent's left number; -1 for a root. */
  readonly parent: number;
}

/** A span that no root reaches: an orphan, and all below it. */
const UNCONNECTED: NestedSet = { left: 0, right: 0, parent: 0 };

/** The numbers of each span that a span without parent reaches; the others are 0/0/0. */
export function nestedSets(spans: readonly OtlpSpan[]): ReadonlyMap<OtlpSpan, NestedSet> {
  const children = Map.groupBy(spans, (span) => span.parentSpanId);
  const sets = new Map<OtlpSpan, NestedSet>(spans.map((span) => [span, UNCONNECTED]));
  let next = 1;
  const number = (span: OtlpSpan, parent: number): void => {
    const left = next++;
    // Set first: a span that shares its ID with its parent would be visited for ever.
    sets.set(span, { left, right: 0, parent });
    for (const child of children.get(span.spanId) ?? []) {
      if (sets.get(child) === UNCONNECTED) number(child, left);
    }
    sets.set(span, { left, right: next++, parent });
  };
  for (const root of children.get('') ?? []) number(root, -1);
  return sets;
}

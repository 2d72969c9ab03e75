import type { Corpus } from '../model/corpus';

/**
 * Orders spans by start, then by what else tells them apart: an order that does not depend on the order in which
 * they were read. Negative, zero or positive as row `a` comes before, with or after row `b`.
 */
export function compareSpans({ spans, service }: Corpus, a: number, b: number): number {
  return (
    spans.compare(spans.start(a), spans.start(b)) ||
    spans.compare(spans.spanId(a), spans.spanId(b)) ||
    service[a]! - service[b]! ||
    spans.kind(a) - spans.kind(b) ||
    spans.compare(spans.end(a), spans.end(b)) ||
    spans.compare(spans.parentId(a), spans.parentId(b))
  );
}

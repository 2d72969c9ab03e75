import type { Corpus } from '../model/corpus';
import { compareTimes } from '../model/time';

/**
 * Orders spans by start, then by what else tells them apart: an order that does not depend on the order in which
 * they were read. Negative, zero or positive as row `a` comes before, with or after row `b`.
 */
export function compareSpans(corpus: Corpus, a: number, b: number): number {
  const { start, end, spanId, parentId, kind } = corpus.columns;
  return (
    comparePairs(start, a, b) ||
    comparePairs(spanId, a, b) ||
    corpus.service[a]! - corpus.service[b]! ||
    kind[a]! - kind[b]! ||
    comparePairs(end, a, b) ||
    comparePairs(parentId, a, b)
  );
}

function comparePairs(words: Uint32Array, a: number, b: number): number {
  return compareTimes(words[a * 2]!, words[a * 2 + 1]!, words[b * 2]!, words[b * 2 + 1]!);
}

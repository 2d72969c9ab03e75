import type { Corpus } from '../model/corpus';
import { Fact } from '../model/span';
import { hexOfWords, mix32, murmurRound } from '../model/words';
import type { Example } from './finding';

const MOST_EXAMPLES = 5;

/**
 * Up to five of the rows as examples, of different traces first. Which ones is decided by a hash of their IDs: the
 * same whatever the order of the rows, and without a preference for early or late traces.
 */
export function chooseExamples(corpus: Corpus, rows: Uint32Array): Example[] {
  const order = (a: number, b: number) => compareByHash(corpus, a, b);
  const traces = new Smallest(order, (a, b) => isSameId(corpus.columns.traceId, 4, a, b));
  for (const row of rows) traces.offer(row);
  let chosen = traces.rows;
  if (chosen.length < MOST_EXAMPLES) {
    const firsts = chosen;
    const others = new Smallest(order, (a, b) => isSameSpan(corpus, a, b));
    for (const row of rows) {
      if (!firsts.some((first) => isSameSpan(corpus, first, row))) others.offer(row);
    }
    chosen = [...firsts, ...others.rows].slice(0, MOST_EXAMPLES);
  }
  return chosen.map((row) => exampleOf(corpus, row));
}

function exampleOf({ columns, rawIds }: Corpus, row: number): Example {
  const facts = columns.facts[row]!;
  const traceId = hexOfWords(columns.traceId, row * 4, 4);
  const spanId = hexOfWords(columns.spanId, row * 2, 2);
  return {
    traceId: (facts & Fact.INVALID_TRACE_ID) === 0 ? traceId : (rawIds.get(traceId) ?? traceId),
    spanId: (facts & Fact.INVALID_SPAN_ID) === 0 ? spanId : (rawIds.get(spanId) ?? spanId),
  };
}

/** The few smallest rows, in order; of rows that are alike the smallest only. */
class Smallest {
  readonly rows: number[] = [];
  private readonly order: (a: number, b: number) => number;
  private readonly isAlike: (a: number, b: number) => boolean;

  constructor(order: (a: number, b: number) => number, isAlike: (a: number, b: number) => boolean) {
    this.order = order;
    this.isAlike = isAlike;
  }

  offer(row: number): void {
    const { rows } = this;
    if (rows.length === MOST_EXAMPLES && this.order(row, rows[MOST_EXAMPLES - 1]!) >= 0) return;
    const alike = rows.findIndex((other) => this.isAlike(row, other));
    if (alike >= 0 && this.order(row, rows[alike]!) >= 0) return;
    if (alike >= 0) rows.splice(alike, 1);
    const place = rows.findIndex((other) => this.order(row, other) < 0);
    rows.splice(place < 0 ? rows.length : place, 0, row);
    if (rows.length > MOST_EXAMPLES) rows.pop();
  }
}

function compareByHash(corpus: Corpus, a: number, b: number): number {
  const { traceId, spanId } = corpus.columns;
  return (
    hashOf(traceId, a, 4) - hashOf(traceId, b, 4) ||
    compareIds(traceId, 4, a, b) ||
    hashOf(spanId, a, 2) - hashOf(spanId, b, 2) ||
    compareIds(spanId, 2, a, b)
  );
}

function hashOf(ids: Uint32Array, row: number, words: number): number {
  let hash = 0;
  for (let index = row * words; index < (row + 1) * words; index++) hash = murmurRound(hash, ids[index]!);
  return mix32(hash);
}

function compareIds(ids: Uint32Array, words: number, a: number, b: number): number {
  for (let word = 0; word < words; word++) {
    const difference = ids[a * words + word]! - ids[b * words + word]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function isSameId(ids: Uint32Array, words: number, a: number, b: number): boolean {
  return compareIds(ids, words, a, b) === 0;
}

function isSameSpan(corpus: Corpus, a: number, b: number): boolean {
  return isSameId(corpus.columns.spanId, 2, a, b) && isSameId(corpus.columns.traceId, 4, a, b);
}

import type { Corpus } from '../model/corpus';
import { Fact } from '../model/span';
import { hexOfWords, mix32, murmurRound } from '../model/words';
import type { Example } from './finding';

const MOST_EXAMPLES = 5;

/** A row, with hashes of its IDs to choose by. */
interface Candidate {
  readonly row: number;
  readonly traceHash: number;
  readonly spanHash: number;
}

/**
 * Up to five of the rows as examples, of different traces first. Which ones is decided by a hash of their IDs: the
 * same whatever the order of the rows, and without a preference for early or late traces.
 */
export function chooseExamples(corpus: Corpus, rows: Uint32Array): Example[] {
  const traces = smallest(corpus, rows, (a, b) => isSameTrace(corpus, a, b), []);
  // Fewer traces than examples: further spans of the same ones.
  const others =
    traces.length < MOST_EXAMPLES ? smallest(corpus, rows, (a, b) => isSameSpan(corpus, a, b), traces) : [];
  return [...traces, ...others].slice(0, MOST_EXAMPLES).map(({ row }) => exampleOf(corpus, row));
}

/** The few rows with the smallest hashes, in order: of rows that are alike one, and none that is in `taken`. */
function smallest(
  corpus: Corpus,
  rows: Uint32Array,
  isAlike: (a: number, b: number) => boolean,
  taken: readonly Candidate[],
): Candidate[] {
  const { traceId, spanId } = corpus.columns;
  const kept: Candidate[] = [];
  let traceHash = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    // Rows of one trace stand together.
    if (index === 0 || !isSameTrace(corpus, row, rows[index - 1]!)) traceHash = hashOf(traceId, row, 4);
    if (kept.length === MOST_EXAMPLES && traceHash > kept[MOST_EXAMPLES - 1]!.traceHash) continue;
    if (taken.some((other) => isSameSpan(corpus, row, other.row))) continue;
    const candidate = { row, traceHash, spanHash: hashOf(spanId, row, 2) };
    const alike = kept.findIndex((other) => isAlike(row, other.row));
    if (alike >= 0) {
      if (compare(corpus, candidate, kept[alike]!) >= 0) continue;
      kept.splice(alike, 1);
    }
    const place = kept.findIndex((other) => compare(corpus, candidate, other) < 0);
    kept.splice(place < 0 ? kept.length : place, 0, candidate);
    kept.length = kept.length > MOST_EXAMPLES ? MOST_EXAMPLES : kept.length;
  }
  return kept;
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

function compare({ columns }: Corpus, a: Candidate, b: Candidate): number {
  return (
    a.traceHash - b.traceHash ||
    compareIds(columns.traceId, 4, a.row, b.row) ||
    a.spanHash - b.spanHash ||
    compareIds(columns.spanId, 2, a.row, b.row)
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

function isSameTrace({ columns }: Corpus, a: number, b: number): boolean {
  return compareIds(columns.traceId, 4, a, b) === 0;
}

function isSameSpan(corpus: Corpus, a: number, b: number): boolean {
  return compareIds(corpus.columns.spanId, 2, a, b) === 0 && isSameTrace(corpus, a, b);
}

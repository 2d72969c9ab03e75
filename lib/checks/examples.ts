import type { Corpus } from '../model/corpus';
import { Fact } from '../model/span';
import { hexOfWords } from '../model/words';
import type { Example } from './finding';
import type { FailingRows } from './kernel/failing-rows';

const MOST_EXAMPLES = 5;

/** A row, with its trace and hashes of both IDs to choose by. */
interface Candidate {
  readonly row: number;
  readonly trace: number;
  readonly traceHash: number;
  readonly spanHash: number;
}

type IsAlike = (corpus: Corpus, a: Candidate, b: Candidate) => boolean;

/**
 * Up to five of the rows as examples, of different traces first. Which ones is decided by a hash of their IDs: the
 * same whatever the order of the rows, and without a preference for early or late traces.
 */
export function chooseExamples(failed: FailingRows): Example[] {
  const { corpus } = failed;
  const traces = smallest(failed, isSameTrace, []);
  // Fewer traces than examples: further spans of the same ones.
  const others = traces.length < MOST_EXAMPLES ? smallest(failed, isSameSpan, traces) : [];
  return [...traces, ...others].slice(0, MOST_EXAMPLES).map((candidate) => exampleOf(corpus, candidate));
}

/** The few rows with the smallest hashes, in order: of rows that are alike one, and none that is in `taken`. */
function smallest(failed: FailingRows, isAlike: IsAlike, taken: readonly Candidate[]): Candidate[] {
  const { corpus, rows } = failed;
  const kept: Candidate[] = [];
  let largest = Number.POSITIVE_INFINITY;
  for (let index = 0; index < rows.length; index++) {
    const traceHash = failed.traceHash(index);
    if (traceHash > largest) continue;
    const row = rows[index]!;
    const candidate = {
      row,
      trace: failed.traces[index]!,
      traceHash,
      spanHash: failed.spanHash(index),
    };
    if (taken.some((other) => isSameSpan(corpus, candidate, other))) continue;
    const alike = kept.findIndex((other) => isAlike(corpus, candidate, other));
    if (alike >= 0) {
      if (compare(corpus, candidate, kept[alike]!) >= 0) continue;
      kept.splice(alike, 1);
    }
    const place = kept.findIndex((other) => compare(corpus, candidate, other) < 0);
    kept.splice(place < 0 ? kept.length : place, 0, candidate);
    if (kept.length > MOST_EXAMPLES) kept.pop();
    if (kept.length === MOST_EXAMPLES) largest = kept[MOST_EXAMPLES - 1]!.traceHash;
  }
  return kept;
}

function exampleOf({ spans, traceIds, rawIds }: Corpus, { row, trace }: Candidate): Example {
  const facts = spans.facts(row);
  const traceId = hexOfWords(traceIds, trace * 4, 4);
  const spanId = hexOfWords(spans.words, spans.spanId(row), 2);
  return {
    traceId: (facts & Fact.INVALID_TRACE_ID) === 0 ? traceId : (rawIds.get(traceId) ?? traceId),
    spanId: (facts & Fact.INVALID_SPAN_ID) === 0 ? spanId : (rawIds.get(spanId) ?? spanId),
  };
}

function compare({ spans, traceIds }: Corpus, a: Candidate, b: Candidate): number {
  return (
    a.traceHash - b.traceHash ||
    compareTraceIds(traceIds, a.trace, b.trace) ||
    a.spanHash - b.spanHash ||
    spans.compare(spans.spanId(a.row), spans.spanId(b.row))
  );
}

function compareTraceIds(ids: Uint32Array, a: number, b: number): number {
  for (let word = 0; word < 4; word++) {
    const difference = ids[a * 4 + word]! - ids[b * 4 + word]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function isSameTrace(_corpus: Corpus, a: Candidate, b: Candidate): boolean {
  return a.trace === b.trace;
}

function isSameSpan({ spans }: Corpus, a: Candidate, b: Candidate): boolean {
  return a.trace === b.trace && spans.compare(spans.spanId(a.row), spans.spanId(b.row)) === 0;
}

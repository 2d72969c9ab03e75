import { z } from 'zod';
import { MAX_SUFFIX_DIGITS } from '../../sampling/suffix';
import type { HttpClient } from './http-client';
import { NoAnswer } from './http-client';
import { narrowed } from './query';
import type { Seconds } from './ranges';
import type { Search } from './sample';
import { conditionOfClasses } from './suffix-pattern';

/** Times of metrics queries up to this are allowed by all versions (2.10: 3 h). */
const LONGEST = 3 * 3600;
const DEADLINE = 30_000;
const MOST_BYTES = 1_000_000;
/** A class with so many traces tells the whole number to about a fifth. */
const ENOUGH = 30;
const SAMPLE_LIMIT = 1000;
const FIRST_DIGITS = 2;

const answerSchema = z.object({ series: z.array(z.object({ value: z.number().default(0) })).default([]) });

/**
 * The number of traces from an instant metrics query: traces have one root span each, as a rule. Null where the server
 * cannot tell (no metrics-generator, a time that is too long): it is asked once, and what it cannot do is no error.
 * @throws the signal's reason
 */
export async function countRoots(
  client: HttpClient,
  range: Seconds,
  signal: AbortSignal,
): Promise<number | null> {
  if (range.end - range.start > LONGEST) return null;
  const request = {
    path: '/api/metrics/query',
    parameters: {
      q: '{ nestedSetParent = -1 } | count_over_time()',
      start: String(range.start),
      end: String(range.end),
    },
    accept: 'application/json',
    deadline: DEADLINE,
    maxBytes: MOST_BYTES,
    attempts: 1,
  };
  try {
    const { status, body } = await client.get(request, signal);
    return status === 200 ? countIn(body.toString('utf8')) : null;
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
}

function countIn(text: string): number | null {
  try {
    const { series } = answerSchema.parse(JSON.parse(text));
    const count = series.reduce((sum, { value }) => sum + value, 0);
    // No roots may mean that the server does not look at this time at all.
    return count > 0 ? count : null;
  } catch {
    return null;
  }
}

/**
 * The number of traces from one small class: finer while the class is too large for one answer, coarser while it has
 * too few traces to tell.
 * @throws SourceError
 */
export async function countBySuffix(
  search: Search,
  query: string | null,
  ranges: readonly Seconds[],
  signal: AbortSignal,
): Promise<number> {
  let digits = FIRST_DIGITS;
  let tooFine = MAX_SUFFIX_DIGITS + 1;
  let tooCoarse = -1;
  /** Of the coarsest class that was counted; where none could be, it has more than an answer gives. */
  let thought: number | null = null;
  for (;;) {
    const count = await countClass(search, query, ranges, digits, signal);
    if (count === null) tooCoarse = digits;
    else {
      thought = count * 16 ** digits;
      if (count < ENOUGH) tooFine = digits;
    }
    const next = count === null ? digits + 1 : digits - 1;
    const isSettled = count !== null && count >= ENOUGH;
    if (isSettled || next <= tooCoarse || next >= tooFine || next < 0) {
      return thought ?? SAMPLE_LIMIT * 16 ** digits;
    }
    digits = next;
  }
}

/** Traces of the class of zeros; null where they are more than one answer gives. */
async function countClass(
  search: Search,
  query: string | null,
  ranges: readonly Seconds[],
  digits: number,
  signal: AbortSignal,
): Promise<number | null> {
  const condition = digits === 0 ? null : conditionOfClasses({ digits, classes: [0] });
  const found = new Set<string>();
  for (const range of ranges) {
    const answer = await search.find(narrowed(query, condition), range, signal, SAMPLE_LIMIT);
    if (answer.isFull) return null;
    for (const { traceId } of answer.hits) found.add(traceId);
  }
  return found.size;
}

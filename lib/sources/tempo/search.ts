import { z } from 'zod';
import type { Answer } from './answer';
import { type Asked, sourceErrorOf, unreachable } from './failures';
import type { HttpClient } from './http-client';

/** `[start, end)` in whole seconds since the epoch, as Tempo takes times. */
export interface Seconds {
  readonly start: number;
  readonly end: number;
}

/** A trace that a search names. */
export interface SearchHit {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** Of its earliest span that the search saw, milliseconds since the epoch; null where it is not told. */
  readonly start: number | null;
}

/** What one search came to. */
export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** As many traces as were asked for: there may be more. */
  readonly isFull: boolean;
  /** The server says that it did not look everywhere. */
  readonly isPartial: boolean;
}

/** Traces that one search names at most: an answer of some 2 MB. */
export const PAGE = 5000;
const SEARCH_MILLIS = 120_000;
const MOST_BYTES = 256 * 1024 * 1024;

const answerSchema = z.object({
  traces: z
    .array(
      z.object({
        traceID: z.string().regex(/^[0-9a-f]{1,32}$/i),
        startTimeUnixNano: z
          .string()
          .regex(/^\d{1,20}$/)
          .optional(),
      }),
    )
    .default([]),
  metrics: z.object({ completedJobs: z.number().optional(), totalJobs: z.number().optional() }).default({}),
});

/** Searches a Tempo; knows how many traces it gives at most. */
export class TempoSearch {
  private readonly client: HttpClient;
  private readonly asked: Asked;
  private limit: number;

  constructor(client: HttpClient, asked: Asked, limit = PAGE) {
    this.client = client;
    this.asked = asked;
    this.limit = limit;
  }

  /**
   * The traces with spans that the query selects.
   * @throws SourceError where the server does not answer, or not as Tempo does
   */
  async find(query: string, range: Seconds, signal: AbortSignal, most = this.limit): Promise<SearchAnswer> {
    const limit = Math.min(most, this.limit);
    const answer = await this.ask(query, range, limit, signal);
    const lower = limitOf(answer);
    if (lower !== null && lower < limit) {
      this.limit = lower;
      return this.find(query, range, signal, most);
    }
    if (answer.status !== 200) throw sourceErrorOf(answer, this.asked);
    return this.parsed(answer, limit);
  }

  /** Whether the server can choose traces by their IDs; Tempo before 2.5 cannot. */
  async knowsTraceIds(range: Seconds, signal: AbortSignal): Promise<boolean> {
    const last = { start: Math.max(range.start, range.end - 60), end: range.end };
    const answer = await this.ask('{ trace:id =~ ".*[0-9a-f]" }', last, 1, signal);
    if (answer.status === 400 && /parse error|invalid TraceQL/i.test(answer.body.toString('utf8')))
      return false;
    if (answer.status !== 200) throw sourceErrorOf(answer, this.asked);
    this.parsed(answer, 1);
    return true;
  }

  private async ask(q: string, range: Seconds, limit: number, signal: AbortSignal): Promise<Answer> {
    const parameters = {
      q,
      limit: String(limit),
      spss: '1',
      start: String(range.start),
      end: String(range.end),
    };
    const request = {
      path: '/api/search',
      parameters,
      accept: 'application/json',
      deadline: SEARCH_MILLIS,
      maxBytes: MOST_BYTES,
    };
    try {
      return await this.client.get(request, signal);
    } catch (error) {
      throw unreachable(error, this.asked);
    }
  }

  private parsed(answer: Answer, limit: number): SearchAnswer {
    const found = answerSchema.safeParse(jsonOf(answer));
    if (!found.success) throw sourceErrorOf(answer, this.asked);
    const { traces, metrics } = found.data;
    const { completedJobs, totalJobs } = metrics;
    return {
      hits: traces.map(({ traceID, startTimeUnixNano }) => ({
        traceId: traceID.toLowerCase().padStart(32, '0'),
        start: startTimeUnixNano === undefined ? null : Number(BigInt(startTimeUnixNano) / 1_000_000n),
      })),
      isFull: traces.length >= limit,
      isPartial: completedJobs !== undefined && totalJobs !== undefined && completedJobs < totalJobs,
    };
  }
}

function jsonOf({ body }: Answer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/** The limit that the server allows, where it refuses ours. */
function limitOf({ status, body }: Answer): number | null {
  if (status !== 400) return null;
  const found = /exceeds max limit (\d+)/.exec(body.toString('utf8'));
  return found?.[1] === undefined ? null : Number(found[1]);
}

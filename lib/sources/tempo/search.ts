import { z } from 'zod';
import type { Answer } from './answer';
import { type Asked, sourceErrorOf, unreachable } from './failures';
import type { HttpClient } from './http-client';
import { LONGEST_SEARCH, type Seconds, searchable } from './ranges';

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
  /** Seconds that one search may be about. */
  private longest = LONGEST_SEARCH;

  constructor(client: HttpClient, asked: Asked, limit = PAGE) {
    this.client = client;
    this.asked = asked;
    this.limit = limit;
  }

  /**
   * The traces with spans that the query selects. A time that is too long for one search is searched in pieces.
   * @throws SourceError where the server does not answer, or not as Tempo does
   */
  async find(query: string, range: Seconds, signal: AbortSignal, most = this.limit): Promise<SearchAnswer> {
    const [, ...more] = searchable(range, this.longest);
    if (more.length > 0) return this.findInPieces(query, range, signal, most);
    const limit = Math.min(most, this.limit);
    const answer = await this.ask(query, range, limit, signal);
    const lower = limitOf(answer);
    if (lower !== null && lower < limit) {
      this.limit = lower;
      return this.find(query, range, signal, most);
    }
    const shorter = longestOf(answer);
    if (shorter !== null && shorter < range.end - range.start) {
      this.longest = shorter;
      return this.find(query, range, signal, most);
    }
    if (answer.status !== 200) throw sourceErrorOf(answer, this.asked);
    return this.parsed(answer, limit);
  }

  private async findInPieces(
    query: string,
    range: Seconds,
    signal: AbortSignal,
    most: number,
  ): Promise<SearchAnswer> {
    const hits = new Map<string, SearchHit>();
    let isFull = false;
    let isPartial = false;
    for (const piece of searchable(range, this.longest)) {
      const answer = await this.find(query, piece, signal, most);
      for (const hit of answer.hits) if (!hits.has(hit.traceId)) hits.set(hit.traceId, hit);
      isFull ||= answer.isFull;
      isPartial ||= answer.isPartial;
    }
    return { hits: [...hits.values()], isFull, isPartial };
  }

  /**
   * Has the server read a query as the user wrote it: what it says of a mistake then speaks of that text.
   * @throws SourceError where the query has one
   */
  async check(query: string, range: Seconds, signal: AbortSignal): Promise<void> {
    await this.find(query, lastMinute(range), signal, 1);
  }

  /** Whether the server can choose traces by their IDs; Tempo before 2.5 cannot. */
  async knowsTraceIds(range: Seconds, signal: AbortSignal): Promise<boolean> {
    const answer = await this.ask('{ trace:id =~ ".*[0-9a-f]" }', lastMinute(range), 1, signal);
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

function lastMinute({ start, end }: Seconds): Seconds {
  return { start: Math.max(start, end - 60), end };
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

/** The longest time of a search that the server allows, seconds, where it refuses ours; less a second for rounding. */
function longestOf({ status, body }: Answer): number | null {
  if (status !== 400) return null;
  const [, hours, minutes, seconds] = TOO_LONG.exec(body.toString('utf8')) ?? [];
  const longest = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0) - 1;
  return longest > 0 ? longest : null;
}

/** Followed by a duration as Go writes it. */
const TOO_LONG = /range specified by start and end exceeds (?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?/;

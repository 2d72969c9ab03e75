/** How often and how fast a request is made again. Times in milliseconds. */
export interface RetryPolicy {
  /** Requests at most, the first among them. */
  readonly attempts: number;
  /** The longest wait before the second request; it doubles with each further one. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** A server that asks for a longer rest than this (Retry-After) is not asked again. */
  readonly longestRest: number;
}

export const RETRIES: RetryPolicy = {
  attempts: 5,
  firstDelay: 500,
  longestDelay: 10_000,
  longestRest: 60_000,
};

/** Statuses that may pass by themselves: timeouts, rate limits, and a server that is starting or overloaded. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the same request may be answered otherwise a little later. */
export function isPassing(status: number): boolean {
  return PASSING.has(status);
}

/**
 * How long to wait before the next request; null: no further one is made.
 * The wait is drawn evenly from zero to its limit ("full jitter"), so that clients that failed together do not come back
 * together; a rest that the server asks for is kept whole, and the jitter comes on top.
 * @param made requests made so far, at least 1
 * @param rest what the server asked for; null: nothing
 * @param random from 0 to 1
 */
export function delayBefore(
  made: number,
  rest: number | null,
  policy: RetryPolicy,
  random: number,
): number | null {
  if (made >= policy.attempts || (rest ?? 0) > policy.longestRest) return null;
  const limit = Math.min(policy.longestDelay, policy.firstDelay * 2 ** (made - 1));
  return (rest ?? 0) + random * limit;
}

/**
 * The rest that a Retry-After header asks for (RFC 9110, section 10.2.3: seconds or a date); null where there is none
 * that can be read.
 * @param now milliseconds since the epoch
 */
export function restOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

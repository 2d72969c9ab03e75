/** Times of spans: nanoseconds since the Unix epoch as two words (see words.ts); 0 means that none was given. */

const NANOS_PER_MILLI = 1_000_000n;
const WORD = 4_294_967_296;

/** The two words of a time in nanoseconds, 0 to 2^64-1. */
export function wordsOfNanos(nanos: bigint): readonly [high: number, low: number] {
  return [Number(nanos >> 32n), Number(nanos & 0xffff_ffffn)];
}

/** The two words of a time in milliseconds since the epoch (a whole number, not negative). */
export function wordsOfMillis(millis: number): readonly [high: number, low: number] {
  return wordsOfNanos(BigInt(Math.max(0, millis)) * NANOS_PER_MILLI);
}

/** Milliseconds since the epoch; exact to about a microsecond, enough to show and to sort into buckets. */
export function millisOfWords(high: number, low: number): number {
  return high * (WORD / 1e6) + low / 1e6;
}

/** Nanoseconds from `b` to `a`; exact while they lie within 104 days of each other (2^53 ns). */
export function nanosBetween(aHigh: number, aLow: number, bHigh: number, bLow: number): number {
  return (aHigh - bHigh) * WORD + (aLow - bLow);
}

/** Negative, zero or positive as the time `a` is before, at or after `b`; exact. */
export function compareTimes(aHigh: number, aLow: number, bHigh: number, bLow: number): number {
  return aHigh - bHigh || aLow - bLow;
}

/** RFC 3339 in UTC with milliseconds, e.g. `2026-11-20T14:00:00.123Z`. */
export function isoOfMillis(millis: number): string {
  return new Date(Math.floor(millis)).toISOString();
}

import { percentDigits } from '../../report/numbers';
import { fill, plainText } from './parts';
import type { Texts } from './texts';

/** A rate and the two ends of its interval, shares from 0 to 1. */
export interface RateWithInterval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** A share as `4.2 %`. */
export function percentText(share: number, { number }: Pick<Texts, 'number'>): string {
  return plainText(fill(number.percent, { digits: percentDigits(share) }));
}

/** `(3.9-4.6 %)`. */
export function intervalText(
  { low, high }: Pick<RateWithInterval, 'low' | 'high'>,
  { number }: Pick<Texts, 'number'>,
): string {
  return plainText(fill(number.interval, { low: percentDigits(low), high: percentDigits(high) }));
}

/** `4.2 % (3.9-4.6 %)`. */
export function rateText(rate: RateWithInterval, texts: Pick<Texts, 'number'>): string {
  const values = { percent: percentText(rate.rate, texts), interval: intervalText(rate, texts) };
  return plainText(fill(texts.number.rate, values));
}

/** `14:00 UTC`, with the day where it is not that of `reference`. Both RFC 3339 in UTC. */
export function timeText(time: string, reference: string): string {
  const clock = `${time.slice(11, 16)} UTC`;
  return time.slice(0, 10) === reference.slice(0, 10) ? clock : `${time.slice(0, 10)} ${clock}`;
}

const DAY = 86_400_000;

/** `2026-11-20 14:00-15:00 UTC`; a window that ends at midnight ends at 24:00, one of several days names both. */
export function windowText({ start, end }: { readonly start: string; readonly end: string }): string {
  const [day, lastDay] = [start.slice(0, 10), end.slice(0, 10)];
  const from = `${day} ${start.slice(11, 16)}`;
  if (day === lastDay) return `${from}-${end.slice(11, 16)} UTC`;
  const isToMidnight = Date.parse(end) === Date.parse(`${day}T00:00:00Z`) + DAY;
  return isToMidnight ? `${from}-24:00 UTC` : `${from} – ${lastDay} ${end.slice(11, 16)} UTC`;
}

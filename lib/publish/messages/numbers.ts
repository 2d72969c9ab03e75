import { formatPercent } from '../../report/numbers';

/** A rate and the two ends of its interval, shares from 0 to 1. */
export interface RateWithInterval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** `(3.9-4.6 %)`. */
export function intervalText({ low, high }: Pick<RateWithInterval, 'low' | 'high'>): string {
  return `(${formatPercent(low).replace(/ %$/, '')}-${formatPercent(high)})`;
}

/** `4.2 % (3.9-4.6 %)`. */
export function rateText(rate: RateWithInterval): string {
  return `${formatPercent(rate.rate)} ${intervalText(rate)}`;
}

/** `14:00 UTC`, with the day where it is not that of `reference`. Both RFC 3339 in UTC. */
export function timeText(time: string, reference: string): string {
  const clock = `${time.slice(11, 16)} UTC`;
  return time.slice(0, 10) === reference.slice(0, 10) ? clock : `${time.slice(0, 10)} ${clock}`;
}

/** `2026-11-20 14:00-15:00 UTC`, with the second day where it is another. */
export function windowText({ start, end }: { readonly start: string; readonly end: string }): string {
  const last = end.slice(0, 10) === start.slice(0, 10) ? '' : `${end.slice(0, 10)} `;
  return `${start.slice(0, 10)} ${start.slice(11, 16)}-${last}${end.slice(11, 16)} UTC`;
}

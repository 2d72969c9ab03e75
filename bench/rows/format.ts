import type { Met } from './row';

/** Seconds with three digits that say something. */
export function seconds(millis: number): string {
  return `${(millis / 1000).toPrecision(3)} s`;
}

/** Millions of bytes, as disks and network cards count them. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

/** Spans in a second. */
export function rate(spans: number, millis: number): string {
  return `${(spans / millis / 1000).toPrecision(3)} M spans/s`;
}

/** A ratio. */
export function ratio(value: number): string {
  return value.toFixed(2);
}

/** The answer to a target without a least. */
export function yesOrNo(isMet: boolean): Met {
  return isMet ? 'yes' : 'no';
}

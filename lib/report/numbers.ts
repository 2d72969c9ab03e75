/** Numbers as people read them. Values are exact in the JSON report; here they are rounded, never to 0 or 100 %. */

const SIZE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `12,345`, rounded. By hand, since the first use of Intl loads its data: as long as a small archive is read. */
export function formatCount(value: number): string {
  return value.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 span`, `12,345 spans`; `plural` where an s is not enough. */
export function formatQuantity(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

/** A share as `4.2 %`. */
export function formatPercent(share: number): string {
  return `${percentDigits(share)} %`;
}

/** A rate with its interval, `4.2 % (3.9-4.6 %)`. */
export function formatRate(rate: number, interval: { readonly low: number; readonly high: number }): string {
  return `${formatPercent(rate)} (${percentDigits(interval.low)}-${percentDigits(interval.high)} %)`;
}

/** A size in bytes, `1.2 GB`: powers of 1000, two digits at least. */
export function formatSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  // From 999.5 on, rounding would show 1000 of the smaller unit.
  while (value >= 999.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${SIZE_UNITS[unit] ?? 'PB'}`;
}

/** A factor, `2.8`; whole from 10 on. */
export function formatFactor(value: number): string {
  return value >= 9.95 ? formatCount(value) : value.toFixed(1).replace(/\.0$/, '');
}

/** A share as `4.2`, without the sign: for texts that place it themselves. */
export function percentDigits(share: number): string {
  const percent = share * 100;
  if (percent <= 0) return '0';
  if (percent >= 100) return '100';
  if (percent < 0.001) return '<0.001';
  if (percent >= 99.95) return '>99.9';
  return percent.toFixed(decimalsOf(percent));
}

function decimalsOf(percent: number): number {
  if (percent >= 1) return 1;
  return percent >= 0.1 ? 2 : 3;
}

/** Bounds on a rate, both 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 %: the 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * Wilson score interval at 95 % for `failing` of `applicable` (both whole, failing <= applicable): sensible for few
 * units and for rates near 0 and 1, where the usual normal approximation is not. 0 of 0 says nothing: 0 to 1.
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 */
export function wilson(failing: number, applicable: number): Interval {
  if (applicable === 0) return { low: 0, high: 1 };
  return wilsonOfRate(failing / applicable, applicable);
}

/**
 * The same interval for a rate (0 to 1) of an effective number of units (above 0), which need not be whole.
 */
export function wilsonOfRate(rate: number, units: number): Interval {
  const square = (Z * Z) / units;
  const centre = rate + square / 2;
  const reach = Z * Math.sqrt((rate * (1 - rate) + square / 4) / units);
  // At the ends the formula gives exactly 0 and 1; the rounding of its terms would not.
  return {
    low: rate === 0 ? 0 : (centre - reach) / (1 + square),
    high: rate === 1 ? 1 : (centre + reach) / (1 + square),
  };
}

import { type Interval, wilsonOfRate } from './statistics';

/** What was counted in one chosen cluster (a minute). */
export interface ClusterCount {
  readonly failing: number;
  readonly applicable: number;
}

/** Two-sided 95 %. */
const Z = 1.959963984540054;
const PROBABILITY = 0.975;

/**
 * The design effect: how many times the variance of the rate is what it would be if its units had been chosen one by
 * one. Units of one minute are alike, so that many units of few minutes say less than their number.
 *
 * The rate r = sum y / sum x is a ratio estimator over n of N clusters, with the variance
 * (1 - n/N) n/(n-1) sum (y_i - r x_i)^2 / (sum x)^2; chosen one by one it were r (1-r) / sum x.
 * Sources: W. G. Cochran, "Sampling Techniques", 3rd ed., 1977, sections 6.3 and 9A.2 (ratio to size);
 * L. Kish, "Survey Sampling", 1965, section 5.4 (deff).
 * @param total number of clusters in the window, of which `counts` are a simple random sample
 * @returns at least 1; where it cannot be told (one cluster), the highest that it can be: all units of a cluster alike
 */
export function designEffect(counts: readonly ClusterCount[], total: number): number {
  const clusters = counts.length;
  const units = counts.reduce((sum, { applicable }) => sum + applicable, 0);
  const failing = counts.reduce((sum, count) => sum + count.failing, 0);
  if (units === 0) return 1;
  if (clusters < 2) return Math.max(1, units);
  const rate = failing / units;
  if (rate === 0 || rate >= 1) return 1;
  const squares = counts.reduce((sum, count) => sum + (count.failing - rate * count.applicable) ** 2, 0);
  const unseen = Math.max(0, 1 - clusters / total);
  const variance = (unseen * (clusters / (clusters - 1)) * squares) / units ** 2;
  return Math.max(1, variance / ((rate * (1 - rate)) / units));
}

/**
 * The 95 % interval of a rate over a cluster sample: Wilson's, with the effective number of units in place of their
 * number, made smaller once more because the variance itself is estimated from few clusters.
 * Source: E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected number of positive
 * counts estimated from survey data", Survey Methodology 24 (1998): n* = n / deff (z / t)^2, t with n - 1 degrees.
 */
export function clusterInterval(counts: readonly ClusterCount[], total: number): Interval {
  const units = counts.reduce((sum, { applicable }) => sum + applicable, 0);
  const failing = counts.reduce((sum, count) => sum + count.failing, 0);
  if (units === 0) return { low: 0, high: 1 };
  // All clusters: the window as a whole, and no sample of it.
  const isSample = counts.length < total && counts.length > 1;
  const shrink = isSample ? (Z / studentQuantile(counts.length - 1)) ** 2 : 1;
  const effective = (units / designEffect(counts, total)) * shrink;
  return wilsonOfRate(failing / units, effective);
}

/**
 * The 97.5 % quantile of Student's distribution, to about a thousandth. Source: Abramowitz and Stegun, "Handbook of
 * Mathematical Functions", 26.7.5; for 1 and 2 degrees the closed forms.
 */
export function studentQuantile(degrees: number): number {
  if (degrees === 1) return Math.tan(Math.PI * (PROBABILITY - 0.5));
  if (degrees === 2) return (2 * PROBABILITY - 1) / Math.sqrt(2 * PROBABILITY * (1 - PROBABILITY));
  const terms = [
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
    (79 * Z ** 9 + 776 * Z ** 7 + 1482 * Z ** 5 - 1920 * Z ** 3 - 945 * Z) / 92_160,
  ];
  return terms.reduce((sum, term, index) => sum + term / degrees ** (index + 1), Z);
}

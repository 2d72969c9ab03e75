const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** A bucket without a failure must not look like one with a few. */
const NOTHING = '.';

/**
 * Counts as a row of bars, at most `width` cells: neighbouring buckets are added up where there are more.
 * The highest bar stands for the largest sum; the lowest for anything above zero.
 */
export function sparkline(counts: readonly number[], width: number): string {
  const sums = addUp(counts, Math.ceil(counts.length / width));
  const largest = Math.max(...sums, 1);
  return sums.map((sum) => bar(sum / largest)).join('');
}

function bar(height: number): string {
  if (height === 0) return NOTHING;
  return LEVELS[Math.ceil(height * LEVELS.length) - 1] ?? LEVELS[0];
}

function addUp(counts: readonly number[], group: number): number[] {
  const sums: number[] = [];
  for (let first = 0; first < counts.length; first += group) {
    sums.push(counts.slice(first, first + group).reduce((sum, count) => sum + count, 0));
  }
  return sums;
}

import type { Severity } from '../../lib/checks/check';
import { orphanSpan } from '../../lib/checks/orphan-span';
import { compareSeverity, DEFAULT_THRESHOLD, severityOf, type Threshold } from '../../lib/checks/severity';

const CASES: readonly [string, low: number, applicable: number, Threshold, worst: Severity, Severity][] = [
  ['above 1 %', 0.0101, 20, DEFAULT_THRESHOLD, 'error', 'error'],
  ['1 % itself', 0.01, 20, DEFAULT_THRESHOLD, 'error', 'warning'],
  ['above 0.1 %', 0.0011, 20, DEFAULT_THRESHOLD, 'error', 'warning'],
  ['0.1 % itself', 0.001, 20, DEFAULT_THRESHOLD, 'error', 'info'],
  ['nothing', 0, 1_000_000, DEFAULT_THRESHOLD, 'error', 'info'],
  ['too few units', 0.9, 19, DEFAULT_THRESHOLD, 'error', 'info'],
  ['a check that warns at worst', 0.9, 20, DEFAULT_THRESHOLD, 'warning', 'warning'],
  ['a check that informs at worst', 0.9, 20, DEFAULT_THRESHOLD, 'info', 'info'],
  ['unless the config raises it', 0.9, 20, { ...DEFAULT_THRESHOLD, severity: 'error' }, 'info', 'error'],
  ['the config lowers it', 0.9, 20, { ...DEFAULT_THRESHOLD, severity: 'warning' }, 'error', 'warning'],
  ['thresholds of the config', 0.2, 20, { error: 0.5, warning: 0.1, severity: null }, 'error', 'warning'],
  ['off says nothing here', 0.2, 20, { ...DEFAULT_THRESHOLD, severity: 'off' }, 'warning', 'warning'],
];

test.each(CASES)('%s', (_, low, applicable, threshold, severity, expected) => {
  const meta = { ...orphanSpan.meta, severity };
  expect(severityOf(meta, { low, high: 1 }, applicable, threshold, 20)).toBe(expected);
});

test('the worst comes first', () => {
  const severities: Severity[] = ['info', 'error', 'warning', 'info'];
  expect(severities.sort(compareSeverity)).toEqual(['error', 'warning', 'info', 'info']);
});

import * as fc from 'fast-check';
import { median, select } from '../../lib/checks/quantile';
import { wilson } from '../../lib/checks/statistics';

describe('wilson', () => {
  // Worked out with 40 decimal digits from the formula with z = 1.959963984540054.
  test.each([
    [0, 10, 0, 0.277532799863],
    [1, 10, 0.017876213095, 0.404150026795],
    [5, 10, 0.236593090513, 0.763406909487],
    [10, 10, 0.722467200137, 1],
    [0, 1, 0, 0.793450685623],
    [1, 1, 0.206549314377, 1],
    [3, 1000, 0.001020783881, 0.008783014054],
    [1, 1_000_000, 0.000000176525, 0.000005664912],
    [999_999, 1_000_000, 0.999994335088, 0.999999823475],
  ])('%d of %d', (failing, applicable, low, high) => {
    const interval = wilson(failing, applicable);
    expect(interval.low).toBeCloseTo(low, 11);
    expect(interval.high).toBeCloseTo(high, 11);
  });

  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%d of %d as published', (failing, applicable, low, high) => {
    const interval = wilson(failing, applicable);
    expect([interval.low.toFixed(4), interval.high.toFixed(4)]).toEqual([low.toFixed(4), high.toFixed(4)]);
  });

  test('nothing says nothing', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test('holds the rate, stays between 0 and 1, and mirrors', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (applicable, share) => {
          const failing = Math.round(applicable * share);
          const { low, high } = wilson(failing, applicable);
          const mirrored = wilson(applicable - failing, applicable);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(low).toBeLessThanOrEqual(failing / applicable);
          expect(high).toBeGreaterThanOrEqual(failing / applicable);
          expect(mirrored.low).toBeCloseTo(1 - high, 9);
        },
      ),
    );
  });
});

describe('select', () => {
  test('gives what sorting gives', () => {
    const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(numbers, fc.nat(), (values, seed) => {
        const rank = seed % values.length;
        const sorted = Float64Array.from(values).sort();
        // Adding 0 makes -0 and 0 alike: they are equal, whichever comes first.
        expect(select(Float64Array.from(values), rank) + 0).toBe(sorted[rank]! + 0);
      }),
    );
  });

  test('the median of an even count is the lower one', () => {
    expect(median(Float64Array.of(4, 1, 3, 2))).toBe(2);
    expect(median(Float64Array.of(7))).toBe(7);
    expect(median(Float64Array.of(9, 1, 5))).toBe(5);
  });
});

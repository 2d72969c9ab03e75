import {
  compareTimes,
  isoOfMillis,
  millisOfWords,
  nanosBetween,
  wordsOfMillis,
  wordsOfNanos,
} from '../../lib/model/time';

describe('times as words', () => {
  // Worked out with python's divmod(x, 2**32).
  test.each([
    [0n, 0, 0],
    [1n, 0, 1],
    [4_294_967_296n, 1, 0],
    [1_675_078_742_856_000_000n, 390_009_661, 3_736_953_344],
    [2n ** 64n - 1n, 4_294_967_295, 4_294_967_295],
  ])('%d ns', (nanos, high, low) => {
    expect(wordsOfNanos(nanos)).toEqual([high, low]);
  });

  test('milliseconds', () => {
    expect(wordsOfMillis(1_675_078_742_856)).toEqual([390_009_661, 3_736_953_344]);
    expect(wordsOfMillis(-5)).toEqual([0, 0]);
    expect(millisOfWords(390_009_661, 3_736_953_344)).toBeCloseTo(1_675_078_742_856, 2);
  });

  test('differences and order are exact to the nanosecond', () => {
    expect(nanosBetween(2, 1, 1, 4_294_967_295)).toBe(2);
    expect(nanosBetween(1, 4_294_967_295, 2, 1)).toBe(-2);
    expect(compareTimes(1, 5, 1, 6)).toBeLessThan(0);
    expect(compareTimes(2, 0, 1, 6)).toBeGreaterThan(0);
    expect(compareTimes(7, 7, 7, 7)).toBe(0);
  });

  test('for people', () => {
    expect(isoOfMillis(1_675_078_742_856.9)).toBe('2023-01-30T11:39:02.856Z');
  });
});

import * as fc from 'fast-check';
import { minutesOf, shuffledMinutes } from '../../lib/sampling/minutes';

const T = Date.UTC(2026, 10, 20, 14);
const MINUTE = 60_000;

test('the minutes of a window, the last one shorter', () => {
  expect(minutesOf({ start: T, end: T + 150_000 })).toEqual([
    { start: T, end: T + MINUTE },
    { start: T + MINUTE, end: T + 2 * MINUTE },
    { start: T + 2 * MINUTE, end: T + 150_000 },
  ]);
});

test('the order is a permutation that the window decides', () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 200 }), (hour, minutes) => {
      const window = { start: hour * 3_600_000, end: hour * 3_600_000 + minutes * MINUTE };
      const order = shuffledMinutes(window);
      expect(shuffledMinutes(window)).toEqual(order);
      expect(order.toSorted((a, b) => a.start - b.start)).toEqual(minutesOf(window));
    }),
  );
});

test('each minute comes first about as often as another', () => {
  const first = new Map<number, number>();
  for (let hour = 0; hour < 6000; hour++) {
    const start = T + hour * 3_600_000;
    const [minute] = shuffledMinutes({ start, end: start + 12 * MINUTE });
    const number = ((minute?.start ?? 0) - start) / MINUTE;
    first.set(number, (first.get(number) ?? 0) + 1);
  }
  // 500 each; four standard deviations of the binomial are 86.
  expect(first.size).toBe(12);
  for (const times of first.values()) expect(Math.abs(times - 500)).toBeLessThan(86);
});

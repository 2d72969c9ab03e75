import * as fc from 'fast-check';
import { bucketsOver, overTime, timeRange } from '../../lib/checks/histogram';
import { RowReader } from '../../lib/checks/kernel/failing-rows';
import { corpusOf, NOON, repeat, type TestSpan } from './corpus-builder';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test.each([
  ['an hour', 0, HOUR, false, { start: 0, width: MINUTE, count: 60 }],
  ['an hour and a bit', 0, HOUR + 1, false, { start: 0, width: 2 * MINUTE, count: 31 }],
  ['nothing', 5, 5, false, { start: 5, width: 1000, count: 1 }],
  ['a window begins where it begins', 1500, 61_500, false, { start: 1500, width: 1000, count: 60 }],
  ['other times begin at a round one', 1500, 61_500, true, { start: 0, width: 2000, count: 31 }],
  ['a day', 0, 24 * HOUR, false, { start: 0, width: HOUR / 2, count: 48 }],
  ['sixty days', 0, 60 * 24 * HOUR, false, { start: 0, width: 24 * HOUR, count: 60 }],
  ['all the time there is', 1, 18_446_744_073_709, true, { start: 0, width: 3619 * 24 * HOUR, count: 59 }],
])('%s', (_, start, end, aligned, expected) => {
  expect(bucketsOver({ start, end }, aligned)).toEqual(expected);
});

test('never more than 60 buckets, and they cover the range', () => {
  const times = fc.tuple(fc.nat(2 ** 44), fc.nat(2 ** 44), fc.boolean());
  fc.assert(
    fc.property(times, ([start, length, aligned]) => {
      const buckets = bucketsOver({ start, end: start + length }, aligned);
      expect(buckets.count).toBeLessThanOrEqual(60);
      expect(buckets.start).toBeLessThanOrEqual(start);
      expect(buckets.start + buckets.count * buckets.width).toBeGreaterThanOrEqual(start + length);
      expect(buckets.start + (buckets.count - 1) * buckets.width).toBeLessThanOrEqual(start + length);
    }),
  );
});

describe('time range', () => {
  const range = (spans: readonly TestSpan[]) => timeRange(corpusOf(spans));
  test('from the first to the last start', () => {
    const spans = [7, 3.5, 9, -4_300, 4_299.25].map((start, index) => ({
      trace: '1',
      id: `${index + 1}`,
      start,
    }));
    expect(range(spans)).toEqual({ start: NOON - 4300, end: NOON + 4300 });
  });
  test('spans without a time are not asked', () => {
    expect(
      range([
        { trace: '1', id: 'a', noStart: true },
        { trace: '1', id: 'b', start: 2 },
      ]),
    ).toEqual({
      start: NOON + 2,
      end: NOON + 3,
    });
  });
  test('nothing', () => {
    expect(range([])).toBeNull();
    expect(range([{ trace: '1', id: 'a', noStart: true }])).toBeNull();
  });
});

test('what lies outside counts in the nearest bucket, what has no time in none', () => {
  const starts = [-5000, 0, 999, 1000, 2500, 9000];
  const corpus = corpusOf([
    ...starts.flatMap((start, index) => repeat(1, [{ id: 'a', start }], index + 1)),
    { trace: 'f', id: 'a', noStart: true },
  ]);
  const rows = Uint32Array.from(starts.keys()).map((row) => row);
  const buckets = { start: NOON, width: 1000, count: 3 };
  const reader = new RowReader(corpus);
  expect(overTime(reader.of(Uint32Array.of(...rows, starts.length)), buckets)).toEqual({
    first: NOON - 5000,
    last: NOON + 9000,
    histogram: { start: '2026-11-20T14:00:00.000Z', bucketSeconds: 1, counts: [3, 1, 2] },
  });
  expect(overTime(reader.of(Uint32Array.of(starts.length)), buckets)).toEqual({
    first: null,
    last: null,
    histogram: null,
  });
});

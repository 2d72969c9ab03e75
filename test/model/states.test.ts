import * as fc from 'fast-check';
import type { Judgeable } from '../../lib/model/states';
import { DEFAULT_MARGINS, type Margins, readRange, type Window } from '../../lib/model/window';
import { ALL_JUDGED, corpusOf, type TestSpan } from './spans';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T = Date.UTC(2026, 10, 20, 14);
const LATER = T + 10 * HOUR;

function windowRules(audited: Window, margins: Margins = DEFAULT_MARGINS, now = LATER): Judgeable {
  return { ...ALL_JUDGED, window: { audited, read: readRange(audited, margins, now), margins } };
}

const counts = (spans: readonly TestSpan[], rules: Judgeable) => corpusOf(spans, rules).counts;
const none = { judged: 0, outside: 0, unsettled: 0, cut: 0, damaged: 0 };

describe('readRange', () => {
  test('reads the margins, and settle beyond the later one', () => {
    expect(readRange({ start: T, end: T + HOUR }, DEFAULT_MARGINS, LATER)).toEqual({
      start: T - 5 * MINUTE,
      end: T + HOUR + 17 * MINUTE,
    });
  });

  test('never reads the future', () => {
    expect(readRange({ start: T, end: T + HOUR }, DEFAULT_MARGINS, T + HOUR).end).toBe(T + HOUR);
    const all = { start: T + HOUR, end: T + 2 * HOUR };
    expect(readRange(all, DEFAULT_MARGINS, T)).toEqual({ start: T + 55 * MINUTE, end: T + 55 * MINUTE });
  });
});

describe('which traces a window judges', () => {
  const hour = windowRules({ start: T, end: T + HOUR });
  // Worked out by hand: read until 15:17, so settled until 15:15.
  test.each<[string, readonly (readonly [number, number])[], Partial<typeof none>]>([
    ['at its very start', [[T, T + 5]], { judged: 1 }],
    ['a millisecond before', [[T - 1, T + 5]], { outside: 1 }],
    [
      'the earliest span counts',
      [
        [T + 5, T + 6],
        [T - 1, T],
      ],
      { outside: 1 },
    ],
    ['at its last millisecond', [[T + HOUR - 1, T + HOUR]], { judged: 1 }],
    ['at its end', [[T + HOUR, T + HOUR]], { outside: 1 }],
    ['that last the whole later margin', [[T + HOUR - 1, T + HOUR + 15 * MINUTE]], { judged: 1 }],
    ['with a span nearer than settle to what was read', [[T, T + HOUR + 15 * MINUTE + 1]], { unsettled: 1 }],
    ['up to the end of what was read', [[T, T + HOUR + 17 * MINUTE]], { cut: 1 }],
    [
      'that reach past it by a start',
      [
        [T, T],
        [T + 2 * HOUR, T],
      ],
      { cut: 1 },
    ],
    ['without any time', [[0, 0]], { outside: 1 }],
    [
      'one time unset',
      [
        [0, 0],
        [T + 1, T + 2],
      ],
      { judged: 1 },
    ],
  ])('traces %s', (_, times, expected) => {
    const spans = times.map(([start, end], index) => ({ trace: '1', id: String(index + 1), start, end }));
    expect(counts(spans, hour)).toEqual({ ...none, ...expected });
  });

  test('a run right after the window leaves its end unsettled', () => {
    const rules = windowRules({ start: T, end: T + HOUR }, DEFAULT_MARGINS, T + HOUR);
    const at = (start: number) => [{ trace: '1', id: '1', start, end: start + 1 }];
    expect(counts(at(T + 58 * MINUTE - 1), rules)).toEqual({ ...none, judged: 1 });
    expect(counts(at(T + 58 * MINUTE), rules)).toEqual({ ...none, unsettled: 1 });
  });

  test('any traces no longer than the margins, cut into any windows: each is judged in exactly one', () => {
    const margins: Margins = { before: 5 * MINUTE, after: 5 * MINUTE, settle: MINUTE };
    const trace = fc.record({
      start: fc.integer({ min: 0, max: HOUR - 1 }),
      spans: fc.array(fc.tuple(fc.nat(5 * MINUTE), fc.nat(5 * MINUTE)), { minLength: 1, maxLength: 4 }),
    });
    const borders = fc.uniqueArray(fc.integer({ min: 1, max: HOUR - 1 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(trace, { maxLength: 12 }), borders, (traces, cuts) => {
        const spans = traces.flatMap(({ start, spans: parts }, index) =>
          [[0, 0] as const, ...parts].map(([from, to], number) => ({
            trace: (index + 1).toString(16),
            id: (number + 1).toString(16),
            start: T + start + Math.min(from, to),
            end: T + start + Math.max(from, to),
          })),
        );
        const edges = [0, ...cuts.sort((a, b) => a - b), HOUR].map((edge) => T + edge);
        const judged = new Map<string, number>();
        for (let index = 0; index + 1 < edges.length; index++) {
          const rules = windowRules({ start: edges[index]!, end: edges[index + 1]! }, margins);
          const { start, end } = rules.window!.read;
          // What is stored within the range that was read: a span is stored when it ends.
          const read = spans.filter((span) => span.end >= start && span.end < end);
          const { corpus } = corpusOf(read, rules);
          for (let number = 0; number < corpus.traceCount; number++) {
            const id = String(corpus.traceIds[number * 4 + 3]);
            judged.set(id, (judged.get(id) ?? 0) + 1);
          }
        }
        expect([...judged.values()].every((times) => times === 1)).toBe(true);
        expect(judged.size).toBe(traces.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('traces of which a part was not read', () => {
  const spans: TestSpan[] = [
    { trace: '1', id: '1', start: T, end: T + 1_000, object: 0 },
    { trace: '2', id: '2', start: T, end: T + 50_000, object: 1 },
    { trace: '2', id: '3', start: T, end: T + 50_000, object: 0 },
    { trace: '3', id: '4', start: T, end: T + 70_000, object: 0 },
    { trace: '4', id: '5', start: T, end: T + 80_000, object: 1 },
  ];

  test('named by what was damaged', () => {
    const rules = { ...ALL_JUDGED, damagedTraces: new Set(['2'.padStart(32, '0'), 'f'.padStart(32, '0')]) };
    expect(counts(spans, rules)).toEqual({ ...none, judged: 3, damaged: 1 });
  });

  test('near the end of an object that broke off', () => {
    // Object 0 ends at T + 70 s: within 20 s of it traces of its spans that end at T + 50 s or later.
    const rules = { ...ALL_JUDGED, truncatedObjects: new Set([0]), settle: 20_000 };
    expect(counts(spans, rules)).toEqual({ ...none, judged: 2, damaged: 2 });
    expect(counts(spans, { ...rules, settle: Number.MAX_SAFE_INTEGER })).toEqual({
      ...none,
      judged: 1,
      damaged: 3,
    });
  });

  test('with a span from an object whose bytes are damaged', () => {
    const rules = { ...ALL_JUDGED, corruptObjects: new Set([1]) };
    expect(counts(spans, rules)).toEqual({ ...none, judged: 2, damaged: 2 });
  });

  test('from a time of which an object could not be read', () => {
    const rules = { ...ALL_JUDGED, damagedTimes: [{ start: T + 60_000, end: T + 120_000 }] };
    expect(counts(spans, rules)).toEqual({ ...none, judged: 2, damaged: 2 });
    const after = { ...ALL_JUDGED, damagedTimes: [{ start: T + 80_001, end: T + 120_000 }] };
    expect(counts(spans, after)).toEqual({ ...none, judged: 4 });
  });

  test('outside the window stays outside', () => {
    const rules = {
      ...windowRules({ start: T + 1, end: T + HOUR }),
      damagedTraces: new Set(['1'.padStart(32, '0')]),
    };
    expect(counts(spans, rules)).toEqual({ ...none, outside: 4 });
  });
});

import * as fc from 'fast-check';
import type { ScheduleState } from '../../lib/schedule/state';
import { dueWindows, latestDueStart, type WindowRules } from '../../lib/schedule/windows';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T = Date.UTC(2026, 10, 20, 14);
const RULES: WindowRules = { length: HOUR, delay: 17 * MINUTE, maxCatchUp: 24 * HOUR };

function due(state: Pick<ScheduleState, 'doneUntil' | 'entries'>, now: number, rules = RULES): string[] {
  return Array.from(
    dueWindows(state, rules, now),
    ({ window, entry }) =>
      `${(window.start - T) / MINUTE} ${(window.end - T) / MINUTE} ${entry?.state ?? 'untouched'}`,
  );
}

describe('a window is due when its end, the margin and settle are past', () => {
  test.each([
    ['a millisecond before', T + HOUR + 17 * MINUTE - 1, []],
    ['just then', T + HOUR + 17 * MINUTE, ['0 60 untouched']],
    ['two of them', T + 2 * HOUR + 17 * MINUTE, ['0 60 untouched', '60 120 untouched']],
    ['the clock went back', T - 30 * 24 * HOUR, []],
  ])('%s', (_, now, expected) => {
    expect(due({ doneUntil: T, entries: [] }, now)).toEqual(expected);
  });
});

test.each([
  [T + 17 * MINUTE, -HOUR],
  [T + 17 * MINUTE - 1, -2 * HOUR],
  [T + HOUR + 16 * MINUTE, -HOUR],
])('the first run begins with the latest window that is due', (now, expected) => {
  expect(latestDueStart(RULES, now) - T).toBe(expected);
});

describe('borders', () => {
  const now = T + 3 * HOUR;
  test('a watermark beside the grid is reached by a shorter window', () => {
    expect(due({ doneUntil: T + 20 * MINUTE, entries: [] }, now)).toEqual([
      '20 60 untouched',
      '60 120 untouched',
    ]);
  });

  test('of entries hold after the length was changed', () => {
    const entries = [
      { state: 'failed', start: T, end: T + HOUR, tries: 1, reason: 'x' },
      { state: 'closed', start: T + 90 * MINUTE, end: T + 105 * MINUTE },
    ] as const;
    expect(
      due({ doneUntil: T, entries: [...entries] }, T + 2 * HOUR, { ...RULES, length: 20 * MINUTE, delay: 0 }),
    ).toEqual(['0 60 failed', '60 80 untouched', '80 90 untouched', '90 105 closed', '105 120 untouched']);
  });
});

test('whatever was closed, and however the length was changed, windows follow each other without a gap', () => {
  const entries = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 90 })), { maxLength: 5 })
    .map((gaps) => {
      let start = T;
      return gaps.map(([gap, length]) => {
        const entry = {
          state: 'closed',
          start: start + gap * MINUTE,
          end: start + (gap + length) * MINUTE,
        } as const;
        start = entry.end;
        return entry;
      });
    });
  const length = fc.constantFrom(5, 15, 60, 240).map((minutes) => minutes * MINUTE);
  fc.assert(
    fc.property(entries, length, fc.integer({ min: 0, max: 2000 }), (entries, length, minutes) => {
      const now = T + minutes * MINUTE;
      const found = [...dueWindows({ doneUntil: T, entries }, { length, delay: 0, maxCatchUp: 0 }, now)];
      let end = T;
      for (const { window } of found) {
        expect(window.start).toBe(end);
        expect(window.end).toBeGreaterThan(window.start);
        end = window.end;
      }
      expect(end).toBeLessThanOrEqual(now);
      // Every entry that is due comes, as it is.
      const known = found.flatMap(({ entry }) => entry ?? []);
      expect(known).toEqual(entries.filter((entry) => entry.end <= end));
    }),
  );
});

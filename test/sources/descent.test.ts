import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import type { Window } from '../../lib/model/window';
import { Descent } from '../../lib/sources/descent';
import { Selection } from '../../lib/sources/selection';
import { between } from './collect';
import { KeyTree, storedKey } from './key-tree';

const ZONES = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe'];
const MINUTE = 60_000;

async function select(tree: KeyTree, range: Window | null, zone = 'UTC', folder = ''): Promise<string[]> {
  const selection = new Selection(range, zone, 'uploaded');
  const names: string[] = [];
  for await (const page of new Descent(tree, selection, new AbortController().signal).list({
    path: folder,
  })) {
    names.push(...page.objects.map(({ name }) => name));
  }
  return names.sort();
}

/** The key that the Collector's S3 exporter would write for an upload. */
function keyOf(upload: number, zone: string, format: string): string {
  return `${DateTime.fromMillis(upload, { zone }).toFormat(format)}traces_${upload}.json`;
}

const TO_MINUTE = "'year='yyyy/'month='MM/'day='dd/'hour='HH/'minute='mm/";
const TO_HOUR = "'year='yyyy/'month='MM/'day='dd/'hour='HH/";

const upload = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 9, 24), max: Date.UTC(2026, 9, 27) }),
  fc.integer({ min: Date.UTC(2026, 2, 28), max: Date.UTC(2026, 2, 31) }),
  fc.integer({ min: Date.UTC(2025, 11, 31), max: Date.UTC(2026, 0, 2) }),
);
const length = fc.oneof(fc.integer({ min: 1, max: 3 * MINUTE }), fc.integer({ min: 1, max: 40 * 3_600_000 }));

test.each([true, false])(
  'every object whose minute meets the range is selected, and no folder beside it listed (flat: %p)',
  async (canListFlat) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(upload, { maxLength: 30 }),
        upload,
        length,
        fc.constantFrom(...ZONES),
        fc.constantFrom('', 'shop/', 'a/b/'),
        async (uploads, start, size, zone, base) => {
          const range = { start, end: start + size };
          const keys = new Map(uploads.map((time) => [base + keyOf(time, zone, TO_MINUTE), time]));
          const tree = new KeyTree(
            [...keys.keys()].map((key) => storedKey(key, 0)),
            canListFlat,
          );
          const selected = new Set(await select(tree, range, zone));
          for (const [key, time] of keys) {
            const minute = Math.floor(time / MINUTE) * MINUTE;
            if (minute < range.end && range.start < minute + MINUTE) expect(selected).toContain(key);
          }
          // A local time may stand for two instants, an hour apart at most; else only what meets the range is listed.
          const near = { start: range.start - 3_600_000, end: range.end + 3_600_000 };
          const exact = zone === 'UTC' || zone === 'Asia/Kolkata' ? range : near;
          for (const key of selected) {
            const minute = Math.floor((keys.get(key) ?? 0) / MINUTE) * MINUTE;
            expect(minute < exact.end && exact.start < minute + MINUTE).toBe(true);
          }
          expect([...tree.seen].filter((key) => !selected.has(key))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  },
);

test('objects partitioned to the hour are selected by the hour', async () => {
  const keys = [11, 12, 13, 14].map((hour) => keyOf(Date.UTC(2026, 10, 5, hour, 59), 'UTC', TO_HOUR));
  const tree = new KeyTree(keys.map((key) => storedKey(key, 0)));
  expect(await select(tree, between('2026-11-05T12:30Z', '2026-11-05T13:01Z'))).toEqual([keys[1], keys[2]]);
});

test('a given prefix may hold the upper keys', async () => {
  const keys = ['05', '06'].map((day) => `year=2026/month=11/day=${day}/x.json`);
  const tree = new KeyTree(keys.map((key) => storedKey(key, 0)));
  expect(
    await select(tree, between('2026-11-06T12:30Z', '2026-11-06T13:01Z'), 'UTC', 'year=2026/month=11/'),
  ).toEqual([keys[1]]);
  expect(tree.requests).toEqual([
    { prefix: 'year=2026/month=11/', isLevel: true },
    { prefix: 'year=2026/month=11/day=06/', isLevel: true },
  ]);
  expect(
    await select(tree, between('2026-10-06T12:30Z', '2026-10-06T13:01Z'), 'UTC', 'year=2026/month=11/'),
  ).toEqual([]);
});

test('keys without a year select by what they say', async () => {
  const tree = new KeyTree(
    ['hour=12/minute=10/a', 'hour=12/minute=50/b', 'hour=13/minute=10/c'].map((key) => storedKey(key, 0)),
  );
  expect(await select(tree, between('2026-11-05T12:30Z', '2026-11-05T13:05Z'))).toEqual([
    'hour=12/minute=50/b',
  ]);
});

test('without keys the time of upload decides, both bounds, whole seconds', async () => {
  const range = { start: 10_500, end: 20_500 };
  const tree = new KeyTree(
    [
      ['a/1', 9_000],
      ['a/2', 10_000],
      ['b/3', 20_000],
      ['c', 21_000],
    ].map(([key, time]) => storedKey(String(key), Number(time))),
  );
  expect(await select(tree, range)).toEqual(['a/2', 'b/3']);
});

describe('requests', () => {
  const range = between('2026-11-05T12:58:30Z', '2026-11-05T14:01:00Z');

  test('an hour that is needed as a whole is one request, and so are the minutes beside it', async () => {
    const uploads = Array.from({ length: 600 }, (_, minute) => Date.UTC(2026, 10, 5, 8) + minute * MINUTE);
    const tree = new KeyTree(uploads.map((time) => storedKey(keyOf(time, 'UTC', TO_MINUTE), 0)));
    expect(await select(tree, range)).toHaveLength(63);
    const day = 'year=2026/month=11/day=05/';
    expect(tree.requests).toEqual([
      { prefix: '', isLevel: true },
      { prefix: 'year=2026/', isLevel: true },
      { prefix: 'year=2026/month=11/', isLevel: true },
      { prefix: day, isLevel: true },
      { prefix: `${day}hour=12/`, isLevel: true },
      { prefix: `${day}hour=12/minute=58/`, isLevel: true },
      { prefix: `${day}hour=12/minute=59/`, isLevel: false },
      { prefix: `${day}hour=13/`, isLevel: false },
      { prefix: `${day}hour=14/`, isLevel: true },
      { prefix: `${day}hour=14/minute=00/`, isLevel: false },
    ]);
  });

  test('an archive without keys is listed flat, after a look down its first and its last folder', async () => {
    const tree = new KeyTree(['a/1/x', 'a/2/x', 'b/1/x', 'c/1/x'].map((key) => storedKey(key, range.start)));
    expect(await select(tree, range)).toEqual(['a/1/x', 'a/2/x', 'b/1/x', 'c/1/x']);
    expect(tree.requests).toEqual([
      { prefix: '', isLevel: true },
      { prefix: 'a/', isLevel: true },
      { prefix: 'a/1/', isLevel: true },
      { prefix: 'c/', isLevel: true },
      { prefix: 'c/1/', isLevel: true },
      { prefix: '', isLevel: false },
    ]);
  });

  test('without a range all is one flat listing', async () => {
    const tree = new KeyTree(['a/1/x', 'year=2026/x'].map((key) => storedKey(key, 0)));
    expect(await select(tree, null)).toEqual(['a/1/x', 'year=2026/x']);
    expect(tree.requests).toEqual([{ prefix: '', isLevel: false }]);
  });

  test('keys far below are found level by level', async () => {
    const deep = 'a/b/c/d/e/f/g/h/i/j/k/';
    const keys = [13, 20].map((hour) => `${deep}year=2026/month=11/day=05/hour=${hour}/x`);
    const tree = new KeyTree(keys.map((key) => storedKey(key, 0)));
    expect(await select(tree, range)).toEqual([keys[0]]);
    expect(tree.seen).toEqual(new Set([keys[0]]));
  });

  test('partitions that a flat listing meets after all are selected by their keys', async () => {
    const keys = [
      'a/x',
      'b/year=2026/month=11/day=05/hour=13/y',
      'b/year=2026/month=11/day=05/hour=20/y',
      'c/x',
    ];
    const tree = new KeyTree(keys.map((key) => storedKey(key, 0)));
    expect(await select(tree, range)).toEqual([keys[1]]);
  });
});

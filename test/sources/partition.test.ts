import { IANAZone } from 'luxon';
import { isPartitionFolder, partitionKeysOf, wholeDate } from '../../lib/sources/partition-keys';
import { instantsOf, overlaps } from '../../lib/sources/partition-time';
import { between } from './collect';

describe('keys of a path', () => {
  test.each([
    ['year=2026/month=11/day=05/hour=14/minute=07', [2026, 11, 5, 14, 7]],
    ['archive/year=2026/month=11/day=05', [2026, 11, 5, null, null]],
    ['year=2026/shop/month=11', [2026, 11, null, null, null]],
    ['hour=14/minute=7', [null, null, null, 14, 7]],
    ['year=2025/month=01/copy/year=2026', [2026, null, null, null, null]],
    ['year=2026/month=13', [2026, null, null, null, null]],
    ['year=2026/month=02/day=29', [2026, 2, null, null, null]],
    ['year=2028/month=02/day=29', [2028, 2, 29, null, null]],
    ['month=02/day=30', [null, 2, null, null, null]],
    ['month=02/day=29', [null, 2, 29, null, null]],
    ['hour=24/minute=60', [null, null, null, null, null]],
    ['Year=2026/xyear=2026/year=26x/year=/hour=1e1', [null, null, null, null, null]],
    ['', [null, null, null, null, null]],
  ])('%s', (path, keys) => {
    expect(partitionKeysOf(path.split('/'))).toEqual(keys);
  });

  test.each([
    [
      [2026, 11, 5, null, null],
      [2026, 11, 5],
    ],
    [[2026, null, 5, null, null], null],
    [[null, null, 5, 14, null], null],
    [[null, null, null, null, null], null],
  ])('%j as a date: %j', (keys, date) => {
    expect(wholeDate(keys)).toEqual(date);
  });

  test('a folder is a partition when its own name is a key', () => {
    expect(['year=2026', 'hour=3', 'hour=33', 'checkout'].map(isPartitionFolder)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

/** Worked out by hand from the rules of each zone. */
const INSTANTS: [zone: string, date: number[], windows: [string, string][]][] = [
  ['UTC', [2026], [['2026-01-01T00:00Z', '2027-01-01T00:00Z']]],
  ['UTC', [2026, 12], [['2026-12-01T00:00Z', '2027-01-01T00:00Z']]],
  ['UTC', [2026, 2, 28], [['2026-02-28T00:00Z', '2026-03-01T00:00Z']]],
  ['UTC', [2026, 11, 5, 14, 59], [['2026-11-05T14:59Z', '2026-11-05T15:00Z']]],
  ['Asia/Kolkata', [2026, 11, 5, 14], [['2026-11-05T08:30Z', '2026-11-05T09:30Z']]],
  ['Asia/Kolkata', [2026], [['2025-12-31T18:30Z', '2026-12-31T18:30Z']]],
  ['Europe/Berlin', [2026, 7, 1, 0], [['2026-06-30T22:00Z', '2026-06-30T23:00Z']]],
  ['Europe/Berlin', [2026], [['2025-12-31T23:00Z', '2026-12-31T23:00Z']]],
  ['Europe/Berlin', [2026, 7], [['2026-06-30T22:00Z', '2026-07-31T22:00Z']]],
  // Clocks go forward at 01:00Z on 29 March: 01:59 is followed by 03:00, the day has 23 hours.
  ['Europe/Berlin', [2026, 3, 29], [['2026-03-28T23:00Z', '2026-03-29T22:00Z']]],
  ['Europe/Berlin', [2026, 3, 29, 1], [['2026-03-29T00:00Z', '2026-03-29T01:00Z']]],
  ['Europe/Berlin', [2026, 3, 29, 2], [['2026-03-29T00:00Z', '2026-03-29T02:00Z']]],
  [
    'Europe/Berlin',
    [2026, 3, 29, 2, 30],
    [
      ['2026-03-29T00:30Z', '2026-03-29T00:31Z'],
      ['2026-03-29T01:30Z', '2026-03-29T01:31Z'],
    ],
  ],
  ['Europe/Berlin', [2026, 3, 29, 3], [['2026-03-29T01:00Z', '2026-03-29T02:00Z']]],
  // Clocks go back at 01:00Z on 25 October: 02:00 to 02:59 comes twice, the day has 25 hours.
  ['Europe/Berlin', [2026, 10, 25], [['2026-10-24T22:00Z', '2026-10-25T23:00Z']]],
  ['Europe/Berlin', [2026, 10, 25, 1], [['2026-10-24T23:00Z', '2026-10-25T00:00Z']]],
  ['Europe/Berlin', [2026, 10, 25, 2], [['2026-10-25T00:00Z', '2026-10-25T02:00Z']]],
  [
    'Europe/Berlin',
    [2026, 10, 25, 2, 30],
    [
      ['2026-10-25T00:30Z', '2026-10-25T00:31Z'],
      ['2026-10-25T01:30Z', '2026-10-25T01:31Z'],
    ],
  ],
  ['Europe/Berlin', [2026, 10, 25, 3], [['2026-10-25T02:00Z', '2026-10-25T03:00Z']]],
  // Half an hour only: forward from 02:00 to 02:30 at 15:30Z on 3 October, so hour 2 is 02:30 to 02:59.
  ['Australia/Lord_Howe', [2026, 10, 4, 2, 30], [['2026-10-03T15:30Z', '2026-10-03T15:31Z']]],
  ['Australia/Lord_Howe', [2026, 10, 4, 2], [['2026-10-03T15:00Z', '2026-10-03T16:00Z']]],
];

test.each(INSTANTS)('%s %j', (zone, date, windows) => {
  expect(instantsOf(date, IANAZone.create(zone)).map(({ start, end }) => [iso(start), iso(end)])).toEqual(
    windows,
  );
});

function iso(millis: number): string {
  return new Date(millis).toISOString().replace(':00.000Z', 'Z');
}

describe('whether keys meet a range', () => {
  const quarter = between('2026-11-05T13:50:30Z', '2026-11-05T14:05:00Z');
  test.each([
    [[2026, 11, 5, 13, 49], false],
    [[2026, 11, 5, 13, 50], true],
    [[2026, 11, 5, 14, 4], true],
    [[2026, 11, 5, 14, 5], false],
    [[2026, 11, 5, 14, null], true],
    [[2026, 11, 5, 15, null], false],
    [[2026, null, null, null, null], true],
    [[2025, null, null, null, null], false],
    [[null, null, null, 14, null], true],
    [[null, null, null, 12, null], false],
    [[null, null, null, 13, 3], false],
    [[null, null, null, null, 3], true],
    [[null, null, null, null, 30], false],
    [[null, null, 5, 13, 55], true],
    [[null, null, 6, 13, 55], false],
    [[2026, null, 5, null, 55], true],
    [[null, null, null, null, null], true],
  ])('%j: %p', (keys, expected) => {
    expect(overlaps(keys, quarter, IANAZone.create('UTC'))).toBe(expected);
  });

  test('the hour that comes twice is there for both', () => {
    const berlin = IANAZone.create('Europe/Berlin');
    const first = between('2026-10-25T00:10Z', '2026-10-25T00:20Z');
    const second = between('2026-10-25T01:10Z', '2026-10-25T01:20Z');
    const key = (minute: number) => [2026, 10, 25, 2, minute];
    expect([9, 10, 19, 20].map((minute) => overlaps(key(minute), first, berlin))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect([9, 10, 19, 20].map((minute) => overlaps(key(minute), second, berlin))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

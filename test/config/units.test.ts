import * as fc from 'fast-check';
import {
  parseFailOn,
  parseMemory,
  parseMinApplicable,
  parseSample,
  parseThreads,
} from '../../lib/config/choices';
import { endOfDay } from '../../lib/config/exemption';
import { matchesGlob } from '../../lib/config/glob';
import { parseInstant } from '../../lib/config/instant';
import { parseTimezone } from '../../lib/config/schema';
import { formatBytes, formatDuration, parseBytes, parseDuration, parseShare } from '../../lib/config/units';
import { windowOf } from '../../lib/config/window';

const NOW = Date.parse('2026-11-20T15:00:00Z');

/** The value, or the message of the error. */
function outcome<Value>(run: () => Value): Value | string {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

type Case = readonly [text: string, expected: string | number];

describe('parseDuration', () => {
  const error = (text: string) =>
    `UnitError: ${JSON.stringify(text)} is not accepted; give a duration such as 90s, 15m, 2h, 1h30m or 2d`;
  test.each<Case>([
    ['90s', 90_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['1d2h3m4s5ms', 93_784_005],
    [' 0s ', 0],
    ...['', '5', 'm', '1m1h', '1m 5s', '-5m', '1w', '1h1h', '1e3s', '9999999999999d'].map(
      (text): Case => [text, error(text)],
    ),
  ])('%j', (text, expected) => {
    expect(outcome(() => parseDuration(text))).toBe(expected);
  });

  test('reads what formatDuration writes', () => {
    fc.assert(
      fc.property(fc.nat(1e12), (millis) => expect(parseDuration(formatDuration(millis))).toBe(millis)),
    );
    expect([0, 90_000, 5_400_000, 172_800_001].map(formatDuration)).toEqual([
      '0s',
      '1m30s',
      '1h30m',
      '2d1ms',
    ]);
  });
});

describe('parseBytes', () => {
  const error = (text: string) =>
    `UnitError: ${JSON.stringify(text)} is not accepted; give a size such as 512MB, 2GiB or 1g`;
  test.each<Case>([
    ['512MB', 512_000_000],
    ['512MiB', 536_870_912],
    ['512m', 536_870_912],
    ['2GiB', 2_147_483_648],
    ['1g', 1_073_741_824],
    ['1.5 kB', 1500],
    ['1TB', 1e12],
    ['4096', 4096],
    ['10B', 10],
    ...['', 'MB', '1PB', '-1MB', '1ib', '1e9', '99999999TB'].map((text): Case => [text, error(text)]),
  ])('%j', (text, expected) => {
    expect(outcome(() => parseBytes(text))).toBe(expected);
  });

  test('reads what formatBytes writes', () => {
    fc.assert(fc.property(fc.nat(1e13), (bytes) => expect(parseBytes(formatBytes(bytes))).toBe(bytes)));
    expect([0, 1, 512_000_000, 2_147_483_648, 1500, 1024].map(formatBytes)).toEqual([
      '0B',
      '1B',
      '512MB',
      '2GiB',
      '1500B',
      '1KiB',
    ]);
  });
});

test.each<Case>([
  ['0.1', 0.1],
  ['10%', 0.1],
  ['10 %', 0.1],
  ['1', 1],
  ['0', 0],
  ['100%', 1],
  ['1e-3', 0.001],
  ...['', '10', '101%', '-1', 'half', '.5', '1/8'].map(
    (text): Case => [
      text,
      `UnitError: ${JSON.stringify(text)} is not accepted; give a share from 0 to 1 or a percentage, such as 0.1 or 10%`,
    ],
  ),
])('parseShare %j', (text, expected) => {
  expect(outcome(() => parseShare(text))).toBe(expected);
});

describe('parseInstant', () => {
  const error = (text: string) =>
    `UnitError: ${JSON.stringify(text)} is not accepted; give a time such as 2026-11-20T14:00Z or 2026-11-20T14:00:00+01:00, a day (its start in UTC), now, or now-2h`;
  test.each([
    ['2026-11-20T14:00Z', '2026-11-20T14:00:00.000Z'],
    ['2026-11-20T14:00:05Z', '2026-11-20T14:00:05.000Z'],
    ['2026-11-20T14:00:05.123456789Z', '2026-11-20T14:00:05.123Z'],
    ['2026-11-20T14:00+01:00', '2026-11-20T13:00:00.000Z'],
    ['2026-11-20 14:00z', '2026-11-20T14:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['now', '2026-11-20T15:00:00.000Z'],
    [' now-2h ', '2026-11-20T13:00:00.000Z'],
    ['now-1h30m', '2026-11-20T13:30:00.000Z'],
  ])('%j', (text, expected) => {
    expect(new Date(parseInstant(text, NOW)).toISOString()).toBe(expected);
  });

  test.each([
    '',
    '2026-11-20T14:00',
    '2026-02-30',
    '2026-11-20T25:00Z',
    'yesterday',
    'now+1h',
    '1969-12-31',
    '14:00',
  ])('refuses %j', (text) => {
    expect(outcome(() => parseInstant(text, NOW))).toBe(error(text));
  });

  test('names what is wrong in a relative time', () => {
    expect(outcome(() => parseInstant('now-2', NOW))).toContain('"2" is not accepted; give a duration');
  });
});

describe('windowOf', () => {
  const iso = (millis: number) => new Date(millis).toISOString();
  test.each([
    [{ last: 3_600_000 }, '2026-11-20T14:00:00.000Z', '2026-11-20T15:00:00.000Z'],
    [{ from: 'now-2h', to: 'now-1h' }, '2026-11-20T13:00:00.000Z', '2026-11-20T14:00:00.000Z'],
    [{ from: '2026-11-20' }, '2026-11-20T00:00:00.000Z', '2026-11-20T15:00:00.000Z'],
    [{ last: NOW * 2 }, '1970-01-01T00:00:00.000Z', '2026-11-20T15:00:00.000Z'],
  ])('%j', (setting, start, end) => {
    const window = windowOf(setting, NOW);
    expect([iso(window.start), iso(window.end)]).toEqual([start, end]);
  });

  test('an empty one is the user’s mistake', () => {
    expect(outcome(() => windowOf({ from: 'now', to: 'now-1h' }, NOW))).toBe(
      'ConfigError: The window is empty: it begins at now and ends at now-1h; give an earlier start.',
    );
  });
});

describe('choices', () => {
  const refused = (text: string, forms: string) =>
    `UnitError: ${JSON.stringify(text)} is not accepted; give ${forms}`;
  test.each([
    [parseSample, 'auto', 'auto'],
    [parseSample, '10%', 0.1],
    [parseSample, '0', refused('0', 'auto, or a share above 0 such as 0.1 or 10%')],
    [parseSample, 'all', refused('all', 'auto, or a share above 0 such as 0.1 or 10%')],
    [parseMemory, 'auto', 'auto'],
    [parseMemory, '1GB', 1e9],
    [parseMemory, 'much', refused('much', 'auto, or a size such as 512MB, 2GiB or 1g')],
    [parseThreads, 'auto', 'auto'],
    [parseThreads, '4', 4],
    [parseThreads, '0', refused('0', 'auto, or a whole number from 1 on')],
    [parseMinApplicable, '20', 20],
    [parseMinApplicable, '1.5', refused('1.5', 'a whole number from 1 on')],
    [parseFailOn, 'never', 'never'],
    [parseFailOn, 'info', refused('info', 'error, warning or never')],
    [parseTimezone, ' Europe/Berlin ', 'Europe/Berlin'],
    [parseTimezone, 'Mars', refused('Mars', 'a time zone such as UTC or Europe/Berlin')],
    [endOfDay, '2026-11-20', Date.parse('2026-11-21T00:00:00Z')],
    [endOfDay, '2026-02-30', refused('2026-02-30', 'its last day, such as 2026-12-31')],
  ])('%p of %j', (parse, text, expected) => {
    expect(outcome(() => parse(text))).toBe(expected);
  });
});

describe('matchesGlob', () => {
  test.each([
    ['cart', 'cart', true],
    ['cart', 'cart2', false],
    ['*', '', true],
    ['shop-*', 'shop-cart', true],
    ['*-cart', 'shop-cart', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c', false],
    ['ab*ba', 'aba', false],
    ['a.c', 'abc', false],
    ['a*a*b', 'ab', false],
  ])('%j and %j: %p', (pattern, name, expected) => {
    expect(matchesGlob(pattern, name)).toBe(expected);
  });

  test('agrees with a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        const regex = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 's');
        expect(matchesGlob(pattern, name)).toBe(regex.test(name));
      }),
    );
  });
});

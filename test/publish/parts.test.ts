import { judgeStatus, retryAfterSeconds } from '../../lib/publish/chat/answers';
import { EN } from '../../lib/publish/messages/en';
import { httpsLink, MAX_LINK_LENGTH, traceLink } from '../../lib/publish/messages/links';
import {
  intervalText,
  percentText,
  rateText,
  timeText,
  windowText,
} from '../../lib/publish/messages/numbers';
import { fill, namePart, plainText } from '../../lib/publish/messages/parts';
import { ZH } from '../../lib/publish/messages/zh';

test('templates are filled with parts, and texts side by side are one', () => {
  expect(fill('{a} of {b}, {c}', { a: '1', b: '2', c: namePart('x') })).toEqual([
    { kind: 'text', text: '1 of 2, ' },
    { kind: 'name', text: 'x' },
  ]);
  expect(() => fill('{a}', {})).toThrow('no value for {a} of "{a}"');
  // A name that looks like a placeholder is not filled.
  expect(plainText(fill('{a} {b}', { a: namePart('{b}'), b: 'c' }))).toBe('{b} c');
});

test.each<[string, string, string | null]>([
  [
    'https://g.example/t/{traceId}',
    '4bf92f3577b34da6a3ce929d0e0e4736',
    'https://g.example/t/4bf92f3577b34da6a3ce929d0e0e4736',
  ],
  ['https://g.example/t?q=[{traceId}]', 'ab', 'https://g.example/t?q=%5Bab%5D'],
  ['https://g.example/t/{traceId}', 'ab/../../x', null],
  ['https://g.example/t/{traceId}', '', null],
  ['https://g.example/t/{traceId}', 'a'.repeat(33), null],
])('%s with %s', (template, traceId, expected) => {
  expect(traceLink(template, traceId)).toBe(expected);
});

test.each<[string, string | null]>([
  ['http://a.example/', null],
  ['javascript:alert(1)', null],
  ['https://user:pass@a.example/', null],
  ['https://a.example/(x)_*|', 'https://a.example/%28x%29%5F%2A%7C'],
  [`https://a.example/${'x'.repeat(MAX_LINK_LENGTH)}`, null],
])('the link %s', (address, expected) => {
  expect(httpsLink(address)).toBe(expected);
});

test('times and rates as people read them', () => {
  expect(timeText('2026-11-20T14:00:00.000Z', '2026-11-20T15:00:00.000Z')).toBe('14:00 UTC');
  expect(timeText('2026-11-19T14:00:00.000Z', '2026-11-20T15:00:00.000Z')).toBe('2026-11-19 14:00 UTC');
  const rate = { rate: 0.042, low: 0.0382, high: 0.0461 };
  expect([percentText(0.042, EN), percentText(0.042, ZH)]).toEqual(['4.2 %', '4.2%']);
  expect([intervalText(rate, EN), intervalText(rate, ZH)]).toEqual(['(3.8-4.6 %)', '（3.8-4.6%）']);
  expect([rateText(rate, EN), rateText(rate, ZH)]).toEqual(['4.2 % (3.8-4.6 %)', '4.2%（3.8-4.6%）']);
  expect(intervalText({ low: 0, high: 1 }, EN)).toBe('(0-100 %)');
});

test.each([
  ['20T14:00', '20T15:00', '2026-11-20 14:00-15:00 UTC'],
  ['20T23:00', '21T00:00', '2026-11-20 23:00-24:00 UTC'],
  ['20T00:00', '21T00:00', '2026-11-20 00:00-24:00 UTC'],
  ['20T23:30', '21T00:30', '2026-11-20 23:30 – 2026-11-21 00:30 UTC'],
  ['20T23:00', '22T00:00', '2026-11-20 23:00 – 2026-11-22 00:00 UTC'],
])('the window from %s to %s', (start, end, expected) => {
  const instant = (text: string) => `2026-11-${text}:00.000Z`;
  expect(windowText({ start: instant(start), end: instant(end) })).toBe(expected);
});

test.each<[string | null, number | null]>([
  ['7', 7],
  ['0', 0],
  [' 1.5 ', 1.5],
  ['86401', null],
  ['-1', null],
  ['soon', null],
  ['Wed, 21 Oct 2026 07:28:00 GMT', null],
  [null, null],
])('Retry-After %s', (header, seconds) => {
  expect(retryAfterSeconds(header)).toBe(seconds);
});

test.each<[number, 'ok' | 'retry' | 'give-up']>([
  [200, 'ok'],
  [202, 'ok'],
  [204, 'ok'],
  [301, 'give-up'],
  [400, 'give-up'],
  [401, 'give-up'],
  [404, 'give-up'],
  [408, 'retry'],
  [410, 'give-up'],
  [413, 'give-up'],
  [429, 'retry'],
  [500, 'retry'],
  [501, 'give-up'],
  [503, 'retry'],
  [522, 'retry'],
])('status %i', (status, kind) => {
  expect(judgeStatus({ status, retryAfter: null, body: '' }).kind).toBe(kind);
});

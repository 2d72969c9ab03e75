import * as fc from 'fast-check';
import { cellWidth, cutMiddle, graphemesOf, padLeft, padRight } from '../../lib/report/cells';
import { formatInstant, formatPeriod } from '../../lib/report/instants';
import {
  formatCount,
  formatFactor,
  formatPercent,
  formatQuantity,
  formatRate,
  formatSize,
} from '../../lib/report/numbers';
import { sparkline } from '../../lib/report/sparkline';
import { escapeUntrusted } from '../../lib/report/untrusted';
import { wrap } from '../../lib/report/wrap';

describe('cells', () => {
  test.each([
    ['', 0],
    ['cart', 4],
    ['支付', 4],
    ['ﾊﾝｶｸ', 4],
    ['ＦＵＬＬ', 8],
    ['한국어', 6],
    ['e\u0301', 1],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['…▁█', 3],
  ])('%j takes %i', (text, width) => {
    expect(cellWidth(text)).toBe(width);
  });

  test('text is taken apart as Unicode has it', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    const unit = fc.constantFrom('a', '~', ' ', '…', '▁', '▄', '█', '\u0301', '\u200d', '👍', '🏽', '支');
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(graphemesOf(text)).toEqual(Array.from(segmenter.segment(text), ({ segment }) => segment));
      }),
    );
  });

  test.each([
    ['checkout', 8, 'checkout'],
    ['checkout-service', 9, 'chec…vice'],
    ['checkout-service', 8, 'chec…ice'],
    ['支付服务决済', 8, '支付…済'],
    ['abc', 1, '…'],
    [`支${'x'.repeat(1_000_000)}付`, 7, '支x…x付'],
  ])('%j cut to %i is %j', (text, width, expected) => {
    expect(cutMiddle(text, width)).toBe(expected);
  });

  test('padding is by cells', () => {
    expect([padRight('支付', 6), padLeft('支付', 6), padLeft('long', 2)]).toEqual([
      '支付  ',
      '  支付',
      'long',
    ]);
  });
});

describe('wrap', () => {
  test.each([
    ['a short text', 20, ['a short text']],
    ['breaks between words', 10, ['breaks', 'between', 'words']],
    ['a verylongwordthatdoesnotfit b', 10, ['a', 'verylongwo', 'rdthatdoes', 'notfit b']],
    ['支付服务决済', 5, ['支付', '服务', '决済']],
    ['', 10, ['']],
    ['  spaces   between  ', 20, ['spaces between']],
  ])('%j in %i cells', (text, width, expected) => {
    expect(wrap(text, width)).toEqual(expected);
  });

  test('keeps every word within the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 90 }), (text, width) => {
        const safe = escapeUntrusted(text);
        const rows = wrap(safe, width);
        expect(rows.join('').replaceAll(' ', '')).toBe(safe.replaceAll(' ', ''));
        expect(Math.max(...rows.map(cellWidth))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('numbers', () => {
  test.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.042, '4.2 %'],
    [0.5, '50.0 %'],
    [0.0061, '0.61 %'],
    [0.00012, '0.012 %'],
    [0.000001, '<0.001 %'],
    [0.99999, '>99.9 %'],
  ])('share %d is %s', (share, expected) => {
    expect(formatPercent(share)).toBe(expected);
  });

  test.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [123_456, '123,456'],
    [9_007_199_254_740_991, '9,007,199,254,740,991'],
    [12.5, '13'],
    [999.6, '1,000'],
  ])('count %d is %s', (count, expected) => {
    expect(formatCount(count)).toBe(expected);
  });

  test('a rate comes with its interval', () => {
    expect(formatRate(0.042, { low: 0.0391, high: 0.0459 })).toBe('4.2 % (3.9-4.6 %)');
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9949, '9.9 kB'],
    [9951, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [1_234_567_890, '1.2 GB'],
    [5e15, '5.0 PB'],
    [5e18, '5000 PB'],
  ])('%d bytes are %s', (bytes, expected) => {
    expect(formatSize(bytes)).toBe(expected);
  });

  test('counts, quantities and factors', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect([formatQuantity(1, 'span'), formatQuantity(2, 'span'), formatQuantity(0, 'trace')]).toEqual([
      '1 span',
      '2 spans',
      '0 traces',
    ]);
    expect([formatFactor(2), formatFactor(2.828), formatFactor(31.6)]).toEqual(['2', '2.8', '32']);
  });
});

describe('times', () => {
  test.each([
    ['2026-11-20T14:02:11.125Z', '2026-11-20T14:58:40.900Z', '2026-11-20 14:02:11 to 14:58:40 UTC'],
    [
      '2026-11-20T23:02:11.125Z',
      '2026-11-21T00:58:40.900Z',
      '2026-11-20 23:02:11 to 2026-11-21 00:58:40 UTC',
    ],
    ['2026-11-20T14:02:11.125Z', '2026-11-20T14:02:11.900Z', '2026-11-20 14:02:11 UTC'],
  ])('%s to %s', (first, last, expected) => {
    expect(formatPeriod(first, last)).toBe(expected);
  });

  test('an instant', () => {
    expect(formatInstant('2026-11-20T14:02:11.125Z')).toBe('2026-11-20 14:02:11 UTC');
  });
});

describe('sparkline', () => {
  test.each([
    [[0, 0], 10, '..'],
    [[0, 1, 8], 10, '.▁█'],
    [[1, 2, 3, 4, 5, 6, 7, 8], 8, '▁▂▃▄▅▆▇█'],
    [[1, 1, 0, 0, 2, 2, 4, 4], 4, '▂.▄█'],
    [[1, 1_000_000], 5, '▁█'],
    [[], 5, ''],
  ])('of %j in %i cells', (counts, width, expected) => {
    expect(sparkline(counts, width)).toBe(expected);
  });
});

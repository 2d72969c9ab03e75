import * as fc from 'fast-check';
import { escapeJsonText, escapeUntrusted, shownName } from '../../lib/report/untrusted';
import { HOSTILE_NAMES } from './samples';

const ACTIVE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(...HOSTILE_NAMES),
);

describe('escapeUntrusted', () => {
  test.each([
    ['plain text', 'cart-service v1.2 (eu) \\ "x"', 'cart-service v1.2 (eu) \\ "x"'],
    ['other scripts', 'Größe 支付 платёж חנות', 'Größe 支付 платёж חנות'],
    ['an emoji', 'ok 👍🏽', 'ok 👍🏽'],
    ['controls', 'a\u0000b\u0007c\u007fd\u0085e', 'a\\x00b\\x07c\\x7fd\\x85e'],
    ['line breaks and tabs', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['a terminal escape', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a C1 control sequence', '\u009b31m', '\\x9b31m'],
    ['bidi overrides and isolates', '\u202a\u202e\u2066\u2069', '\\u202a\\u202e\\u2066\\u2069'],
    ['bidi marks', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
    ['zero-width characters', '\u200b\u200c\u200d\u2060\ufeff', '\\u200b\\u200c\\u200d\\u2060\\ufeff'],
    ['line separators', '\u2028\u2029', '\\u2028\\u2029'],
    ['spaces of other widths', 'a\u00a0b\u3000c\u2003d', 'a\\xa0b\\u3000c\\u2003d'],
    ['lone surrogates', '\ud800x\udc00', '\\ud800x\\udc00'],
    ['tag characters', '\u{e0041}', '\\u{e0041}'],
    ['invisible letters', '\u3164\u115f\uffa0', '\\u3164\\u115f\\uffa0'],
    ['private use and noncharacters', '\ue000\uffff', '\\ue000\\uffff'],
    ['a mark without a base', '\u0301a', '\\u0301a'],
    ['a pile of marks', 'a\u0301\u0302\u0303\u0304\u0305', 'a\u0301\u0302\u0303\\u0304\\u0305'],
  ])('shows %s', (_, text, expected) => {
    expect(escapeUntrusted(text)).toBe(expected);
  });

  test('leaves nothing that acts or hides', () => {
    fc.assert(fc.property(anyText, (text) => expect(escapeUntrusted(text)).not.toMatch(ACTIVE)));
  });

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyText, (text) =>
        expect(escapeUntrusted(escapeUntrusted(text))).toBe(escapeUntrusted(text)),
      ),
    );
  });

  test('leaves printable ASCII alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => expect(escapeUntrusted(text)).toBe(text)),
    );
  });
});

describe('shownName', () => {
  test.each([
    ['', '(empty)'],
    ['  ', '\\x20\\x20'],
    [' a  b ', '\\x20a \\x20b\\x20'],
    ['cart service', 'cart service'],
  ])('of %j is %s', (name, expected) => {
    expect(shownName(name)).toBe(expected);
  });
});

describe('escapeJsonText', () => {
  test('keeps the value and leaves nothing that acts', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = escapeJsonText(JSON.stringify({ [text]: text }, null, 2));
        expect(JSON.parse(json)).toEqual({ [text]: text });
        expect(json.replaceAll('\n', '')).not.toMatch(ACTIVE);
      }),
    );
  });
});

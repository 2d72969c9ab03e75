import * as fc from 'fast-check';
import { whatIsWrong } from '../../lib/formats/json/diagnosis';
import {
  base64IntoWords,
  decimalIntoWords,
  hexIntoWords,
  timeIntoWords,
} from '../../lib/formats/json/integers';
import { parseJson, UnreadableJson } from '../../lib/formats/json/parse';
import {
  found,
  InvalidField,
  listOf,
  member,
  objectOrNull,
  textOrNull,
  uint32,
  uint64Words,
} from '../../lib/formats/json/values';
import { hexOfWords } from '../../lib/model/words';

const MAX = 2n ** 64n - 1n;

function viewOf(text: string): { readonly bytes: Uint8Array; readonly view: DataView } {
  const bytes = Uint8Array.from(Buffer.from(`${text}${'\0'.repeat(64)}`));
  return { bytes, view: new DataView(bytes.buffer) };
}

function valueOf(words: Uint32Array): bigint {
  return (BigInt(words[0]!) << 32n) | BigInt(words[1]!);
}

describe('parseJson', () => {
  it.each([
    ['12345678901234567', 12345678901234567n],
    ['{"a":18446744073709551615}', { a: MAX }],
    ['[-9007199254740993]', [-9007199254740993n]],
    ['[ 1544712660000000001 ]', [1544712660000000001n]],
    ['[1.544712660000000001e18]', [1544712660000000001n]],
    ['[123456789012e7]', [1234567890120000000n]],
    ['[1544712660000000001.0]', [1544712660000000001n]],
    ['[15447126600000000010e-1]', [1544712660000000001n]],
    ['[15447126600000000015e-1]', [1544712660000000000]],
    ['[0.00000000000000001]', [0.00000000000000001]],
    ['[1234567890123456.5]', [1234567890123456.5]],
    ['[1e30,123456789e400]', [1e30, Number.POSITIVE_INFINITY]],
    ['[123456789012345678901234567890]', [1.2345678901234568e29]],
    ['[9007199254740991]', [9007199254740991]],
    ['["12345678901234567",1]', ['12345678901234567', 1]],
    ['[1e19]', [1e19]],
  ])('%s', (text, expected) => {
    expect(parseJson(text)).toEqual(expected);
  });

  it('is JSON.parse for all else', () => {
    const double = (_: string, value: unknown): unknown =>
      typeof value === 'bigint' ? Number(value) : value;
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.stringify(parseJson(text), double)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
    expect(() => parseJson('{')).toThrow(SyntaxError);
    expect(() => parseJson('[12345678901234567')).toThrow(SyntaxError);
  });

  it('reads any depth, but for 64-bit numbers in it', () => {
    const nested = (value: string): string => `${'['.repeat(100_000)}${value}${']'.repeat(100_000)}`;
    expect(Array.isArray(parseJson(nested('1')))).toBe(true);
    expect(() => parseJson(nested('12345678901234567'))).toThrow(UnreadableJson);
  });
});

describe('words of decimal numbers', () => {
  const words = new Uint32Array(3);

  it('are exact for every number below 2^64', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX }), fc.nat({ max: 3 }), (value, zeros) => {
        const text = ('0'.repeat(zeros) + String(value)).slice(-20);
        const { bytes } = viewOf(text);
        expect(decimalIntoWords(bytes, 0, text.length, words, 0)).toBe(true);
        expect(valueOf(words)).toBe(BigInt(text));
      }),
      {
        numRuns: 2000,
        examples: [
          [0n, 0],
          [MAX, 0],
          [2n ** 32n, 0],
          [2n ** 32n - 1n, 2],
          [10n ** 18n, 1],
        ],
      },
    );
  });

  it.each([
    '',
    'x',
    '18446744073709551616',
    '99999999999999999999',
    '100000000000000000000',
    '1234a',
    '-1',
    '1.5',
    ' 1',
  ])('%j is none', (text) => {
    expect(decimalIntoWords(viewOf(text).bytes, 0, text.length, words, 0)).toBe(false);
  });

  it('are exact for every time of 19 digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 19n - 1n }), (value) => {
        const { view } = viewOf(String(value).padStart(19, '0'));
        expect(timeIntoWords(view, 0, words, 1)).toBe(true);
        expect(valueOf(words.subarray(1))).toBe(value);
      }),
      {
        numRuns: 2000,
        examples: [[2n ** 32n], [2n ** 32n - 1n], [2n ** 63n], [10n ** 19n - 1n], [429496729599999999n]],
      },
    );
  });

  it('of 19 characters need 19 digits', () => {
    for (let at = 0; at < 19; at++) {
      for (const wrong of ['/', ':', 'a', ' ', '.']) {
        const text = `1782036644636668325`.slice(0, at) + wrong + '1782036644636668325'.slice(at + 1);
        expect(timeIntoWords(viewOf(text).view, 0, words, 0)).toBe(false);
      }
    }
  });

  it.each([2, 4])('of base64 are those of its bytes, %d words', (count) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: count * 4, maxLength: count * 4 }), fc.boolean(), (raw, url) => {
        const encoded = Buffer.from(raw).toString(url ? 'base64url' : 'base64');
        const read = new Uint32Array(count + 1);
        expect(base64IntoWords(Buffer.from(encoded), 0, count, read, 1)).toBe(true);
        expect(hexOfWords(read, 1, count)).toBe(Buffer.from(raw).toString('hex'));
      }),
    );
    expect(base64IntoWords(Buffer.from('A'.repeat(10).padEnd(22, '!')), 0, count, words, 0)).toBe(false);
  });

  it('of hex digits need hex digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX }), fc.boolean(), (value, upper) => {
        const hex = value.toString(16).padStart(16, '0');
        expect(hexIntoWords(viewOf(upper ? hex.toUpperCase() : hex).view, 0, 2, words, 0)).toBe(true);
        expect(valueOf(words)).toBe(value);
      }),
    );
    for (let at = 0; at < 16; at++) {
      const text = 'g'.padStart(at + 1, '0').padEnd(16, '0');
      expect(hexIntoWords(viewOf(text).view, 0, 2, words, 0)).toBe(false);
    }
  });
});

describe('values', () => {
  it.each([
    ['abc', '"abc"'],
    ['x'.repeat(41), `"${'x'.repeat(40)}..."`],
    ['\u001b[31m', '"\\u001b[31m"'],
    [[1], 'an array'],
    [{}, 'an object'],
    [null, 'null'],
    [1.5, '1.5'],
    [12345678901234567n, '12345678901234567'],
    [true, 'true'],
  ])('%j is named %s', (value, expected) => {
    expect(found(value)).toBe(expected);
  });

  it.each<[unknown, bigint]>([
    [null, 0n],
    [0, 0n],
    [-0, 0n],
    ['0', 0n],
    ['00000000000000000000000000007', 7n],
    [String(MAX), MAX],
    [MAX, MAX],
    [1e19, 10n ** 19n],
    [4294967296, 4294967296n],
  ])('%p is a 64-bit number', (value, expected) => {
    expect(valueOf(Uint32Array.from(uint64Words('f', value)))).toBe(expected);
  });

  it.each([
    [-1],
    [1.5],
    [1e30],
    [MAX + 1n],
    [String(MAX + 1n)],
    [''],
    [' 1'],
    ['+1'],
    ['1.0'],
    ['0x1'],
    ['1'.repeat(1001)],
    [true],
    [[]],
    [{}],
  ])('%p is no 64-bit number', (value) => {
    expect(() => uint64Words('startTimeUnixNano', value)).toThrow(InvalidField);
  });

  it('say what they should have been', () => {
    const message = (read: () => unknown): string => {
      try {
        read();
      } catch (error) {
        if (error instanceof InvalidField) return error.message;
      }
      return '';
    };
    expect(message(() => uint64Words('startTimeUnixNano', 'abc'))).toBe(
      'startTimeUnixNano: expected a 64-bit unsigned integer, found "abc"',
    );
    expect(message(() => uint32('flags', 2 ** 32))).toBe(
      'flags: expected a 32-bit unsigned integer, found 4294967296',
    );
    expect(message(() => uint32('flags', -1))).toBe('flags: expected a 32-bit unsigned integer, found -1');
    expect(message(() => textOrNull('name', 5))).toBe('name: expected a string, found 5');
    expect(message(() => listOf('spans', 5))).toBe('spans: expected an array, found 5');
    expect(message(() => objectOrNull('resource', 'x'))).toBe('resource: expected an object, found "x"');
    expect(uint32('flags', null)).toBe(0);
    expect(uint32('flags', '257')).toBe(257);
    expect(listOf('spans', null)).toEqual([]);
    expect(textOrNull('name', null)).toBeNull();
  });

  it('are found under any of their names, null being none', () => {
    expect(member({ a: null, b: 1 }, ['a', 'b'])).toBe(1);
    expect(member({ b: 1, a: 2 }, ['a', 'b'])).toBe(2);
    expect(member({}, ['toString'])).toBeNull();
  });
});

it.each([
  ['x', 'neither { nor [ stands where a document should begin'],
  ['{"a":', 'ends in the middle of a document'],
  ['{"a":]', 'a bracket closes another kind'],
  ['{"a":tru}', 'a token that JSON does not have'],
  ['{} {}', 'something follows the document'],
])('of %j is told what is wrong', (text, expected) => {
  expect(whatIsWrong(Buffer.from(text), 0, text.length)).toBe(expected);
});

import { Byte } from './bytes';

const WORD = 4_294_967_296;
const DIGITS_9 = 1e9;
/** In PAIRS: not two digits. */
const NO_DIGITS = 0x8000;

/** Values of two characters, as a little-endian 16-bit number, of decimal digits. */
const DECIMAL_PAIRS = pairs('0123456789', 10);
/** Values of two characters, as a little-endian 16-bit number, of hex digits. */
const HEX_PAIRS = pairs('0123456789abcdefABCDEF', 16);

/** @param digits in all spellings */
function pairs(digits: string, base: number): Uint16Array {
  const values = new Uint16Array(65_536).fill(NO_DIGITS);
  const known = Array.from(digits, (digit) => ({ code: digit.charCodeAt(0), value: parseInt(digit, base) }));
  for (const high of known) {
    for (const low of known) values[high.code | (low.code << 8)] = high.value * base + low.value;
  }
  return values;
}

/**
 * Reads `count` * 8 hex digits, of either case, into words.
 * @returns false, the words perhaps written, where a character is no hex digit
 */
export function hexIntoWords(
  view: DataView,
  start: number,
  count: number,
  words: Uint32Array,
  first: number,
): boolean {
  let marks = 0;
  for (let word = 0; word < count; word++) {
    const upper = view.getInt32(start + word * 8, true);
    const lower = view.getInt32(start + word * 8 + 4, true);
    const a = HEX_PAIRS[upper & 0xffff]!;
    const b = HEX_PAIRS[upper >>> 16]!;
    const c = HEX_PAIRS[lower & 0xffff]!;
    const d = HEX_PAIRS[lower >>> 16]!;
    marks |= a | b | c | d;
    words[first + word] = (a << 24) | (b << 16) | (c << 8) | d;
  }
  return (marks & NO_DIGITS) === 0;
}

/** Characters of base64 by their value, and those of its variant for URLs. */
const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const BASE64_VALUE = new Uint8Array(256).fill(0xff);
for (const [value, character] of BASE64.entries()) BASE64_VALUE[character] = value;
BASE64_VALUE[0x2d] = 62;
BASE64_VALUE[0x5f] = 63;

/**
 * Reads `count` * 4 bytes in base64, without the padding, into words.
 * @returns false, the words perhaps written, where a character is not of base64
 */
export function base64IntoWords(
  buffer: Uint8Array,
  start: number,
  count: number,
  words: Uint32Array,
  first: number,
): boolean {
  const end = start + Math.ceil((count * 32) / 6);
  let at = start;
  let marks = 0;
  let left = 0;
  let bits = 0;
  for (let word = first; word < first + count; word++) {
    // What the last character of the word before left over, then six bits at a time up to 32.
    let value = left;
    while (bits < 32 && at < end) {
      const digit = BASE64_VALUE[buffer[at++]!]!;
      marks |= digit;
      const room = 32 - bits;
      if (room >= 6) value = (value << 6) | digit;
      else {
        value = (value << room) | (digit >>> (6 - room));
        left = digit & ((1 << (6 - room)) - 1);
      }
      bits += 6;
    }
    words[word] = value;
    bits -= 32;
  }
  return marks < 64;
}

/** Eight decimal digits; negative where they are not. */
function eightDigits(view: DataView, start: number): number {
  const upper = view.getInt32(start, true);
  const lower = view.getInt32(start + 4, true);
  const a = DECIMAL_PAIRS[upper & 0xffff]!;
  const b = DECIMAL_PAIRS[upper >>> 16]!;
  const c = DECIMAL_PAIRS[lower & 0xffff]!;
  const d = DECIMAL_PAIRS[lower >>> 16]!;
  return ((a | b | c | d) & NO_DIGITS) === 0 ? ((a * 100 + b) * 100 + c) * 100 + d : -1;
}

/** How many digits every time in nanoseconds from 2001 to 2286 has. */
export const TIME_DIGITS = 19;

/**
 * Reads TIME_DIGITS decimal digits into two words.
 * @returns false, the words untouched, where a character is no digit
 */
export function timeIntoWords(view: DataView, start: number, words: Uint32Array, first: number): boolean {
  const head = eightDigits(view, start);
  const pair = DECIMAL_PAIRS[view.getUint16(start + 8, true)]!;
  const digit = view.getUint8(start + 10) - Byte.ZERO;
  const tail = eightDigits(view, start + 11);
  if (head < 0 || pair === NO_DIGITS || digit < 0 || digit > 9 || tail < 0) return false;
  const lower = digit * 100_000_000 + tail;
  // The low word exactly, modulo 2^32; the high one from the rounded whole, whose error is far below 2^32.
  const low = (Math.imul(Math.imul(head, 100) + pair, DIGITS_9) + lower) >>> 0;
  words[first + 1] = low;
  words[first] = ((head * 100 + pair) * DIGITS_9 + lower - low) / WORD + 0.5;
  return true;
}

/**
 * Reads a decimal number of `length` digits into two words, without bigint or string.
 * @returns false, the words perhaps written, where a character is no digit or the number is 2^64 or more
 */
export function decimalIntoWords(
  buffer: Uint8Array,
  start: number,
  length: number,
  words: Uint32Array,
  first: number,
): boolean {
  if (length < 1 || length > 20) return false;
  let upper = 0;
  let lower = 0;
  for (let rest = length; rest > 0; rest--) {
    const digit = buffer[start + length - rest]! - Byte.ZERO;
    if (digit < 0 || digit > 9) return false;
    if (rest > 9) upper = upper * 10 + digit;
    else lower = lower * 10 + digit;
  }
  return joinWords(upper, lower, words, first);
}

/** upper * 10^9 + lower, where upper < 10^11 and lower < 10^9: every product below stays under 2^53. */
function joinWords(upper: number, lower: number, words: Uint32Array, first: number): boolean {
  const head = Math.floor(upper / 65_536);
  const tail = upper - head * 65_536;
  const high = head * DIGITS_9;
  const highHead = Math.floor(high / 65_536);
  const sum = (high - highHead * 65_536) * 65_536 + tail * DIGITS_9 + lower;
  const carry = Math.floor(sum / WORD);
  if (highHead + carry >= WORD) return false;
  words[first] = highHead + carry;
  words[first + 1] = sum - carry * WORD;
  return true;
}

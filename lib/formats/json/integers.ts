import { Byte } from './bytes';

const WORD = 4_294_967_296;
const DIGITS_9 = 1e9;
/** In PAIRS: not two digits. */
const NO_DIGITS = 0x8000;

/** Values of two characters, as a little-endian 16-bit number, of decimal digits. */
const DECIMAL_PAIRS = pairs('0123456789', 10);
/** Values of two characters, as a little-endian 16-bit number, of hex digits. */
const HEX_PAIRS = pairs('0123456789abcdef', 16);

function pairs(digits: string, base: number): Uint16Array {
  const values = new Uint16Array(65_536).fill(NO_DIGITS);
  for (let high = 0; high < base; high++) {
    for (let low = 0; low < base; low++) {
      for (const first of spellings(digits[high]!)) {
        for (const second of spellings(digits[low]!)) values[first | (second << 8)] = high * base + low;
      }
    }
  }
  return values;
}

function spellings(digit: string): number[] {
  return [digit.charCodeAt(0), digit.toUpperCase().charCodeAt(0)];
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
  let at = start;
  for (let word = first; word < first + count; word++, at += 8) {
    const a = HEX_PAIRS[view.getUint16(at, true)]!;
    const b = HEX_PAIRS[view.getUint16(at + 2, true)]!;
    const c = HEX_PAIRS[view.getUint16(at + 4, true)]!;
    const d = HEX_PAIRS[view.getUint16(at + 6, true)]!;
    marks |= a | b | c | d;
    words[word] = (a << 24) | (b << 16) | (c << 8) | d;
  }
  return (marks & NO_DIGITS) === 0;
}

/** Nine decimal digits; negative where they are not. */
function nineDigits(view: DataView, start: number): number {
  const a = DECIMAL_PAIRS[view.getUint16(start, true)]!;
  const b = DECIMAL_PAIRS[view.getUint16(start + 2, true)]!;
  const c = DECIMAL_PAIRS[view.getUint16(start + 4, true)]!;
  const d = DECIMAL_PAIRS[view.getUint16(start + 6, true)]!;
  const last = view.getUint8(start + 8) - Byte.ZERO;
  if (((a | b | c | d) & NO_DIGITS) !== 0 || last < 0 || last > 9) return -1;
  return (((a * 100 + b) * 100 + c) * 100 + d) * 10 + last;
}

/**
 * Reads a decimal number of `length` digits into two words, without bigint or string.
 * @returns false, the words perhaps written, where a character is no digit or the number is 2^64 or more
 */
export function decimalIntoWords(
  buffer: Uint8Array,
  view: DataView,
  start: number,
  length: number,
  words: Uint32Array,
  first: number,
): boolean {
  if (length < 1 || length > 20) return false;
  let at = start;
  let upper = 0;
  let lower = 0;
  let rest = length;
  // The digits before the last 18, then twice nine: upper * 10^9 + lower.
  const head = Math.max(0, length - 18);
  if (head > 0) {
    for (; at < start + head; at++) {
      const digit = buffer[at]! - Byte.ZERO;
      if (digit < 0 || digit > 9) return false;
      upper = upper * 10 + digit;
    }
    const middle = nineDigits(view, at);
    lower = nineDigits(view, at + 9);
    if (middle < 0 || lower < 0) return false;
    upper = upper * DIGITS_9 + middle;
    rest = 0;
  }
  for (; rest > 0; rest--, at++) {
    const digit = buffer[at]! - Byte.ZERO;
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

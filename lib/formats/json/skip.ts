import { Byte, isSpace } from './bytes';
import type { Source } from './source';

/**
 * A strict reader of JSON's grammar that keeps nothing: it accepts what JSON.parse accepts of the decoded text, and
 * nothing else. All functions return the position after what they passed over, or FAIL.
 *
 * They look for the end only where white space stands: the byte behind the document must be one that no string,
 * number or literal goes on with (a line break, 0, or the bracket or comma that follows a framed document).
 */

/** Not JSON. */
export const FAIL = -1;

/** The same byte four times. */
const EACH_1 = 0x01010101;
const EACH_SPACE = 0x20202020;
const EACH_QUOTE = 0x22222222;
const EACH_BACKSLASH = 0x5c5c5c5c;
const EACH_HIGH = 0x80808080 | 0;
const ASCII_END = 0x80;

/** 1 for what may follow a backslash, 2 for `u`. */
const ESCAPES = new Uint8Array(256);
for (const character of '"\\/bfnrt') ESCAPES[character.charCodeAt(0)] = 1;
ESCAPES[0x75] = 2;

const HEX = new Uint8Array(256);
for (const character of '0123456789abcdefABCDEF') HEX[character.charCodeAt(0)] = 1;

const LITERALS = ['true', 'false', 'null'].map((text) => Uint8Array.from(Buffer.from(text)));

/** Kinds of the containers around those of the last 32 levels, one bit each: 1 for an array. */
let outer = new Int32Array(64);

/** Passes over white space. */
export function skipSpace(source: Source, start: number): number {
  const { buffer, end } = source;
  let index = start;
  while (index < end && isSpace(buffer[index]!)) index++;
  return index;
}

/**
 * Where the plain part of a string ends: at its quote, a backslash, a control character (an error), or a byte that is
 * not ASCII. Four bytes at a time: subtracting sets the high bit of a byte that was 0 after the XOR, or below a space.
 */
export function plainEnd(view: DataView, start: number): number {
  for (let index = start; ; index += 4) {
    const word = view.getInt32(index, true);
    const ends =
      (((word ^ EACH_QUOTE) - EACH_1) | ((word ^ EACH_BACKSLASH) - EACH_1) | (word - EACH_SPACE) | word) &
      EACH_HIGH;
    // A borrow may mark bytes behind the first one that is marked, never one before it.
    if (ends !== 0) return index + ((31 - Math.clz32(ends & -ends)) >>> 3);
  }
}

/** Passes over a string; `start` is behind its opening quote. */
export function skipString(source: Source, start: number): number {
  const { buffer, view } = source;
  let index = start;
  for (;;) {
    index = plainEnd(view, index);
    let byte = buffer[index]!;
    if (byte === Byte.QUOTE) return index + 1;
    if (byte === Byte.BACKSLASH) {
      const escape = ESCAPES[buffer[index + 1]!];
      if (escape === 1) index += 2;
      else if (escape === 2 && isHex(buffer, index + 2)) index += 6;
      else return FAIL;
    } else if (byte >= ASCII_END) {
      while (byte >= ASCII_END) byte = buffer[++index]!;
    } else return FAIL;
  }
}

function isHex(buffer: Uint8Array, start: number): boolean {
  return (
    (HEX[buffer[start]!]! &
      HEX[buffer[start + 1]!]! &
      HEX[buffer[start + 2]!]! &
      HEX[buffer[start + 3]!]!) ===
    1
  );
}

/** Passes over a number. */
export function skipNumber(buffer: Uint8Array, start: number): number {
  let index = start;
  if (buffer[index] === Byte.MINUS) index++;
  if (buffer[index] === Byte.ZERO) index++;
  else {
    index = skipDigits(buffer, index);
    if (index === FAIL) return FAIL;
  }
  if (buffer[index] === Byte.POINT) {
    index = skipDigits(buffer, index + 1);
    if (index === FAIL) return FAIL;
  }
  // 'e' or 'E'.
  if ((buffer[index]! | 0x20) !== 0x65) return index;
  index++;
  if (buffer[index] === Byte.PLUS || buffer[index] === Byte.MINUS) index++;
  return skipDigits(buffer, index);
}

function skipDigits(buffer: Uint8Array, start: number): number {
  let index = start;
  while (buffer[index]! >= Byte.ZERO && buffer[index]! <= Byte.NINE) index++;
  return index === start ? FAIL : index;
}

/** Passes over `true`, `false` or `null`. */
export function skipLiteral(buffer: Uint8Array, start: number): number {
  for (const literal of LITERALS) {
    if (literal[0] !== buffer[start]) continue;
    for (let index = 1; index < literal.length; index++) {
      if (literal[index] !== buffer[start + index]) return FAIL;
    }
    return start + literal.length;
  }
  return FAIL;
}

/** Passes over any value, however deeply nested; `start` is its first byte, or white space before it. */
export function skipValue(source: Source, start: number): number {
  const { buffer } = source;
  let index = start;
  let depth = 0;
  let kinds = 0;
  for (;;) {
    let byte = buffer[index]!;
    if (byte <= Byte.SPACE) {
      index = skipSpace(source, index);
      byte = buffer[index]!;
    }
    let opened = 0;
    if (byte === Byte.QUOTE) index = skipString(source, index + 1);
    else if (byte === Byte.OPEN_BRACE) opened = Byte.CLOSE_BRACE;
    else if (byte === Byte.OPEN_BRACKET) opened = Byte.CLOSE_BRACKET;
    else if (byte === Byte.MINUS || (byte >= Byte.ZERO && byte <= Byte.NINE))
      index = skipNumber(buffer, index);
    else index = skipLiteral(buffer, index);
    if (index === FAIL) return FAIL;

    if (opened !== 0) {
      index++;
      if (buffer[index]! <= Byte.SPACE) index = skipSpace(source, index);
      if (buffer[index] === opened) index++;
      else {
        if ((depth & 31) === 0) keepOuter(depth >> 5, kinds);
        depth++;
        kinds = (kinds << 1) | (opened === Byte.CLOSE_BRACKET ? 1 : 0);
        if (opened === Byte.CLOSE_BRACE) {
          index = skipKey(source, index);
          if (index === FAIL) return FAIL;
        }
        continue;
      }
    }

    // A value is complete: close what ends here, and find the next one.
    for (;;) {
      if (depth === 0) return index;
      byte = buffer[index]!;
      if (byte <= Byte.SPACE) {
        index = skipSpace(source, index);
        byte = buffer[index]!;
      }
      index++;
      if (byte === Byte.COMMA) {
        if ((kinds & 1) === 0) {
          index = skipKey(source, index);
          if (index === FAIL) return FAIL;
        }
        break;
      }
      if (byte !== ((kinds & 1) === 0 ? Byte.CLOSE_BRACE : Byte.CLOSE_BRACKET)) return FAIL;
      depth--;
      kinds >>>= 1;
      if ((depth & 31) === 0) kinds = outer[depth >> 5]!;
    }
  }
}

/** Passes over a member's key and its colon. */
function skipKey(source: Source, start: number): number {
  const { buffer } = source;
  let index = start;
  if (buffer[index]! <= Byte.SPACE) index = skipSpace(source, index);
  if (buffer[index] !== Byte.QUOTE) return FAIL;
  index = skipString(source, index + 1);
  if (index === FAIL) return FAIL;
  if (buffer[index] !== Byte.COLON) {
    index = skipSpace(source, index);
    if (buffer[index] !== Byte.COLON) return FAIL;
  }
  return index + 1;
}

function keepOuter(level: number, kinds: number): void {
  if (level === outer.length) {
    const larger = new Int32Array(level * 2);
    larger.set(outer);
    outer = larger;
  }
  outer[level] = kinds;
}

import { Byte, isSpace } from './bytes';

/**
 * A strict reader of JSON's grammar that keeps nothing: it accepts what JSON.parse accepts of the decoded text, and
 * nothing else. All functions return the position after what they passed over, or FAIL.
 *
 * They look for the end only where white space stands: the byte behind the document must be one that no string,
 * number or literal goes on with (a line break, 0, or the bracket or comma that follows a framed document).
 */

/** Not JSON. */
export const FAIL = -1;

/** 1 for bytes that end or interrupt the plain part of a string: quote, backslash, control characters. */
const ENDS_PLAIN = new Uint8Array(256).fill(1, 0, Byte.SPACE);
ENDS_PLAIN[Byte.QUOTE] = 1;
ENDS_PLAIN[Byte.BACKSLASH] = 1;

/** 1 for what may follow a backslash, 2 for `u`. */
const ESCAPES = new Uint8Array(256);
for (const character of '"\\/bfnrt') ESCAPES[character.charCodeAt(0)] = 1;
ESCAPES[0x75] = 2;

const HEX = new Uint8Array(256);
for (const character of '0123456789abcdefABCDEF') HEX[character.charCodeAt(0)] = 1;

const LITERALS = ['true', 'false', 'null'].map((text) => Uint8Array.from(Buffer.from(text)));

/** Kinds of the containers around those of the last 32 levels, one bit each: 1 for an array. */
let outer = new Int32Array(64);

/** Passes over white space, up to `end`. */
export function skipSpace(buffer: Uint8Array, start: number, end: number): number {
  let index = start;
  while (index < end && isSpace(buffer[index]!)) index++;
  return index;
}

/** Where the plain part of a string ends: at its quote, at a backslash, or at a control character, which is an error. */
export function plainEnd(buffer: Uint8Array, start: number): number {
  let index = start;
  while (ENDS_PLAIN[buffer[index]!] === 0) index++;
  return index;
}

/** Passes over a string; `start` is behind its opening quote. */
export function skipString(buffer: Uint8Array, start: number): number {
  let index = start;
  for (;;) {
    while (ENDS_PLAIN[buffer[index]!] === 0) index++;
    const byte = buffer[index];
    if (byte === Byte.QUOTE) return index + 1;
    if (byte !== Byte.BACKSLASH) return FAIL;
    const escape = ESCAPES[buffer[index + 1]!];
    if (escape === 1) index += 2;
    else if (escape === 2 && isHex(buffer, index + 2)) index += 6;
    else return FAIL;
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
export function skipValue(buffer: Uint8Array, start: number, end: number): number {
  let index = start;
  let depth = 0;
  let kinds = 0;
  for (;;) {
    let byte = buffer[index]!;
    if (byte <= Byte.SPACE) {
      index = skipSpace(buffer, index, end);
      byte = buffer[index]!;
    }
    let opened = 0;
    if (byte === Byte.QUOTE) index = skipString(buffer, index + 1);
    else if (byte === Byte.OPEN_BRACE) opened = Byte.CLOSE_BRACE;
    else if (byte === Byte.OPEN_BRACKET) opened = Byte.CLOSE_BRACKET;
    else if (byte === Byte.MINUS || (byte >= Byte.ZERO && byte <= Byte.NINE))
      index = skipNumber(buffer, index);
    else index = skipLiteral(buffer, index);
    if (index === FAIL) return FAIL;

    if (opened !== 0) {
      index++;
      if (buffer[index]! <= Byte.SPACE) index = skipSpace(buffer, index, end);
      if (buffer[index] === opened) index++;
      else {
        if ((depth & 31) === 0) keepOuter(depth >> 5, kinds);
        depth++;
        kinds = (kinds << 1) | (opened === Byte.CLOSE_BRACKET ? 1 : 0);
        if (opened === Byte.CLOSE_BRACE) {
          index = skipKey(buffer, index, end);
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
        index = skipSpace(buffer, index, end);
        byte = buffer[index]!;
      }
      index++;
      if (byte === Byte.COMMA) {
        if ((kinds & 1) === 0) {
          index = skipKey(buffer, index, end);
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
function skipKey(buffer: Uint8Array, start: number, end: number): number {
  let index = start;
  if (buffer[index]! <= Byte.SPACE) index = skipSpace(buffer, index, end);
  if (buffer[index] !== Byte.QUOTE) return FAIL;
  index = skipString(buffer, index + 1);
  if (index === FAIL) return FAIL;
  if (buffer[index] !== Byte.COLON) {
    index = skipSpace(buffer, index, end);
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

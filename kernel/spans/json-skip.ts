import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isDigit,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  ZERO,
} from './json-bytes';
import { skipString } from './json-text';
import { UNUSUAL } from './rows';

const TRUE: u32 = 0x65757274;
const NULL: u32 = 0x6c6c756e;
/** `alse`. */
const FALSE_1: u32 = 0x65736c61;
/** Containers within each other: one bit each. */
const MOST_DEPTH: u32 = 64;

/** Passes over any value that is written without white space and not nested too deeply. */
export function skipValue(start: usize): usize {
  let at = start;
  let depth: u32 = 0;
  // One bit a level: 1 for an array.
  let arrays: u64 = 0;
  while (true) {
    const byte = <u32>load<u8>(at);
    if (byte == OPEN_BRACE || byte == OPEN_BRACKET) {
      const isArray = byte == OPEN_BRACKET;
      at++;
      if (<u32>load<u8>(at) == (isArray ? CLOSE_BRACKET : CLOSE_BRACE)) at++;
      else {
        if (++depth > MOST_DEPTH) return UNUSUAL;
        arrays = arrays << 1 | <u64>isArray;
        if (!isArray) at = skipKey(at);
        if (at == UNUSUAL) return UNUSUAL;
        continue;
      }
    } else {
      at = skipScalar(at, byte);
      if (at == UNUSUAL) return UNUSUAL;
    }
    // A value is complete: close what ends here, and find the next one.
    while (true) {
      if (depth == 0) return at;
      const next = <u32>load<u8>(at++);
      const inArray = (arrays & 1) != 0;
      if (next == COMMA) {
        if (!inArray) at = skipKey(at);
        if (at == UNUSUAL) return UNUSUAL;
        break;
      }
      if (next != (inArray ? CLOSE_BRACKET : CLOSE_BRACE)) return UNUSUAL;
      depth--;
      arrays >>= 1;
    }
  }
}

/** Passes over a member's key and its colon. */
function skipKey(start: usize): usize {
  if (<u32>load<u8>(start) != QUOTE) return UNUSUAL;
  const at = skipString(start + 1);
  return at != UNUSUAL && <u32>load<u8>(at) == COLON ? at + 1 : UNUSUAL;
}

function skipScalar(at: usize, first: u32): usize {
  if (first == QUOTE) return skipString(at + 1);
  if (first == MINUS || isDigit(first)) return skipNumber(at);
  if (load<u32>(at) == TRUE || load<u32>(at) == NULL) return at + 4;
  return first == 0x66 && load<u32>(at, 1) == FALSE_1 ? at + 5 : UNUSUAL;
}

/** Passes over a number. */
export function skipNumber(start: usize): usize {
  let at = start;
  if (<u32>load<u8>(at) == MINUS) at++;
  at = <u32>load<u8>(at) == ZERO ? at + 1 : skipDigits(at);
  if (at == UNUSUAL) return UNUSUAL;
  if (<u32>load<u8>(at) == POINT) {
    at = skipDigits(at + 1);
    if (at == UNUSUAL) return UNUSUAL;
  }
  // 'e' or 'E'.
  if ((<u32>load<u8>(at) | 0x20) != 0x65) return at;
  at++;
  const sign = <u32>load<u8>(at);
  if (sign == PLUS || sign == MINUS) at++;
  return skipDigits(at);
}

function skipDigits(start: usize): usize {
  let at = start;
  while (isDigit(load<u8>(at))) at++;
  return at == start ? UNUSUAL : at;
}

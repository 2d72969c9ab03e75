import { BACKSLASH, QUOTE } from './json-bytes';
import { UNUSUAL } from './rows';

/**
 * Where the plain part of a string ends: at its quote, a backslash, a control character or a byte that is not ASCII.
 * Sixteen bytes at a time; a byte that is not ASCII is negative, and so below a space like control characters.
 */
@inline
export function plainEnd(start: usize): usize {
  let at = start;
  let stops = stopsOf(at);
  while (stops == 0) {
    at += 16;
    stops = stopsOf(at);
  }
  return at + ctz(stops);
}

/** Which of sixteen bytes end a string's plain part, one bit each. */
@inline
function stopsOf(at: usize): i32 {
  const bytes = v128.load(at);
  const quoteOrEscape = v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c)));
  return i8x16.bitmask(v128.or(quoteOrEscape, i8x16.lt_s(bytes, i8x16.splat(0x20))));
}

/** Passes over a string; `start` is behind its opening quote. */
export function skipString(start: usize): usize {
  let at = start;
  while (true) {
    at = plainEnd(at);
    let byte = <u32>load<u8>(at);
    if (byte == QUOTE) return at + 1;
    if (byte == BACKSLASH) {
      const length = escapeLength(at);
      if (length == 0) return UNUSUAL;
      at += length;
    } else if (byte >= 0x80) {
      while (byte >= 0x80) byte = load<u8>(++at);
    } else return UNUSUAL;
  }
}

/** How many bytes the escape at `at` has; 0 where it is none. */
function escapeLength(at: usize): usize {
  switch (<u32>load<u8>(at, 1)) {
    case 0x22: case 0x5c: case 0x2f: case 0x62: case 0x66: case 0x6e: case 0x72: case 0x74:
      return 2;
    case 0x75:
      return isHex(at + 2) && isHex(at + 3) && isHex(at + 4) && isHex(at + 5) ? 6 : 0;
    default:
      return 0;
  }
}

function isHex(at: usize): bool {
  const byte = <u32>load<u8>(at);
  return byte - 0x30 < 10 || (byte | 0x20) - 0x61 < 6;
}

const ZEROS: u64 = 0x3030303030303030;
const LOW_NIBBLES: u64 = 0x0f0f0f0f0f0f0f0f;

/** Whether eight bytes are decimal digits: each is 0x30 to 0x3f, and still is with 6 added. */
@inline
function areDigits(bytes: u64): bool {
  return ((bytes & 0xf0f0f0f0f0f0f0f0) ^ ZEROS | ((bytes + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) ^ ZEROS) == 0;
}

/** The number that eight digits make: neighbours are joined to pairs, these to fours, these to eight. */
@inline
function eightDigits(bytes: u64): u64 {
  const pairs = (bytes & LOW_NIBBLES) * 2561 >> 8;
  const fours = (pairs & 0x00ff00ff00ff00ff) * 6553601 >> 16;
  return (fours & 0x0000ffff0000ffff) * 42949672960001 >> 32;
}

/** How many digits every time in nanoseconds from 2001 to 2286 has. */
export const TIME_DIGITS: usize = 19;

/** Reads TIME_DIGITS digits into two words, the high one first. @returns false where a character is no digit */
@inline
export function timeIntoWords(from: usize, words: usize): bool {
  const head = load<u64>(from);
  const middle = load<u64>(from, 8);
  // Overlaps the middle: together they are the eleven digits behind the head.
  const tail = load<u64>(from, 11);
  const three = (middle & 0xf) * 100 + (middle >> 8 & 0xf) * 10 + (middle >> 16 & 0xf);
  const nanos = eightDigits(head) * 100000000000 + three * 100000000 + eightDigits(tail);
  store<u64>(words, rotl(nanos, 32));
  return areDigits(head) && areDigits(middle) && areDigits(tail);
}

/**
 * Reads sixteen hex digits, of either case, into two words, the high one first.
 * @returns false, the words written, where a character is no hex digit
 */
@inline
export function hexIntoWords(from: usize, words: usize): bool {
  const digits = v128.load(from);
  const decimal = i8x16.sub(digits, i8x16.splat(0x30));
  const letter = i8x16.sub(v128.or(digits, i8x16.splat(0x20)), i8x16.splat(0x61));
  const isDecimal = i8x16.lt_u(decimal, i8x16.splat(10));
  const isLetter = i8x16.lt_u(letter, i8x16.splat(6));
  const values = v128.bitselect(decimal, i8x16.add(letter, i8x16.splat(10)), isDecimal);
  // Two digits stand in each half word, the first one in its lower byte.
  const bytes = v128.or(i16x8.shl(values, 4), i16x8.shr_u(values, 8));
  // The first byte of a word is its highest.
  const turned = i8x16.shuffle(bytes, bytes, 6, 4, 2, 0, 14, 12, 10, 8, 0, 0, 0, 0, 0, 0, 0, 0);
  store<u64>(words, i64x2.extract_lane(turned, 0));
  return i8x16.all_true(v128.or(isDecimal, isLetter));
}

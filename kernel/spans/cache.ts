/**
 * Texts that came lately, and the numbers that stand for them. A cache has SLOTS slots; a text has one place in it,
 * which it takes from the one before. A slot is the text's length, its number, and its bytes, padded with zeros.
 */
const SLOTS: u32 = 1024;
/** The most bytes a text may have. */
export const MOST_BYTES: u32 = 120;
const SLOT_BYTES: u32 = MOST_BYTES + 8;
/** Bytes that a cache takes. */
export const CACHE_BYTES: u32 = SLOTS * SLOT_BYTES;

/** The number of a text that is not in the cache. */
export const UNKNOWN: u32 = 0xffffffff;

/** The slot of a text of `length` bytes, 1 to MOST_BYTES; the eight bytes behind it must be readable. */
@inline
export function slotOf(cache: usize, text: usize, length: u32): usize {
  const first = load<u64>(text) & maskOf(min<u32>(length, 8));
  const hash = (first ^ rotl(lastWord(text, length), 23) ^ length) * 0x9e3779b97f4a7c15;
  return cache + <usize>((<u32>(hash >> 40) & (SLOTS - 1)) * SLOT_BYTES);
}

/** The number of the text if it is what the slot holds; else UNKNOWN. */
@inline
export function numberIn(slot: usize, text: usize, length: u32): u32 {
  if (load<u32>(slot) != length) return UNKNOWN;
  const whole = length & ~7;
  for (let at: u32 = 0; at < whole; at += 8) {
    if (load<u64>(text + at) != load<u64>(slot + at, 8)) return UNKNOWN;
  }
  const mask = maskOf(length & 7);
  return (load<u64>(text + whole) & mask) == (load<u64>(slot + whole, 8) & mask) ? load<u32>(slot, 4) : UNKNOWN;
}

/** Puts a text and its number into its slot. */
export function keep(slot: usize, text: usize, length: u32, number: u32): void {
  store<u32>(slot, length);
  store<u32>(slot, number, 4);
  memory.copy(slot + 8, text, length);
}

/** The last eight bytes of a text, or all of a shorter one. */
@inline
function lastWord(text: usize, length: u32): u64 {
  return length < 8 ? load<u64>(text) & maskOf(length) : load<u64>(text + length - 8);
}

/** The lowest `bytes` bytes of a word; 0 to 8. */
@inline
function maskOf(bytes: u32): u64 {
  return bytes == 0 ? 0 : <u64>-1 >> <u64>(64 - bytes * 8);
}

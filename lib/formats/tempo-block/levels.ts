/** So many bytes are worth being looked at four at a time. */
const MANY = 64;
/** Sums of four bytes side by side do not overflow in so many steps. */
const STEPS = 255;
const HIGH_BITS = 0x80808080;
const LOW_BITS = 0x01010101;

/** How many of `levels[from, to)`, each below 128, are `level`. */
export function countLevel(levels: Uint8Array, level: number, from: number, to: number): number {
  let count = 0;
  let at = from;
  if (to - from >= MANY) {
    while (((levels.byteOffset + at) & 3) !== 0) count += levels[at++] === level ? 1 : 0;
    const words = new Uint32Array(levels.buffer, levels.byteOffset + at, (to - at) >>> 2);
    count += countInWords(words, Math.imul(level, LOW_BITS));
    at += words.length * 4;
  }
  for (; at < to; at++) count += levels[at] === level ? 1 : 0;
  return count;
}

/** @param wanted the level in each of the four bytes */
function countInWords(words: Uint32Array, wanted: number): number {
  let count = 0;
  for (let first = 0; first < words.length; first += STEPS) {
    const last = Math.min(words.length, first + STEPS);
    let sums = 0;
    for (let index = first; index < last; index++) {
      // A byte that is equal is 0 here; adding 127 sets the high bit of all others.
      const others = ((words[index]! ^ wanted) + ~HIGH_BITS) & HIGH_BITS;
      sums = (sums + ((others ^ HIGH_BITS) >>> 7)) | 0;
    }
    count += (sums & 255) + ((sums >>> 8) & 255) + ((sums >>> 16) & 255) + (sums >>> 24);
  }
  return count;
}

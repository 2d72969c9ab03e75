/**
 * IDs and times are kept as 32-bit words, most significant first: a trace ID is four words, a span ID two,
 * a time in nanoseconds two. Typed arrays hold them without an object or a bigint for each span.
 */

const HEX_DIGITS = '0123456789abcdef';

/** Values of hex digits by character code, of either case; 0x100 marks what is no hex digit, so that OR-ing the values of several digits tells whether all were valid. */
export const HEX_VALUE: Uint16Array = buildHexValues();

function buildHexValues(): Uint16Array {
  const values = new Uint16Array(256).fill(0x100);
  for (let digit = 0; digit < 16; digit++) {
    const text = HEX_DIGITS[digit]!;
    values[text.charCodeAt(0)] = digit;
    values[text.toUpperCase().charCodeAt(0)] = digit;
  }
  return values;
}

/** Lower-case hex of `count` words of `words`, from index `first` on; 8 digits a word. */
export function hexOfWords(words: Uint32Array, first: number, count: number): string {
  let text = '';
  for (let index = first; index < first + count; index++) {
    text += words[index]!.toString(16).padStart(8, '0');
  }
  return text;
}

/**
 * Writes a hex string into `count` words of `words` from index `first` on.
 * @returns false, with the words untouched, unless `hex` is exactly 8 * `count` hex digits
 */
export function wordsOfHex(hex: string, words: Uint32Array, first: number, count: number): boolean {
  if (hex.length !== count * 8 || !/^[0-9a-fA-F]*$/.test(hex)) return false;
  for (let word = 0; word < count; word++) {
    words[first + word] = Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16);
  }
  return true;
}

/** Finaliser of MurmurHash3 (Appleby, public domain): every input bit reaches every output bit. */
export function mix32(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** One round of MurmurHash3_x86_32: takes the word `value` into the running `hash`. */
export function murmurRound(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let next = hash ^ Math.imul(k, 0x1b873593);
  next = (next << 13) | (next >>> 19);
  return (Math.imul(next, 5) + 0xe6546b64) | 0;
}

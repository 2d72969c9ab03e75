import type { ByteValues } from './byte-values';
import { EncodingError } from './error';
import { PageMemory } from './page-memory';

/** PLAIN texts: each behind its length in 4 bytes. @throws EncodingError */
export function decodePlainBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
  memory = new PageMemory(),
): ByteValues {
  if (count * 4 > end - start) throw shortOf(count);
  const starts = memory.wordsFor('starts', count);
  const ends = memory.wordsFor('ends', count);
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + 4 > end) throw shortOf(count);
    const length =
      (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
    at += 4;
    if (length > end - at) throw new EncodingError('a value reaches beyond the end of its page');
    starts[index] = at;
    at += length;
    ends[index] = at;
  }
  return { bytes, starts, ends, count };
}

/** PLAIN values of a fixed length, one behind the other. @throws EncodingError */
export function decodeFixedBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
  length: number,
): ByteValues {
  if (length <= 0 || count * length > end - start) throw shortOf(count);
  const starts = Uint32Array.from({ length: count }, (_, index) => start + index * length);
  return { bytes, starts, ends: starts.map((at) => at + length), count };
}

/** PLAIN INT64 or DOUBLE: two words each, the high one first. @throws EncodingError */
export function decodePlain64(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
  memory = new PageMemory(),
): Uint32Array {
  if (count * 8 > end - start) throw shortOf(count);
  const words = memory.wordsFor('numbers', count * 2);
  for (let index = 0, at = start; index < count; index++, at += 8) {
    words[index * 2 + 1] = wordAt(bytes, at);
    words[index * 2] = wordAt(bytes, at + 4);
  }
  return words;
}

/** PLAIN INT32, widened to 64 bits: two words each, the high one first. @throws EncodingError */
export function decodePlain32(bytes: Uint8Array, start: number, end: number, count: number): Uint32Array {
  if (count * 4 > end - start) throw shortOf(count);
  const words = new Uint32Array(count * 2);
  for (let index = 0, at = start; index < count; index++, at += 4) {
    const word = wordAt(bytes, at);
    words[index * 2 + 1] = word;
    words[index * 2] = word >> 31;
  }
  return words;
}

/** PLAIN BOOLEAN, a bit each: two words each, 0 and then 0 or 1. @throws EncodingError */
export function decodePlainBooleans(
  bytes: Uint8Array,
  start: number,
  end: number,
  count: number,
): Uint32Array {
  if (count > (end - start) * 8) throw shortOf(count);
  const words = new Uint32Array(count * 2);
  for (let index = 0; index < count; index++)
    words[index * 2 + 1] = (bytes[start + (index >>> 3)]! >>> (index & 7)) & 1;
  return words;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

function shortOf(count: number): EncodingError {
  return new EncodingError(`a page is too short for its ${count} values`);
}

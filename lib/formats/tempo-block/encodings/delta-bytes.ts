import type { ByteValues } from './byte-values';
import { decodeDeltaBinary } from './delta-binary';
import { EncodingError } from './error';
import { PageMemory } from './page-memory';

/**
 * DELTA_LENGTH_BYTE_ARRAY: all lengths as DELTA_BINARY_PACKED, then the bytes of all values.
 * @throws EncodingError
 */
export function decodeDeltaLength(
  bytes: Uint8Array,
  start: number,
  end: number,
  most: number,
  memory = new PageMemory(),
): ByteValues {
  const { words, end: first } = decodeDeltaBinary(bytes, start, end, most, memory);
  const count = words.length / 2;
  const starts = memory.wordsFor('starts', count);
  const ends = memory.wordsFor('ends', count);
  let at = first;
  for (let index = 0; index < count; index++) {
    starts[index] = at;
    at += lengthAt(words, index);
    if (at > end) throw new EncodingError('values of a page reach beyond its end');
    ends[index] = at;
  }
  return { bytes, starts, ends, count };
}

/**
 * DELTA_BYTE_ARRAY: of each value how many bytes it shares with the one before, and the rest as
 * DELTA_LENGTH_BYTE_ARRAY.
 * @param mostBytes that all values may have together: each may be as long as all before it
 * @throws EncodingError
 */
export function decodeDeltaByteArray(
  bytes: Uint8Array,
  start: number,
  end: number,
  most: number,
  mostBytes: number,
): ByteValues {
  const { words: prefixes, end: first } = decodeDeltaBinary(bytes, start, end, most);
  const suffixes = decodeDeltaLength(bytes, first, end, most);
  const { count } = suffixes;
  if (prefixes.length !== count * 2)
    throw new EncodingError('values have more prefixes than suffixes, or fewer');
  const size = sizeOf(prefixes, suffixes, mostBytes);
  const joined = new Uint8Array(size);
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let at = 0;
  for (let index = 0; index < count; index++) {
    const before = index === 0 ? 0 : starts[index - 1]!;
    const prefix = lengthAt(prefixes, index);
    if (prefix > at - before) throw new EncodingError('a value shares more bytes than the one before it has');
    starts[index] = at;
    joined.copyWithin(at, before, before + prefix);
    joined.set(bytes.subarray(suffixes.starts[index], suffixes.ends[index]), at + prefix);
    at += prefix + suffixes.ends[index]! - suffixes.starts[index]!;
    ends[index] = at;
  }
  return { bytes: joined, starts, ends, count };
}

function sizeOf(prefixes: Uint32Array, suffixes: ByteValues, most: number): number {
  let size = 0;
  for (let index = 0; index < suffixes.count; index++) {
    size += lengthAt(prefixes, index) + suffixes.ends[index]! - suffixes.starts[index]!;
    if (size > most) throw new EncodingError(`values of a page have more than ${most} bytes`);
  }
  return size;
}

function lengthAt(words: Uint32Array, index: number): number {
  if (words[index * 2] !== 0) throw new EncodingError('a value has an impossible length');
  return words[index * 2 + 1]!;
}

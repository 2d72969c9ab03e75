import type { ByteValues } from './encodings/byte-values';
import { decodeDeltaBinary } from './encodings/delta-binary';
import { decodeDeltaByteArray, decodeDeltaLength } from './encodings/delta-bytes';
import { EncodingError } from './encodings/error';
import { decodeHybrid } from './encodings/hybrid';
import type { PageMemory } from './encodings/page-memory';
import {
  decodeFixedBytes,
  decodePlain32,
  decodePlain64,
  decodePlainBooleans,
  decodePlainBytes,
} from './encodings/plain';
import { Encoding } from './page-header';
import { type Leaf, PhysicalType } from './schema';

/** Texts or IDs of one page: value i is `values` at `indices[i]`, or at i where it has no indices. */
export interface ByteColumn {
  /** Of pages with indices: the column's dictionary, the same object for all of them. */
  readonly values: ByteValues;
  readonly indices: Uint32Array | null;
}

/** The values of a page that are there, as they stand in it behind the levels. */
export interface EncodedValues {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly encoding: number;
  readonly count: number;
  /** Most bytes that the values may have, decoded. */
  readonly mostBytes: number;
  /** For what they are decoded to. */
  readonly memory: PageMemory;
}

/** How the values of one kind of column are decoded; all throw EncodingError. */
export interface ValueKind<Values, Dictionary> {
  dictionary(leaf: Leaf, page: EncodedValues): Dictionary;
  page(leaf: Leaf, page: EncodedValues, dictionary: Dictionary | null): Values;
}

/** BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY. */
export const byteKind: ValueKind<ByteColumn, ByteValues> = {
  dictionary: plainBytes,
  page(leaf, page, dictionary) {
    const { bytes, start, encoding, count } = page;
    if (isDictionary(encoding)) {
      const values = dictionaryOf(dictionary);
      return { values, indices: indicesOf(page, values.count) };
    }
    if (leaf.type !== PhysicalType.BYTE_ARRAY || encoding === Encoding.PLAIN)
      return { values: plainBytes(leaf, page), indices: null };
    const values =
      encoding === Encoding.DELTA_LENGTH_BYTE_ARRAY
        ? decodeDeltaLength(bytes, start, bytes.length, count, page.memory)
        : encoding === Encoding.DELTA_BYTE_ARRAY
          ? decodeDeltaByteArray(bytes, start, bytes.length, count, page.mostBytes)
          : unsupported(encoding);
    if (values.count !== count) throw tooFew();
    return { values, indices: null };
  },
};

/** INT64, DOUBLE, INT32 and BOOLEAN: two words each, the high one first. */
export const wordKind: ValueKind<Uint32Array, Uint32Array> = {
  dictionary: plainWords,
  page(leaf, page, dictionary) {
    const { bytes, start, encoding, count } = page;
    if (isDictionary(encoding)) return lookedUp(page, dictionaryOf(dictionary));
    if (encoding === Encoding.PLAIN) return plainWords(leaf, page);
    if (encoding === Encoding.RLE && leaf.type === PhysicalType.BOOLEAN) return runsOfBooleans(page);
    if (encoding !== Encoding.DELTA_BINARY_PACKED) return unsupported(encoding);
    const { words } = decodeDeltaBinary(bytes, start, bytes.length, count, page.memory);
    if (words.length !== count * 2) throw tooFew();
    return words;
  },
};

function plainBytes(leaf: Leaf, { bytes, start, count, memory }: EncodedValues): ByteValues {
  return leaf.type === PhysicalType.BYTE_ARRAY
    ? decodePlainBytes(bytes, start, bytes.length, count, memory)
    : decodeFixedBytes(bytes, start, bytes.length, count, leaf.typeLength);
}

function plainWords(leaf: Leaf, { bytes, start, count, memory }: EncodedValues): Uint32Array {
  if (leaf.type === PhysicalType.INT32) return decodePlain32(bytes, start, bytes.length, count);
  if (leaf.type === PhysicalType.BOOLEAN) return decodePlainBooleans(bytes, start, bytes.length, count);
  return decodePlain64(bytes, start, bytes.length, count, memory);
}

function isDictionary(encoding: number): boolean {
  return encoding === Encoding.RLE_DICTIONARY || encoding === Encoding.PLAIN_DICTIONARY;
}

function dictionaryOf<Dictionary>(dictionary: Dictionary | null): Dictionary {
  if (dictionary === null) throw new EncodingError('a page refers to a dictionary that is not there');
  return dictionary;
}

/** A byte with their width, then the indices. */
function indicesOf({ bytes, start, count, memory }: EncodedValues, size: number): Uint32Array {
  const indices = memory.wordsFor('numbers', count);
  if (count === 0) return indices;
  const width = bytes[start];
  if (width === undefined) throw tooFew();
  decodeHybrid(bytes, start + 1, bytes.length, width, indices, count);
  let largest = 0;
  for (let index = 0; index < count; index++) if (indices[index]! > largest) largest = indices[index]!;
  if (largest >= size) throw new EncodingError('a value is not in the dictionary of its column');
  return indices;
}

function lookedUp(page: EncodedValues, dictionary: Uint32Array): Uint32Array {
  const indices = indicesOf(page, dictionary.length / 2);
  const words = new Uint32Array(indices.length * 2);
  for (let index = 0; index < indices.length; index++) {
    words[index * 2] = dictionary[indices[index]! * 2]!;
    words[index * 2 + 1] = dictionary[indices[index]! * 2 + 1]!;
  }
  return words;
}

/** Booleans as runs, behind their length in 4 bytes. */
function runsOfBooleans({ bytes, start, count }: EncodedValues): Uint32Array {
  const bits = new Uint8Array(count);
  decodeHybrid(bytes, start + 4, bytes.length, 1, bits, count);
  const words = new Uint32Array(count * 2);
  for (let index = 0; index < count; index++) words[index * 2 + 1] = bits[index]!;
  return words;
}

function unsupported(encoding: number): never {
  throw new EncodingError(`the encoding ${encoding} is not supported here`);
}

function tooFew(): EncodingError {
  return new EncodingError('a page has fewer values than it announces');
}

import { gzipSync } from 'node:zlib';
import { ColumnReader, type WantedLevels } from '../../../lib/formats/tempo-block/column';
import { Codec } from '../../../lib/formats/tempo-block/encodings/codec';
import { PageMemory } from '../../../lib/formats/tempo-block/encodings/page-memory';
import type { ColumnChunk } from '../../../lib/formats/tempo-block/footer';
import { Encoding } from '../../../lib/formats/tempo-block/page-header';
import { type Leaf, PhysicalType } from '../../../lib/formats/tempo-block/schema';
import { byteKind, type EncodedValues, wordKind } from '../../../lib/formats/tempo-block/values';

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

const leafOf = (type: number, typeLength = 0): Leaf => ({
  path: 'x',
  type,
  typeLength,
  definition: 0,
  repetition: 0,
});

const pageOf = (hex: string, encoding: number, count: number): EncodedValues => ({
  bytes: bytesOf(hex),
  start: 0,
  encoding,
  count,
  mostBytes: 1000,
  memory: new PageMemory(),
});

const { BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY, INT64, INT32, BOOLEAN } = PhysicalType;
const { PLAIN, RLE, RLE_DICTIONARY, PLAIN_DICTIONARY, BIT_PACKED } = Encoding;
const { DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, DELTA_BYTE_ARRAY } = Encoding;
/** `ab`, `c`: each behind its length in 4 bytes. */
const AB_C = '02000000 6162 01000000 63';
/** Two words each: 1 and 2, as 64 bits, little-endian. */
const ONE_TWO = '0100000000000000 0200000000000000';

function textsOf(leaf: Leaf, page: EncodedValues, dictionary: string | null = null): string[] {
  const known = dictionary === null ? null : byteKind.dictionary(leaf, pageOf(dictionary, PLAIN, 2));
  const { values, indices } = byteKind.page(leaf, page, known);
  return Array.from({ length: page.count }, (_, index) => {
    const at = indices === null ? index : indices[index]!;
    return Buffer.from(values.bytes.subarray(values.starts[at], values.ends[at])).toString('latin1');
  });
}

describe('texts of a page', () => {
  test.each<[string, Leaf, EncodedValues, string | null, string[]]>([
    ['plain', leafOf(BYTE_ARRAY), pageOf(AB_C, PLAIN, 2), null, ['ab', 'c']],
    [
      'plain, of a fixed length',
      leafOf(FIXED_LEN_BYTE_ARRAY, 2),
      pageOf('6162 6364', PLAIN, 2),
      null,
      ['ab', 'cd'],
    ],
    // Width 1, then a run of 3 times 1 (3 * 2 = 06), or packed 1, 0, 1.
    [
      'a dictionary, in runs',
      leafOf(BYTE_ARRAY),
      pageOf('01 06 01', RLE_DICTIONARY, 3),
      AB_C,
      ['c', 'c', 'c'],
    ],
    [
      'a dictionary, packed',
      leafOf(BYTE_ARRAY),
      pageOf('01 03 05', PLAIN_DICTIONARY, 3),
      AB_C,
      ['c', 'ab', 'c'],
    ],
    ['a dictionary, of no value', leafOf(BYTE_ARRAY), pageOf('', RLE_DICTIONARY, 0), AB_C, []],
  ])('%s', (_, leaf, page, dictionary, expected) => {
    expect(textsOf(leaf, page, dictionary)).toEqual(expected);
  });

  test.each<[string, EncodedValues, string | null, string]>([
    [
      'a dictionary that is not there',
      pageOf('01 06 01', RLE_DICTIONARY, 3),
      null,
      'a dictionary that is not there',
    ],
    ['an index beyond it', pageOf('02 06 02', RLE_DICTIONARY, 3), AB_C, 'not in the dictionary'],
    ['no width of the indices', pageOf('', RLE_DICTIONARY, 1), AB_C, 'fewer values than it announces'],
    ['an encoding for others', pageOf('', DELTA_BINARY_PACKED, 1), null, 'the encoding 5 is not supported'],
    // Blocks of 128 in 4, no value: 0 lengths where 1 is announced.
    ['fewer lengths', pageOf('8001 04 00 00', DELTA_LENGTH_BYTE_ARRAY, 1), null, 'fewer values'],
    ['fewer prefixes', pageOf('8001 04 00 00 8001 04 00 00', DELTA_BYTE_ARRAY, 1), null, 'fewer values'],
  ])('%s is an error', (_, page, dictionary, message) => {
    expect(() => textsOf(leafOf(BYTE_ARRAY), page, dictionary)).toThrow(message);
  });
});

describe('numbers of a page', () => {
  const dictionary = wordKind.dictionary(leafOf(INT64), pageOf(ONE_TWO, PLAIN, 2));

  test.each<[string, Leaf, EncodedValues, number[]]>([
    ['plain, 64 bits', leafOf(INT64), pageOf(ONE_TWO, PLAIN, 2), [0, 1, 0, 2]],
    ['plain, 32 bits', leafOf(INT32), pageOf('07000000', PLAIN, 1), [0, 7]],
    ['plain booleans', leafOf(BOOLEAN), pageOf('05', PLAIN, 3), [0, 1, 0, 0, 0, 1]],
    // Behind the length of the runs, 2: a run of 3 times 1.
    ['booleans in runs', leafOf(BOOLEAN), pageOf('02000000 06 01', RLE, 3), [0, 1, 0, 1, 0, 1]],
    ['a dictionary', leafOf(INT64), pageOf('01 03 05', RLE_DICTIONARY, 3), [0, 2, 0, 1, 0, 2]],
  ])('%s', (_, leaf, page, expected) => {
    expect([...wordKind.page(leaf, page, dictionary)]).toEqual(expected);
  });

  test.each<[string, EncodedValues, string]>([
    ['an encoding for others', pageOf('', BIT_PACKED, 1), 'the encoding 4 is not supported'],
    ['runs that are no booleans', pageOf('02000000 06 01', RLE, 3), 'the encoding 3 is not supported'],
    ['fewer differences', pageOf('8001 04 00 00', DELTA_BINARY_PACKED, 1), 'fewer values'],
  ])('%s is an error', (_, page, message) => {
    expect(() => wordKind.page(leafOf(INT64), page, null)).toThrow(message);
  });
});

describe('pages of version 2', () => {
  // Three entries, the second without a value: 1, 0, 1 packed behind its header; then 1 and 2.
  const LEVELS = '03 05';
  const leaf: Leaf = { ...leafOf(INT64), definition: 1 };

  /**
   * A page header of Thrift's compact protocol: type 3, both sizes, and field 8: 3 values, nulls, 3 rows, PLAIN, two
   * bytes of definition levels, none of repetition, and whether the values are compressed (1) or not (2).
   */
  const header = (plain: number, stored: number, nulls: number, compressed: 1 | 2) =>
    Buffer.concat([
      bytesOf('15 06 15'),
      Buffer.of(plain * 2),
      bytesOf('15'),
      Buffer.of(stored * 2),
      bytesOf('5c 15 06 15'),
      Buffer.of(nulls * 2),
      bytesOf('15 06 15 00 15 04 15 00'),
      Buffer.of(0x10 | compressed),
      bytesOf('00 00'),
    ]);

  function readerOf(bytes: Buffer, codec: number, levels: WantedLevels = 'all', values = 3) {
    const chunk: ColumnChunk = {
      path: ['x'],
      start: 0,
      end: bytes.length,
      codec,
      values,
      nulls: null,
      least: null,
      greatest: null,
    };
    const file = {
      size: bytes.length,
      read: (start: number, end: number) => Promise.resolve(Uint8Array.from(bytes.subarray(start, end))),
    };
    const meter = { decodedBytes: 0, mostBytes: 1000, mostEntries: 1000 };
    return new ColumnReader(file, chunk, leaf, wordKind, levels, meter);
  }

  const plain = bytesOf(ONE_TWO);
  const zipped = gzipSync(plain);

  test.each([
    ['not compressed', header(18, 18, 1, 2), plain],
    ['compressed', header(18, 2 + zipped.length, 1, 1), zipped],
  ])('levels stand before values that are %s', async (_, head, values) => {
    const reader = readerOf(Buffer.concat([head, bytesOf(LEVELS), values]), Codec.GZIP);
    expect(await reader.nextPage()).toBe(true);
    expect([reader.entries, reader.valueCount, [...reader.definition]]).toEqual([3, 2, [1, 0, 1]]);
    expect([...reader.values()]).toEqual([0, 1, 0, 2]);
    expect(await reader.nextPage()).toBe(false);
  });

  test('without levels the nulls tell how many values there are', async () => {
    const bytes = Buffer.concat([header(18, 18, 1, 2), bytesOf(LEVELS), plain]);
    const reader = readerOf(bytes, Codec.GZIP, 'none');
    await reader.nextPage();
    expect([reader.entries, reader.valueCount, [...reader.definition]]).toEqual([3, 2, []]);
    expect([...reader.values()]).toEqual([0, 1, 0, 2]);
  });

  test.each([
    [
      'nulls that the levels do not have',
      header(18, 18, 2, 2),
      3,
      'more or fewer values than its levels say',
    ],
    ['levels larger than the page', header(1, 18, 1, 2), 3, 'levels of a page are larger than the page'],
    ['more values than the footer says', header(18, 18, 1, 2), 2, 'more values than the footer says'],
  ])('%s are an error', async (_, head, values, message) => {
    const reader = readerOf(Buffer.concat([head, bytesOf(LEVELS), plain]), Codec.GZIP, 'all', values);
    await expect(reader.nextPage()).rejects.toThrow(message);
  });

  test('values before any page are an error', () => {
    expect(() => readerOf(Buffer.alloc(0), Codec.GZIP).values()).toThrow('no page was read');
  });

  test('a column that ends before its values is an error', async () => {
    const reader = readerOf(Buffer.alloc(0), Codec.GZIP);
    await expect(reader.nextPage()).rejects.toThrow('ends before all of its values');
  });
});

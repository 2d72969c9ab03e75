import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { encodeDelta, encodeDeltaLength, encodeHybrid } from '../../../bench/archive/parquet/encodings';
import type { ByteValues } from '../../../lib/formats/tempo-block/encodings/byte-values';
import { Codec, decompressPage } from '../../../lib/formats/tempo-block/encodings/codec';
import { decodeDeltaBinary } from '../../../lib/formats/tempo-block/encodings/delta-binary';
import {
  decodeDeltaByteArray,
  decodeDeltaLength,
} from '../../../lib/formats/tempo-block/encodings/delta-bytes';
import { EncodingError } from '../../../lib/formats/tempo-block/encodings/error';
import { decodeHybrid } from '../../../lib/formats/tempo-block/encodings/hybrid';
import {
  decodeFixedBytes,
  decodePlain32,
  decodePlain64,
  decodePlainBooleans,
  decodePlainBytes,
} from '../../../lib/formats/tempo-block/encodings/plain';

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

const hybrid = (hex: string, width: number, count: number): number[] => {
  const bytes = bytesOf(hex);
  const out = new Uint32Array(count);
  decodeHybrid(bytes, 0, bytes.length, width, out, count);
  return [...out];
};

const textsOf = ({ bytes, starts, ends, count }: ByteValues): string[] =>
  Array.from({ length: count }, (_, index) =>
    Buffer.from(bytes.subarray(starts[index], ends[index])).toString('latin1'),
  );

/** Two words each as signed numbers of 64 bits. */
const integersOf = (words: Uint32Array): bigint[] =>
  Array.from({ length: words.length / 2 }, (_, index) =>
    BigInt.asIntN(64, (BigInt(words[index * 2]!) << 32n) | BigInt(words[index * 2 + 1]!)),
  );

describe('RLE and bit-packed hybrid', () => {
  test.each([
    // 3 bits each, 0 to 7 again and again; written at any place.
    ['3 bits', 3, '88c6fa', [0, 1, 2, 3, 4, 5, 6, 7]],
    // 0b11100100: 0 to 3 in 2 bits each.
    ['2 bits', 2, 'e4e4', [0, 1, 2, 3, 0, 1, 2, 3]],
    ['1 bit', 1, 'a5', [1, 0, 1, 0, 0, 1, 0, 1]],
    ['4 bits', 4, '10325476', [0, 1, 2, 3, 4, 5, 6, 7]],
  ])('many levels of %s, behind a run of any length', (_, width, eight, values) => {
    const EIGHTS = 20;
    for (let before = 0; before < 6; before++) {
      const run = before === 0 ? '' : `${(before * 2).toString(16).padStart(2, '0')} 01`;
      const packed = `${(EIGHTS * 2 + 1).toString(16)} ${eight.repeat(EIGHTS)}`;
      const bytes = bytesOf(`${run} ${packed}`);
      // The last group is not wanted whole.
      const out = new Uint8Array(before + EIGHTS * 8 - 3);
      decodeHybrid(bytes, 0, bytes.length, width, out, out.length);
      const all = [...Array(before).fill(1), ...Array(EIGHTS).fill(values).flat()];
      expect([...out]).toEqual(all.slice(0, out.length));
    }
  });

  test.each([
    // The specification's example: 0 to 7 in 3 bits each.
    ['packed, 3 bits', '03 88 c6 fa', 3, [0, 1, 2, 3, 4, 5, 6, 7]],
    // A run of 5 times 2: 5 * 2 = 0x0a.
    ['a run', '0a 02', 2, [2, 2, 2, 2, 2]],
    ['a run of a value of two bytes', '06 39 05', 12, [1337, 1337, 1337]],
    // 1 bit, least significant first: 0b00000101; then a run of 3 ones.
    ['packed, then a run', '03 05 06 01', 1, [1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1]],
    ['no bits at all', '', 0, [0, 0, 0]],
    ['of the last group only what is wanted', '03 88 c6 fa', 3, [0, 1, 2]],
    ['the last group may be cut', '03 88 c6', 3, [0, 1, 2, 3, 4]],
    ['32 bits', '03 ffffffff 00000080 01000000', 32, [0xffff_ffff, 0x8000_0000, 1]],
    ['28 bits', '03 785634f2 debc0a', 28, [0x0234_5678, 0x00ab_cdef]],
  ])('%s', (_, hex, width, values) => {
    expect(hybrid(hex, width, values.length)).toEqual(values);
  });

  test.each([
    ['nothing', '', 1, 1],
    ['a run without its value', '04', 1, 2],
    ['too few packed values', '03 88', 3, 8],
    ['a run of none', '00 01', 1, 1],
    ['a length of more than 5 bytes', 'ffffffffffffff01', 1, 1],
    ['more than 32 bits', '02 00', 33, 1],
  ])('damage: %s', (_, hex, width, count) => {
    expect(() => hybrid(hex, width, count)).toThrow(EncodingError);
  });

  test('what was encoded is decoded', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 31 })
          .chain((width) =>
            fc.tuple(fc.constant(width), fc.array(fc.nat({ max: 2 ** width - 1 }), { maxLength: 100 })),
          ),
        ([width, values]) => {
          const bytes = encodeHybrid(values, width);
          const out = new Uint32Array(values.length);
          decodeHybrid(bytes, 0, bytes.length, width, out, values.length);
          expect([...out]).toEqual(values);
        },
      ),
    );
  });
});

describe('DELTA_BINARY_PACKED', () => {
  const decode = (hex: string, most = 1000) => {
    const bytes = bytesOf(hex);
    return decodeDeltaBinary(bytes, 0, bytes.length, most);
  };

  test.each([
    // The specification's first example: 1 to 5; all differences are 1, so that the packed ones have no bits.
    ['1, 2, 3, 4, 5', '8001 04 05 02  02 00000000', [1n, 2n, 3n, 4n, 5n], 10],
    // Its second: 7, 5, 3, 1, 2, 3, 4, 5. Differences -2 -2 -2 1 1 1 1, the least -2 (zigzag 3); above it 0 0 0 3 3 3 3
    // in 2 bits: 0b11000000 0b00111111, and the rest of a miniblock of 32 values: 8 bytes.
    [
      '7, 5, 3, 1, 2, 3, 4, 5',
      '8001 04 08 0e  03 02000000 c03f000000000000',
      [7n, 5n, 3n, 1n, 2n, 3n, 4n, 5n],
      18,
    ],
    ['one value', '8001 04 01 03', [-2n], 5],
    ['none', '8001 04 00 00', [], 5],
  ])('%s', (_, hex, values, end) => {
    const decoded = decode(hex);
    expect(integersOf(decoded.words)).toEqual(values);
    expect(decoded.end).toBe(end);
  });

  test('differences of 64 bits wrap around', () => {
    const values = [0n, -(2n ** 63n), 2n ** 63n - 1n, -1n, 1_795_355_012_000_000_000n];
    const bytes = encodeDelta(values);
    expect(integersOf(decodeDeltaBinary(bytes, 0, bytes.length, 10).words)).toEqual(values);
  });

  test('what was encoded is decoded', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 300 }),
        (values) => {
          const bytes = Buffer.concat([encodeDelta(values), Buffer.from('rest')]);
          const decoded = decodeDeltaBinary(bytes, 0, bytes.length, values.length);
          expect(integersOf(decoded.words)).toEqual(values);
        },
      ),
    );
  });

  test.each([
    ['nothing', ''],
    ['miniblocks of no size', '8001 00 05 02'],
    ['miniblocks of 4 values', '10 04 05 02'],
    ['more values than the page has', '8001 04 e907 02'],
    ['a width of 65 bits', '8001 04 05 02  02 41000000'],
    ['miniblocks that end early', '8001 04 08 0e  03 02000000 c0'],
    ['a number without an end', '8001 04 05 ffffffffffffffffffffff'],
  ])('damage: %s', (_, hex) => {
    expect(() => decode(hex)).toThrow(EncodingError);
  });
});

describe('texts', () => {
  test('PLAIN: each behind its length', () => {
    const bytes = bytesOf('02000000 6869 00000000 01000000 21');
    expect(textsOf(decodePlainBytes(bytes, 0, bytes.length, 3))).toEqual(['hi', '', '!']);
    expect(() => decodePlainBytes(bytes, 0, bytes.length, 4)).toThrow('too short');
    expect(() => decodePlainBytes(bytes, 0, bytes.length - 1, 3)).toThrow('beyond');
  });

  test('PLAIN of a fixed length', () => {
    expect(textsOf(decodeFixedBytes(Buffer.from('abcdef'), 0, 6, 3, 2))).toEqual(['ab', 'cd', 'ef']);
    expect(() => decodeFixedBytes(Buffer.from('abcde'), 0, 5, 3, 2)).toThrow('too short');
  });

  test('DELTA_LENGTH_BYTE_ARRAY: lengths 2, 0, 1, then the bytes', () => {
    // Differences -2 and 1, the least -2 (zigzag 3), above it 0 and 3 in 2 bits: 0b1100.
    const bytes = bytesOf('8001 04 03 04  03 02000000 0c00000000000000  68 69 21');
    expect(textsOf(decodeDeltaLength(bytes, 0, bytes.length, 3))).toEqual(['hi', '', '!']);
    expect(() => decodeDeltaLength(bytes, 0, bytes.length - 1, 3)).toThrow('beyond');
  });

  test("DELTA_BYTE_ARRAY: the specification's example", () => {
    const prefixes = encodeDelta([0n, 2n, 0n, 3n]);
    const suffixes = encodeDeltaLength(['axis', 'le', 'babble', 'yhood'].map((text) => Buffer.from(text)));
    const bytes = Buffer.concat([prefixes, suffixes]);
    expect(textsOf(decodeDeltaByteArray(bytes, 0, bytes.length, 4, 100))).toEqual([
      'axis',
      'axle',
      'babble',
      'babyhood',
    ]);
    expect(() => decodeDeltaByteArray(bytes, 0, bytes.length, 4, 20)).toThrow('more than 20 bytes');
  });

  test('DELTA_BYTE_ARRAY: no more can be shared than there is', () => {
    const bytes = Buffer.concat([
      encodeDelta([0n, 3n]),
      encodeDeltaLength([Buffer.from('ab'), Buffer.from('c')]),
    ]);
    expect(() => decodeDeltaByteArray(bytes, 0, bytes.length, 2, 100)).toThrow('shares more');
  });
});

describe('PLAIN numbers', () => {
  test('64 bits, 32 bits and booleans', () => {
    const long = bytesOf('ffffffffffffffff 0100000000000080');
    expect(integersOf(decodePlain64(long, 0, 16, 2))).toEqual([-1n, -(2n ** 63n) + 1n]);
    expect(integersOf(decodePlain32(bytesOf('feffffff 07000000'), 0, 8, 2))).toEqual([-2n, 7n]);
    expect(integersOf(decodePlainBooleans(bytesOf('05 02'), 0, 2, 10))).toEqual(
      [1, 0, 1, 0, 0, 0, 0, 0, 0, 1].map(BigInt),
    );
    expect(() => decodePlain64(long, 0, 16, 3)).toThrow('too short');
    expect(() => decodePlainBooleans(bytesOf('05'), 0, 1, 9)).toThrow('too short');
  });
});

describe('codecs', () => {
  const text = Buffer.from(
    'Wikipedia is a free, web-based, collaborative, multilingual encyclopedia project.',
  );

  test.each([
    ['a literal', '05 10 68656c6c6f', 'hello'],
    // "ab", then a copy of 6 from 2 back: it reads what it writes. Tag 01: (6 - 4) << 2 | 1, offset 2.
    ['a copy that overlaps itself', '08 04 6162 09 02', 'abababab'],
    // Tag 10: (4 - 1) << 2 | 2 and two bytes of offset.
    ['a copy with an offset of two bytes', '08 0c 61626364 0e 0400', 'abcdabcd'],
    ['a copy with an offset of four bytes', '08 0c 61626364 0f 04000000', 'abcdabcd'],
    ['a literal with a length of its own byte', `03 f0 02 616263`, 'abc'],
  ])('snappy: %s', (_, hex, expected) => {
    const page = decompressPage(Codec.SNAPPY, bytesOf(hex), expected.length);
    expect(Buffer.from(page).toString('latin1')).toBe(expected);
  });

  test.each([
    ['another size than announced', '05 10 68656c6c6f', 6],
    ['a literal that ends early', '05 10 68656c', 5],
    ['a copy from before the beginning', '08 04 6162 09 03', 8],
    ['a copy of offset 0', '08 04 6162 09 00', 8],
    ['too short', '08 04 6162', 8],
    ['too long', '01 04 6162', 1],
    ['no size', 'ffffffffff', 5],
  ])('damaged snappy: %s', (_, hex, size) => {
    expect(() => decompressPage(Codec.SNAPPY, bytesOf(hex), size)).toThrow('snappy');
  });

  test('gzip, zstd and none', () => {
    expect(Buffer.from(decompressPage(Codec.GZIP, gzipSync(text), text.length))).toEqual(text);
    expect(Buffer.from(decompressPage(Codec.ZSTD, zstdCompressSync(text), text.length))).toEqual(text);
    expect(Buffer.from(decompressPage(Codec.UNCOMPRESSED, text, text.length))).toEqual(text);
    expect(() => decompressPage(Codec.ZSTD, zstdCompressSync(Buffer.alloc(1e6)), 100)).toThrow('decompress');
    expect(() => decompressPage(Codec.GZIP, text, 100)).toThrow('decompress');
    expect(() => decompressPage(4, text, text.length)).toThrow('codec 4 is not supported');
    expect(() => decompressPage(Codec.UNCOMPRESSED, text, 3)).toThrow('size');
  });
});

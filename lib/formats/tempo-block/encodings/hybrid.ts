import { EncodingError } from './error';

/**
 * The RLE and bit-packed hybrid (parquet's Encodings.md): runs of one value, and groups of 8 packed values.
 * Writes `count` values of `width` bits (0 to 32) from `bytes[start, end)` into `out`.
 * @throws EncodingError where the bytes end early or a run is impossible
 */
export function decodeHybrid(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Uint8Array | Uint32Array,
  count: number,
): void {
  if (width > 32) throw new EncodingError(`values cannot have ${width} bits`);
  if (width === 0) {
    out.fill(0, 0, count);
    return;
  }
  const valueBytes = (width + 7) >>> 3;
  let at = start;
  let done = 0;
  while (done < count) {
    let head = 0;
    let scale = 1;
    for (;;) {
      if (at >= end || scale > 2 ** 35) throw new EncodingError('the levels or indices of a page end early');
      const byte = bytes[at++]!;
      head += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    const run = Math.floor(head / 2);
    if (head % 2 === 0) {
      if (run === 0 || at + valueBytes > end) throw new EncodingError('a run of a page is impossible');
      let value = 0;
      for (let byte = 0; byte < valueBytes; byte++) value |= bytes[at + byte]! << (byte * 8);
      const next = Math.min(count, done + run);
      out.fill(value >>> 0, done, next);
      done = next;
      at += valueBytes;
    } else {
      const values = Math.min(count - done, run * 8);
      // The last group may be cut where its values end.
      if (run === 0 || at + ((values * width + 7) >>> 3) > end)
        throw new EncodingError('the levels or indices of a page end early');
      unpack(bytes, at, width, out, done, values);
      done += values;
      at = Math.min(end, at + run * width);
    }
  }
}

/**
 * Writes `count` values of `width` bits (1 to 32), least significant bits first, into `out` from `first` on. Their
 * bytes must be there.
 */
export function unpack(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Uint8Array | Uint32Array,
  first: number,
  count: number,
): void {
  const last = first + count;
  if (width > 24) return unpackBits(bytes, start, width, out, first, last, 0);
  if (width > 4) return unpackOneByOne(bytes, start, width, out, first, last);
  const eights = count >>> 3;
  if (
    width <= MOST_TABLE_BITS &&
    eights >= FEWEST_EIGHTS &&
    isOfOctets(out) &&
    (out.byteOffset + first) % 4 === 0
  )
    unpackByTable(bytes, start, width, out, first, eights);
  else unpackEights(bytes, start, width, out, first, eights);
  unpackOneByOne(bytes, start + eights * width, width, out, first + eights * 8, last);
}

/** Values of so many bits are unpacked by a table, where there are so many eights of them, as levels mostly are. */
const MOST_TABLE_BITS = 3;
const FEWEST_EIGHTS = 8;

/** By width: four values, each in its byte, by their bits. */
const tables: Uint32Array[] = [];

function tableOf(width: number): Uint32Array {
  const known = tables[width];
  if (known !== undefined) return known;
  const table = new Uint32Array(2 ** (4 * width));
  const octets = new Uint8Array(table.buffer);
  octets.forEach((_, index) => {
    octets[index] = ((index >>> 2) >>> ((index & 3) * width)) & (2 ** width - 1);
  });
  tables[width] = table;
  return table;
}

function isOfOctets(out: Uint8Array | Uint32Array): out is Uint8Array {
  return out.BYTES_PER_ELEMENT === 1;
}

/** Eights of narrow values, four at a time. Where they go begins at a multiple of 4 in memory. */
function unpackByTable(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Uint8Array,
  first: number,
  eights: number,
): void {
  const table = tableOf(width);
  const mask = table.length - 1;
  const half = 4 * width;
  const fours = new Uint32Array(out.buffer, out.byteOffset + first, eights * 2);
  let at = start;
  for (let index = 0; index < fours.length; index += 2) {
    let word = bytes[at]!;
    for (let byte = 1; byte < width; byte++) word |= bytes[at + byte]! << (byte * 8);
    at += width;
    fours[index] = table[word & mask]!;
    fours[index + 1] = table[word >>> half]!;
  }
}

/** Eights of narrow values: each fits into one word. */
function unpackEights(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Uint8Array | Uint32Array,
  first: number,
  eights: number,
): void {
  const mask = 2 ** width - 1;
  const last = first + eights * 8;
  let at = start;
  for (let index = first; index < last; index += 8) {
    let word = bytes[at]!;
    for (let byte = 1; byte < width; byte++) word |= bytes[at + byte]! << (byte * 8);
    at += width;
    out[index] = word & mask;
    out[index + 1] = (word >>> width) & mask;
    out[index + 2] = (word >>> (2 * width)) & mask;
    out[index + 3] = (word >>> (3 * width)) & mask;
    out[index + 4] = (word >>> (4 * width)) & mask;
    out[index + 5] = (word >>> (5 * width)) & mask;
    out[index + 6] = (word >>> (6 * width)) & mask;
    out[index + 7] = (word >>> (7 * width)) & mask;
  }
}

/** Values of up to 24 bits lie in a word that begins with the byte of their first bit. */
function unpackOneByOne(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Uint8Array | Uint32Array,
  first: number,
  last: number,
): void {
  const mask = 2 ** width - 1;
  // So many have all bytes of their word behind them; it is one for each of the last few at most.
  const whole = Math.floor(((bytes.length - start - 4) * 8) / width);
  const safe = Math.min(last, first + Math.max(0, whole));
  let index = first;
  for (let at = start, shift = 0; index < safe; index++) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    out[index] = (word >>> shift) & mask;
    shift += width;
    at += shift >>> 3;
    shift &= 7;
  }
  unpackBits(bytes, start, width, out, index, last, (index - first) * width);
}

/** @param bit of the first value, from `start` on */
function unpackBits(
  bytes: Uint8Array,
  start: number,
  width: number,
  out: Uint8Array | Uint32Array,
  first: number,
  last: number,
  bit: number,
): void {
  for (let index = first, at = bit; index < last; index++, at += width)
    out[index] = readBits(bytes, start + Math.floor(at / 8), at % 8, width);
}

/** `width` bits (1 to 32) from bit `shift` (0 to 7) of `bytes[at]` on; bytes behind the end count as 0. */
export function readBits(bytes: Uint8Array, at: number, shift: number, width: number): number {
  const low =
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24);
  let value = low >>> shift;
  if (shift + width > 32) value |= (bytes[at + 4] ?? 0) << (32 - shift);
  return width === 32 ? value >>> 0 : value & (2 ** width - 1);
}

import { varint, zigzag } from './thrift';

const BLOCK = 128;
const MINIBLOCKS = 4;
const MINIBLOCK = BLOCK / MINIBLOCKS;
const LITERAL = 65_536;

/** RLE and bit-packed hybrid: runs of 8 and more as such, all else packed. */
export function encodeHybrid(values: readonly number[], width: number): Buffer {
  const parts: Buffer[] = [];
  let packed: number[] = [];
  const flush = () => {
    if (packed.length === 0) return;
    const groups = Math.ceil(packed.length / 8);
    parts.push(Buffer.from(varint(groups * 2 + 1)), pack(packed, width, groups * 8));
    packed = [];
  };
  for (let at = 0; at < values.length; ) {
    const value = values[at] ?? 0;
    let end = at + 1;
    while (end < values.length && values[end] === value) end++;
    // Packed values come in groups of 8: a run fills up the last group first.
    while (at < end && packed.length % 8 !== 0) {
      packed.push(value);
      at++;
    }
    if (end - at >= 8) {
      flush();
      const run = Buffer.alloc(Math.ceil(width / 8));
      if (run.length > 0) run.writeUIntLE(value, 0, run.length);
      parts.push(Buffer.from(varint((end - at) * 2)), run);
      at = end;
    } else for (; at < end; at++) packed.push(value);
  }
  flush();
  return Buffer.concat(parts);
}

/** DELTA_BINARY_PACKED, in blocks of 128 with 4 miniblocks, as parquet-go writes it. */
export function encodeDelta(values: readonly bigint[]): Buffer {
  const parts: Buffer[] = [];
  parts.push(
    Buffer.from([
      ...varint(BLOCK),
      ...varint(MINIBLOCKS),
      ...varint(values.length),
      ...varint(zigzag(values[0] ?? 0n)),
    ]),
  );
  for (let from = 1; from < values.length; from += BLOCK) {
    const deltas: bigint[] = [];
    for (let at = from; at < Math.min(values.length, from + BLOCK); at++)
      deltas.push(BigInt.asIntN(64, (values[at] ?? 0n) - (values[at - 1] ?? 0n)));
    const least = deltas.reduce((low, delta) => (delta < low ? delta : low));
    const above = deltas.map((delta) => BigInt.asUintN(64, delta - least));
    const widths: number[] = [];
    const packed: Buffer[] = [];
    for (let miniblock = 0; miniblock < MINIBLOCKS; miniblock++) {
      const own = above.slice(miniblock * MINIBLOCK, (miniblock + 1) * MINIBLOCK);
      const width = own.reduce(
        (bits, value) => Math.max(bits, value === 0n ? 0 : value.toString(2).length),
        0,
      );
      widths.push(width);
      if (own.length > 0) packed.push(packWide(own, width));
    }
    parts.push(Buffer.from([...varint(zigzag(least)), ...widths]), ...packed);
  }
  return Buffer.concat(parts);
}

/** DELTA_LENGTH_BYTE_ARRAY. */
export function encodeDeltaLength(values: readonly Uint8Array[]): Buffer {
  return Buffer.concat([encodeDelta(values.map(({ length }) => BigInt(length))), ...values]);
}

/** PLAIN texts. */
export function encodePlainBytes(values: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    values.flatMap((value) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(value.length);
      return [length, value];
    }),
  );
}

/** PLAIN INT64. */
export function encodePlain64(values: readonly bigint[]): Buffer {
  const out = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => out.writeBigInt64LE(BigInt.asIntN(64, value), index * 8));
  return out;
}

/** A snappy block of literals alone: it is what it was, and still has to be decoded. */
export function encodeSnappy(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [Buffer.from(varint(bytes.length))];
  for (let at = 0; at < bytes.length; at += LITERAL) {
    const literal = bytes.subarray(at, at + LITERAL);
    const last = literal.length - 1;
    parts.push(Buffer.from([61 << 2, last & 0xff, last >>> 8]), literal);
  }
  return Buffer.concat(parts);
}

function pack(values: readonly number[], width: number, count: number): Buffer {
  const out = Buffer.alloc(Math.ceil((count * width) / 8));
  values.forEach((value, index) => {
    for (let bit = 0; bit < width; bit++) {
      const place = index * width + bit;
      if ((value >>> bit) & 1) out[place >>> 3] = (out[place >>> 3] ?? 0) | (1 << (place & 7));
    }
  });
  return out;
}

function packWide(values: readonly bigint[], width: number): Buffer {
  const out = Buffer.alloc((MINIBLOCK * width) / 8);
  let buffer = 0n;
  let bits = 0;
  let at = 0;
  const own = [...values, ...Array<bigint>(MINIBLOCK - values.length).fill(0n)];
  for (const value of own) {
    buffer |= value << BigInt(bits);
    bits += width;
    while (bits >= 8) {
      out[at++] = Number(buffer & 0xffn);
      buffer >>= 8n;
      bits -= 8;
    }
  }
  return out;
}

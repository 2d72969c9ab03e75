/*
 * 64 bytes as one bit each, the first byte the lowest.
 */

/** Which of the bytes at `from` are `byte`. */
@inline
export function equal(from: usize, byte: u32): u64 {
  const wanted = i8x16.splat(<i8>byte);
  return (
    bits(i8x16.eq(v128.load(from), wanted), 0) |
    bits(i8x16.eq(v128.load(from, 16), wanted), 16) |
    bits(i8x16.eq(v128.load(from, 32), wanted), 32) |
    bits(i8x16.eq(v128.load(from, 48), wanted), 48)
  );
}

/** The same whether the bit that tells lower case from upper case, and `{` from `[`, is set in a byte or not. */
@inline
export function equalOfEitherCase(from: usize, byte: u32): u64 {
  const wanted = i8x16.splat(<i8>byte);
  const lower = i8x16.splat(0x20);
  return (
    bits(i8x16.eq(v128.or(v128.load(from), lower), wanted), 0) |
    bits(i8x16.eq(v128.or(v128.load(from, 16), lower), wanted), 16) |
    bits(i8x16.eq(v128.or(v128.load(from, 32), lower), wanted), 32) |
    bits(i8x16.eq(v128.or(v128.load(from, 48), lower), wanted), 48)
  );
}

@inline
function bits(lanes: v128, at: u64): u64 {
  return <u64>(<u32>i8x16.bitmask(lanes)) << at;
}

/** Each bit: whether the number of bits set up to it, itself included, is odd. */
@inline
export function parities(mask: u64): u64 {
  let odd = mask;
  odd ^= odd << 1;
  odd ^= odd << 2;
  odd ^= odd << 4;
  odd ^= odd << 8;
  odd ^= odd << 16;
  odd ^= odd << 32;
  return odd;
}

/** For each choice of eight bytes where they stand, one after another. */
const PLACES: usize = memory.data(256 * 8, 16);
let hasPlaces = false;

/**
 * Writes those of the 64 bytes at `from` that are kept to `to`, without gaps; up to seven bytes behind them are
 * written as well. @returns the address behind them
 */
@inline
export function keepBytes(from: usize, kept: u64, to: usize): usize {
  if (!hasPlaces) fillPlaces();
  let at = to;
  for (let byte: u32 = 0; byte < 64; byte += 8) {
    const choice = <u32>(kept >> byte) & 0xff;
    const places = v128.load64_zero(PLACES + (choice << 3));
    v128.store64_lane(at, i8x16.swizzle(v128.load64_zero(from + byte), places), 0);
    at += popcnt<u32>(choice);
  }
  return at;
}

function fillPlaces(): void {
  for (let choice: u32 = 0; choice < 256; choice++) {
    let at = PLACES + (choice << 3);
    for (let bit: u32 = 0; bit < 8; bit++) {
      if (((choice >> bit) & 1) != 0) store<u8>(at++, bit);
    }
  }
  hasPlaces = true;
}

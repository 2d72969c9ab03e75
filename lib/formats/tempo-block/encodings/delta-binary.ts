import { EncodingError } from './error';
import { readBits, unpack } from './hybrid';
import { PageMemory } from './page-memory';

const MOST_VARINT_BYTES = 10;
const MOST_BLOCK = 1 << 20;
const WORD = 32;

/** Integers, and where the bytes behind them begin. */
export interface DeltaIntegers {
  /** Two words each, the high one first; 64 bits in two's complement. */
  readonly words: Uint32Array;
  readonly end: number;
}

/**
 * DELTA_BINARY_PACKED (parquet's Encodings.md): the first value, then blocks of differences, each relative to the
 * block's least one and packed into miniblocks of a width of their own. Differences wrap around at 64 bits.
 * @param most values that there may be
 * @param memory for the words
 * @throws EncodingError
 */
export function decodeDeltaBinary(
  bytes: Uint8Array,
  start: number,
  end: number,
  most: number,
  memory = new PageMemory(),
): DeltaIntegers {
  const reader = new VarintReader(bytes, start, end);
  const blockSize = reader.size();
  const miniblocks = reader.size();
  const total = reader.size();
  reader.zigzag();
  const perMiniblock = blockSize / miniblocks;
  if (!(perMiniblock >= 8 && perMiniblock % 8 === 0) || blockSize > MOST_BLOCK)
    throw new EncodingError('delta-encoded values are packed impossibly');
  if (total > most) throw new EncodingError('there are more delta-encoded values than the page has');
  const words = memory.wordsFor('numbers', total * 2);
  const lowBits = new Uint32Array(perMiniblock);
  const highBits = new Uint32Array(perMiniblock);
  let high = reader.high;
  let low = reader.low;
  if (total > 0) {
    words[0] = high;
    words[1] = low;
  }
  let done = 1;
  while (done < total) {
    reader.zigzag();
    const leastHigh = reader.high;
    const leastLow = reader.low;
    const widths = reader.position;
    let at = widths + miniblocks;
    if (at > end) throw new EncodingError('delta-encoded values end early');
    for (let miniblock = 0; miniblock < miniblocks && done < total; miniblock++) {
      const width = bytes[widths + miniblock]!;
      const count = Math.min(perMiniblock, total - done);
      if (width > 64 || at + Math.ceil((count * width) / 8) > end)
        throw new EncodingError('delta-encoded values end early');
      readMiniblock(bytes, at, width, count, lowBits, highBits);
      for (let index = 0; index < count; index++, done++) {
        const sum = (low >>> 0) + (leastLow >>> 0) + lowBits[index]!;
        low = sum | 0;
        // At most two words carry over.
        const carried = sum < 2 ** WORD ? 0 : sum < 2 ** (WORD + 1) ? 1 : 2;
        high = (high + leastHigh + highBits[index]! + carried) | 0;
        words[done * 2] = high;
        words[done * 2 + 1] = low;
      }
      at = Math.min(end, at + (perMiniblock / 8) * width);
    }
    reader.position = at;
  }
  return { words, end: reader.position };
}

/** The packed differences of one miniblock, as two words each. */
function readMiniblock(
  bytes: Uint8Array,
  start: number,
  width: number,
  count: number,
  low: Uint32Array,
  high: Uint32Array,
): void {
  if (width <= WORD) {
    high.fill(0);
    if (width === 0) low.fill(0);
    else unpack(bytes, start, width, low, 0, count);
    return;
  }
  for (let index = 0; index < count; index++) {
    const bit = index * width;
    const at = start + (bit >>> 3);
    low[index] = readBits(bytes, at, bit & 7, WORD);
    high[index] = readBits(bytes, at + 4, bit & 7, width - WORD);
  }
}

/** Varints of up to 64 bits, as two words. */
class VarintReader {
  position: number;
  high = 0;
  low = 0;
  private readonly bytes: Uint8Array;
  private readonly end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** An unsigned number below 2^31. */
  size(): number {
    this.varint();
    if (this.high !== 0 || this.low < 0)
      throw new EncodingError('a size of delta-encoded values is impossible');
    return this.low;
  }

  /** A zigzag number, into `high` and `low`. */
  zigzag(): void {
    this.varint();
    const sign = -(this.low & 1);
    this.low = ((this.low >>> 1) | (this.high << 31)) ^ sign;
    this.high = (this.high >>> 1) ^ sign;
  }

  private varint(): void {
    this.high = 0;
    this.low = 0;
    for (let count = 0; count < MOST_VARINT_BYTES; count++) {
      if (this.position >= this.end) throw new EncodingError('delta-encoded values end early');
      const byte = this.bytes[this.position++]!;
      const bits = byte & 0x7f;
      const shift = count * 7;
      if (shift < WORD) this.low |= bits << shift;
      if (shift > 25) this.high |= shift < WORD ? bits >>> (WORD - shift) : bits << (shift - WORD);
      if (byte < 0x80) return;
    }
    throw new EncodingError('a number of delta-encoded values has too many bytes');
  }
}

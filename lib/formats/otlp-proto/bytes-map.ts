import { mix32, murmurRound } from '../../model/words';

interface Entry {
  readonly bytes: Uint8Array;
  readonly value: number;
}

/** Numbers by byte sequences, for what is dear to decode and comes again and again. Forgets everything when it is full. */
export class BytesMap {
  private readonly entries = new Map<number, Entry>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** The number kept for `bytes[start, end)`; -1 where none is. */
  get(bytes: Uint8Array, start: number, end: number): number {
    const entry = this.entries.get(hashOf(bytes, start, end));
    if (entry === undefined || entry.bytes.length !== end - start) return -1;
    for (let index = start, own = 0; index < end; index++, own++) {
      if (bytes[index] !== entry.bytes[own]) return -1;
    }
    return entry.value;
  }

  /** Keeps a number, in the place of one whose bytes have the same hash. */
  set(bytes: Uint8Array, start: number, end: number, value: number): void {
    if (this.entries.size >= this.limit) this.entries.clear();
    this.entries.set(hashOf(bytes, start, end), { bytes: bytes.slice(start, end), value });
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  let index = start;
  for (; index + 4 <= end; index += 4) {
    const word =
      bytes[index]! | (bytes[index + 1]! << 8) | (bytes[index + 2]! << 16) | (bytes[index + 3]! << 24);
    hash = murmurRound(hash, word);
  }
  for (; index < end; index++) hash = murmurRound(hash, bytes[index]!);
  return mix32(hash);
}

import { mix32, murmurRound } from './words';

/** Ids from here on were not kept as text: the pool was full, and the lower 31 bits are the text's hash. */
const HASHED = 0x8000_0000;
const DEFAULT_LIMIT = 65_536;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Strings as numbers: the same text has the same number within one pool, and 0 is the empty text.
 *
 * Names come out of spans, so there may be millions of them (a URL with an ID in it). Once `limit` distinct
 * texts are kept, a further one is numbered by its hash alone: still comparable, no longer readable.
 * Lookups go by bytes, so that a known name costs no string.
 */
export class StringPool {
  private readonly texts: string[] = [''];
  private readonly limit: number;
  private bytes = new Uint8Array(4096);
  private used = 0;
  private ends = new Uint32Array(256);
  private slots = new Int32Array(1024).fill(-1);

  constructor(limit: number = DEFAULT_LIMIT) {
    this.limit = limit;
  }

  /** How many texts are kept, the empty one included. */
  get size(): number {
    return this.texts.length;
  }

  /** The number of a text given as UTF-8 in `buffer[start, end)`. */
  internBytes(buffer: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    const hash = hashBytes(buffer, start, end);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (let id = this.slots[slot]!; id >= 0; id = this.slots[slot]!) {
      if (this.equals(id, buffer, start, end)) return id;
      slot = (slot + 1) & mask;
    }
    if (this.texts.length >= this.limit) return hashedId(hash);
    return this.add(slot, buffer, start, end);
  }

  /** The number of a text; lone surrogates count as U+FFFD, as in UTF-8. */
  intern(text: string): number {
    const bytes = encoder.encode(text);
    return this.internBytes(bytes, 0, bytes.length);
  }

  /** The text of a number that this pool gave; undefined where the text was not kept. */
  text(id: number): string | undefined {
    return this.texts[id];
  }

  /** The texts from number `first` on, in order: what a copy of this pool lacks. */
  textsFrom(first: number): string[] {
    return this.texts.slice(first);
  }

  /**
   * Kept texts by the number that they would have had if they had only been hashed; null while every text
   * that came is kept.
   */
  keptByHash(): ReadonlyMap<number, number> | null {
    if (this.texts.length < this.limit) return null;
    const kept = new Map<number, number>();
    for (let id = 1; id < this.texts.length; id++) {
      kept.set(hashedId(hashBytes(this.bytes, this.ends[id - 1]!, this.ends[id]!)), id);
    }
    return kept;
  }

  private equals(id: number, buffer: Uint8Array, start: number, end: number): boolean {
    const from = this.ends[id - 1]!;
    if (this.ends[id]! - from !== end - start) return false;
    for (let index = start, own = from; index < end; index++, own++) {
      if (buffer[index] !== this.bytes[own]) return false;
    }
    return true;
  }

  private add(slot: number, buffer: Uint8Array, start: number, end: number): number {
    const id = this.texts.length;
    const length = end - start;
    if (this.used + length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.used + length));
      larger.set(this.bytes.subarray(0, this.used));
      this.bytes = larger;
    }
    if (id >= this.ends.length) {
      const larger = new Uint32Array(this.ends.length * 2);
      larger.set(this.ends);
      this.ends = larger;
    }
    this.bytes.set(buffer.subarray(start, end), this.used);
    this.used += length;
    this.ends[id] = this.used;
    this.texts.push(decoder.decode(buffer.subarray(start, end)));
    this.slots[slot] = id;
    if (this.texts.length * 2 > this.slots.length) this.rehash();
    return id;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let id = 1; id < this.texts.length; id++) {
      let slot = hashBytes(this.bytes, this.ends[id - 1]!, this.ends[id]!) & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = id;
    }
  }
}

/** Whether a number stands for a text that was not kept (see StringPool). */
export function isHashed(id: number): boolean {
  return id >= HASHED;
}

function hashedId(hash: number): number {
  return (HASHED | (hash >>> 1)) >>> 0;
}

function hashBytes(buffer: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  let index = start;
  for (; index + 4 <= end; index += 4) {
    const word =
      buffer[index]! | (buffer[index + 1]! << 8) | (buffer[index + 2]! << 16) | (buffer[index + 3]! << 24);
    hash = murmurRound(hash, word);
  }
  for (; index < end; index++) hash = murmurRound(hash, buffer[index]!);
  return mix32(hash);
}

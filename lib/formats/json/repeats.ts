import { FAIL } from './skip';
import type { Source } from './source';

/** The most bytes of a value that is remembered. */
const MAX_BYTES = 2048;
/** Of a value's beginning, every third word makes the hash by which it is looked up. */
const STEP = 12;
/** Bytes from where values differ that tell them apart: most of an ID. */
const TELLING = 16;

/**
 * Remembers values that keep coming back, such as resources and scopes: one with the same bytes as a value that was
 * read before is that value, and is JSON. What is found by some of its bytes is then compared as a whole.
 *
 * Values are looked up by their beginning. Those of the processes of one service begin alike, so where two of them
 * are found to differ is remembered with the beginning, and the bytes there count as well.
 */
export class Repeats {
  /** After `find`: what `keep` was given with the value. */
  tag = 0;
  private readonly source: Source;
  private readonly prefix: number;
  private readonly mask: number;
  private readonly lengths: Uint16Array;
  private readonly tags: Uint32Array;
  private readonly bytes: Uint8Array;
  private readonly words: DataView;
  /** By beginning: where values that begin so differ; 0 where that is not known. */
  private readonly differences: Uint16Array;

  /**
   * @param prefix bytes of a value's beginning by which it is looked up
   * @param slots values that are remembered, a power of two; the more, the fewer take each other's place
   */
  constructor(source: Source, prefix: number, slots: number) {
    this.source = source;
    this.prefix = prefix;
    this.mask = slots - 1;
    this.lengths = new Uint16Array(slots);
    this.tags = new Uint32Array(slots);
    this.bytes = new Uint8Array(slots * MAX_BYTES);
    this.words = new DataView(this.bytes.buffer);
    this.differences = new Uint16Array(slots);
  }

  /** Where the value that begins at `start` ends, if it is known; else FAIL. */
  find(start: number): number {
    if (start + this.prefix > this.source.end) return FAIL;
    const slot = this.slotOf(start);
    const length = this.lengths[slot]!;
    if (length === 0 || start + length > this.source.end) return FAIL;
    if (this.differenceAt(slot, start, length) < length) return FAIL;
    this.tag = this.tags[slot]!;
    return start + length;
  }

  /** Remembers the value `[start, end)`, an object or array that `find` did not find. */
  keep(start: number, end: number, tag: number): void {
    const length = end - start;
    if (length < 4 || length > MAX_BYTES || start + this.prefix > this.source.end) return;
    this.tellApart(start, length);
    const slot = this.slotOf(start);
    this.bytes.set(this.source.buffer.subarray(start, end), slot * MAX_BYTES);
    this.lengths[slot] = length;
    this.tags[slot] = tag;
  }

  /** If the value is to take the place of one that begins like it, notes where they differ: the first place counts. */
  private tellApart(start: number, length: number): void {
    const beginning = this.beginningOf(start);
    const slot = this.slotOf(start);
    const common = Math.min(length, this.lengths[slot]!);
    const difference = this.differenceAt(slot, start, common);
    if (difference < this.prefix || difference === common) return;
    // What follows a value has nothing to do with it.
    const from = Math.min(difference, common - TELLING);
    const known = this.differences[beginning]!;
    if (from > 0 && (known === 0 || from < known)) this.differences[beginning] = from;
  }

  private slotOf(start: number): number {
    const beginning = this.beginningOf(start);
    const from = start + this.differences[beginning]!;
    if (from === start || from + TELLING > this.source.end) return beginning;
    return this.hashOf(from, from + TELLING, 4, beginning) & this.mask;
  }

  private beginningOf(start: number): number {
    return this.hashOf(start, start + this.prefix, STEP, 0) & this.mask;
  }

  private hashOf(start: number, end: number, step: number, seed: number): number {
    const { view } = this.source;
    let hash = seed;
    for (let at = start; at < end; at += step) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  /**
   * The first word in which the `length` bytes from `start` on differ from those in a slot, as its offset in both;
   * `length` where none does.
   */
  private differenceAt(slot: number, start: number, length: number): number {
    const { words } = this;
    const { view } = this.source;
    const own = slot * MAX_BYTES;
    for (let at = 0; at + 4 <= length; at += 4) {
      if (view.getInt32(start + at, true) !== words.getInt32(own + at, true)) return at;
    }
    const tail = Math.max(0, length - 4);
    return view.getInt32(start + tail, true) === words.getInt32(own + tail, true) ? length : tail;
  }
}

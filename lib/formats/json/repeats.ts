import { FAIL } from './skip';
import type { Source } from './source';

/** Values that are remembered, and the most bytes one of them may have. */
const SLOTS = 64;
const MAX_BYTES = 2048;
/** Of a value's beginning, every third word makes the hash by which it is looked up. */
const STEP = 12;

/**
 * Remembers values that keep coming back, such as resources and scopes: one with the same bytes as a value that was
 * read before is that value, and is JSON. What is found by its first bytes is then compared as a whole.
 */
export class Repeats {
  /** After `find`: what `keep` was given with the value. */
  tag = 0;
  private readonly source: Source;
  private readonly prefix: number;
  private readonly lengths = new Uint16Array(SLOTS);
  private readonly tags = new Uint32Array(SLOTS);
  private readonly bytes = new Uint8Array(SLOTS * MAX_BYTES);
  private readonly words = new DataView(this.bytes.buffer);

  /** @param prefix bytes of a value's beginning by which it is looked up: enough to tell most values apart */
  constructor(source: Source, prefix: number) {
    this.source = source;
    this.prefix = prefix;
  }

  /** Where the value that begins at `start` ends, if it is known; else FAIL. */
  find(start: number): number {
    if (start + this.prefix > this.source.end) return FAIL;
    const slot = this.slotOf(start);
    const length = this.lengths[slot]!;
    if (length === 0 || start + length > this.source.end) return FAIL;
    if (!this.equals(slot * MAX_BYTES, start, length)) return FAIL;
    this.tag = this.tags[slot]!;
    return start + length;
  }

  /** Remembers the value `[start, end)`, an object or array, in the place of one that looks like it. */
  keep(start: number, end: number, tag: number): void {
    const length = end - start;
    if (length < 4 || length > MAX_BYTES || start + this.prefix > this.source.end) return;
    const slot = this.slotOf(start);
    this.bytes.set(this.source.buffer.subarray(start, end), slot * MAX_BYTES);
    this.lengths[slot] = length;
    this.tags[slot] = tag;
  }

  private slotOf(start: number): number {
    const { view } = this.source;
    const end = start + this.prefix;
    let hash = 0;
    for (let at = start; at < end; at += STEP) {
      hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash & (SLOTS - 1);
  }

  private equals(own: number, start: number, length: number): boolean {
    const { words } = this;
    const { view } = this.source;
    const tail = length - 4;
    if (view.getInt32(start + tail, true) !== words.getInt32(own + tail, true)) return false;
    for (let at = 0; at < tail; at += 4) {
      if (view.getInt32(start + at, true) !== words.getInt32(own + at, true)) return false;
    }
    return true;
  }
}

/** What needs more bytes, or words, than this gets memory of its own: pages of Tempo take about a megabyte. */
const MOST_KEPT = 4 << 20;

/**
 * Memory for what the pages of one column are decoded to, one after the other: fresh memory costs more than the work
 * that is done in it. What it gives holds what was there before, and is good until the same is asked for again.
 */
export class PageMemory {
  private readonly bytes = { body: NO_BYTES, repetition: NO_BYTES, definition: NO_BYTES };
  private readonly words = { numbers: NO_WORDS, starts: NO_WORDS, ends: NO_WORDS };

  /** For the decompressed body of a page, or its levels. */
  bytesFor(use: 'body' | 'repetition' | 'definition', length: number): Uint8Array {
    const kept = this.bytes[use];
    if (length <= kept.length) return kept.subarray(0, length);
    const fresh = new Uint8Array(length);
    if (length <= MOST_KEPT) this.bytes[use] = fresh;
    return fresh;
  }

  /** For numbers, for the places of values in a dictionary, or for where values begin and end. */
  wordsFor(use: 'numbers' | 'starts' | 'ends', length: number): Uint32Array {
    const kept = this.words[use];
    if (length <= kept.length) return kept.subarray(0, length);
    const fresh = new Uint32Array(length);
    if (length <= MOST_KEPT) this.words[use] = fresh;
    return fresh;
  }
}

const NO_BYTES: Uint8Array = new Uint8Array(0);
const NO_WORDS: Uint32Array = new Uint32Array(0);

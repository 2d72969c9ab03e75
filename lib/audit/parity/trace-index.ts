import { mix32, murmurRound } from '../../model/words';

/** Traces as numbers, in the order in which they first appear: open addressing over the words of their IDs. */
export class TraceIndex {
  count = 0;
  /** Four words for each trace. */
  private ids = new Uint32Array(4096);
  private slots = new Int32Array(4096).fill(-1);

  /** The numbers of the first `length` IDs of a list of four words each. */
  numbers(traceId: Uint32Array, length: number): Uint32Array {
    const traces = new Uint32Array(length);
    for (let row = 0; row < length; row++) traces[row] = this.number(traceId, row * 4);
    return traces;
  }

  /** The number of the trace ID at `words[at]`; the next free one where it is new. */
  private number(words: Uint32Array, at: number): number {
    const { ids, slots } = this;
    const mask = slots.length - 1;
    let slot = hashOf(words, at) & mask;
    for (let trace = slots[slot]!; trace >= 0; trace = slots[slot]!) {
      if (areEqual(ids, trace * 4, words, at)) return trace;
      slot = (slot + 1) & mask;
    }
    slots[slot] = this.count;
    return this.add(words, at);
  }

  private add(words: Uint32Array, at: number): number {
    const trace = this.count++;
    if (this.count * 4 > this.ids.length) {
      const larger = new Uint32Array(this.ids.length * 2);
      larger.set(this.ids);
      this.ids = larger;
    }
    for (let word = 0; word < 4; word++) this.ids[trace * 4 + word] = words[at + word]!;
    if (this.count * 2 > this.slots.length) this.rehash(this.slots.length * 2);
    return trace;
  }

  private rehash(size: number): void {
    const slots = new Int32Array(size).fill(-1);
    for (let trace = 0; trace < this.count; trace++) {
      let slot = hashOf(this.ids, trace * 4) & (size - 1);
      while (slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
      slots[slot] = trace;
    }
    this.slots = slots;
  }
}

function hashOf(words: Uint32Array, at: number): number {
  let hash = murmurRound(0x9747b28c, words[at]!);
  hash = murmurRound(hash, words[at + 1]!);
  hash = murmurRound(hash, words[at + 2]!);
  return mix32(murmurRound(hash, words[at + 3]!));
}

function areEqual(a: Uint32Array, i: number, b: Uint32Array, j: number): boolean {
  return a[i + 3] === b[j + 3] && a[i + 2] === b[j + 2] && a[i + 1] === b[j + 1] && a[i] === b[j];
}

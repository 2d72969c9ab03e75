import { mix32 } from '../model/words';

/** A growing list of numbers of 32 bits. Beyond its end it reads as zeros. */
export class NumberList {
  private values = new Uint32Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) this.makeRoom(this.length);
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return index < this.length ? this.values[index]! : 0;
  }

  /** Adds to the number at `index`; the list grows to hold it. */
  add(index: number, amount: number): void {
    if (index >= this.values.length) this.makeRoom(index);
    if (index >= this.length) this.length = index + 1;
    this.values[index]! += amount;
  }

  /** The numbers in use; a view, valid until the list grows. */
  view(): Uint32Array {
    return this.values.subarray(0, this.length);
  }

  private makeRoom(index: number): void {
    const larger = new Uint32Array(Math.max(this.values.length * 2, index + 1));
    larger.set(this.values);
    this.values = larger;
  }
}

/**
 * Pairs of 32-bit numbers, numbered 0, 1, 2... in the order in which they were first met. Open addressing in
 * typed arrays: millions of look-ups cost no object each.
 */
export class PairIndex {
  private slots = new Int32Array(64).fill(-1);
  private readonly firsts = new NumberList();
  private readonly seconds = new NumberList();

  /** How many different pairs are known. */
  get size(): number {
    return this.firsts.length;
  }

  /** The pair's number, a new one if it was not known. */
  number(first: number, second: number): number {
    const slot = this.slotOf(first, second);
    const known = this.slots[slot]!;
    if (known >= 0) return known;
    const added = this.size;
    this.firsts.push(first);
    this.seconds.push(second);
    this.slots[slot] = added;
    if (this.size * 2 > this.slots.length) this.rehash();
    return added;
  }

  /** The pair's number, or -1 if it is not known. */
  find(first: number, second: number): number {
    return this.slots[this.slotOf(first, second)]!;
  }

  first(pair: number): number {
    return this.firsts.at(pair);
  }

  second(pair: number): number {
    return this.seconds.at(pair);
  }

  /** The slot that holds the pair, or the free one where it belongs. */
  private slotOf(first: number, second: number): number {
    const mask = this.slots.length - 1;
    let slot = mix32(Math.imul(first, 0x9e3779b1) ^ second) & mask;
    for (let pair = this.slots[slot]!; pair >= 0; pair = this.slots[slot]!) {
      if (this.firsts.at(pair) === first && this.seconds.at(pair) === second) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let pair = 0; pair < this.size; pair++) {
      this.slots[this.slotOf(this.firsts.at(pair), this.seconds.at(pair))] = pair;
    }
  }
}

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

  /** Puts a list behind the end. */
  append(numbers: Uint32Array): void {
    const end = this.length + numbers.length;
    if (end > this.values.length) this.makeRoom(end - 1);
    this.values.set(numbers, this.length);
    this.length = end;
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

/** Lists one after the other. */
export function joined(lists: readonly Uint32Array[]): Uint32Array {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only;
  const whole = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    whole.set(list, at);
    at += list.length;
  }
  return whole;
}

/**
 * Pairs of 32-bit numbers, numbered 0, 1, 2... in the order in which they were first met. Open addressing in
 * typed arrays: a look-up makes no object.
 */
export class PairIndex {
  private slots = new Int32Array(64).fill(-1);
  private pairs = new Uint32Array(64);
  private count = 0;

  /** How many different pairs are known. */
  get size(): number {
    return this.count;
  }

  /** The pair's number, a new one if it was not known. */
  number(first: number, second: number): number {
    const slot = this.slotOf(first, second);
    const known = this.slots[slot]!;
    if (known >= 0) return known;
    const added = this.count++;
    if (added * 2 === this.pairs.length) this.makeRoom();
    this.pairs[added * 2] = first;
    this.pairs[added * 2 + 1] = second;
    this.slots[slot] = added;
    if (this.count * 2 > this.slots.length) this.rehash();
    return added;
  }

  /** The pair's number, or -1 if it is not known. */
  find(first: number, second: number): number {
    return this.slots[this.slotOf(first, second)]!;
  }

  first(pair: number): number {
    return this.pairs[pair * 2]!;
  }

  second(pair: number): number {
    return this.pairs[pair * 2 + 1]!;
  }

  /** The slot that holds the pair, or the free one where it belongs. */
  private slotOf(first: number, second: number): number {
    const { slots, pairs } = this;
    const mask = slots.length - 1;
    let slot = mix32(Math.imul(first, 0x9e3779b1) ^ second) & mask;
    for (let pair = slots[slot]!; pair >= 0; pair = slots[slot]!) {
      if (pairs[pair * 2] === first && pairs[pair * 2 + 1] === second) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private makeRoom(): void {
    const larger = new Uint32Array(this.pairs.length * 2);
    larger.set(this.pairs);
    this.pairs = larger;
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let pair = 0; pair < this.count; pair++) {
      this.slots[this.slotOf(this.first(pair), this.second(pair))] = pair;
    }
  }
}

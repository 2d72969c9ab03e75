import { take } from './heap';

/** Words that a list begins with. */
const FIRST_WORDS: u32 = 256;

/** Whether a list or table of this kernel found no room to grow; it is then not whole. */
export let isFull: bool = false;

export function setFull(): void {
  isFull = true;
}

/** A growing list of words in memory; who reads it from outside finds its address and its length as its first words. */
@unmanaged
export class List {
  at: usize;
  length: u32;
  capacity: u32;

  push(word: u32): void {
    if (this.length == this.capacity && !this.grow()) return;
    store<u32>(this.at + (this.length++ << 2), word);
  }

  private grow(): bool {
    const capacity = max<u32>(FIRST_WORDS, this.capacity << 1);
    const larger = take(<u64>capacity << 2);
    if (larger == 0) {
      isFull = true;
      return false;
    }
    memory.copy(larger, this.at, this.length << 2);
    this.at = larger;
    this.capacity = capacity;
    return true;
  }
}

/** A list without words; null where there is no room even for that. */
export function newList(): List {
  return changetype<List>(take(offsetof<List>()));
}

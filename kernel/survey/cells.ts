import { take } from '../shared/heap';
import { setFull } from '../shared/list';

/** Words of a cell: four of its key, four counts. */
export const CELL_BYTES: u32 = 32;
const KEY_BYTES: usize = 16;
const FIRST_CELLS: u32 = 256;

/**
 * Counts by keys of four words, numbered in the order in which the keys were first met: open addressing over cells that
 * stand one after another. Who reads them from outside finds their address and how many there are as the first words.
 */
@unmanaged
export class Cells {
  at: usize;
  length: u32;
  capacity: u32;
  /** Numbers of cells plus 1, by the hash of their keys; 0: free. */
  slots: usize;
  mask: u32;

  /** The number of the cell with this key, a new one where there was none; of no meaning where there is no room left. */
  number(a: u32, b: u32, c: u32, d: u32): u32 {
    if (this.length == this.capacity && !this.grow()) return 0;
    const first = (<u64>b << 32) | a;
    const second = (<u64>d << 32) | c;
    let slot = hashOf(first, second) & this.mask;
    for (;;) {
      const known = load<u32>(this.slots + (slot << 2));
      if (known == 0) break;
      const cell = this.at + (known - 1) * CELL_BYTES;
      if (load<u64>(cell) == first && load<u64>(cell, 8) == second) return known - 1;
      slot = (slot + 1) & this.mask;
    }
    const cell = this.at + this.length * CELL_BYTES;
    store<u64>(cell, first);
    store<u64>(cell, second, 8);
    store<u32>(this.slots + (slot << 2), ++this.length);
    return this.length - 1;
  }

  /** Where the counts of a cell stand. */
  @inline
  counts(number: u32): usize {
    return this.at + number * CELL_BYTES + KEY_BYTES;
  }

  private grow(): bool {
    const capacity = max<u32>(FIRST_CELLS, this.capacity << 1);
    const cells = take(<u64>capacity * CELL_BYTES);
    const slots = take(<u64>capacity << 3);
    if (cells == 0 || slots == 0) {
      setFull();
      return false;
    }
    memory.copy(cells, this.at, this.length * CELL_BYTES);
    this.at = cells;
    this.slots = slots;
    this.capacity = capacity;
    this.mask = (capacity << 1) - 1;
    for (let number: u32 = 0; number < this.length; number++) {
      const cell = cells + number * CELL_BYTES;
      let slot = hashOf(load<u64>(cell), load<u64>(cell, 8)) & this.mask;
      while (load<u32>(slots + (slot << 2)) != 0) slot = (slot + 1) & this.mask;
      store<u32>(slots + (slot << 2), number + 1);
    }
    return true;
  }
}

/** No cells; null where there is no room even for that. */
export function newCells(): Cells {
  return changetype<Cells>(take(offsetof<Cells>()));
}

@inline
function hashOf(first: u64, second: u64): u32 {
  const mixed = (first ^ rotl<u64>(second * 0x9e3779b97f4a7c15, 29)) * 0xbf58476d1ce4e5b9;
  return <u32>(mixed >> 32) ^ <u32>(mixed >> 57);
}

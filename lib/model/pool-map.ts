import type { TableMemory } from './kernel/table-memory';
import type { Resource, ResourcePool } from './resources';
import type { StringPool } from './strings';

/** What of a table its numbers are. */
interface TablePools {
  readonly memory: TableMemory;
  readonly strings: StringPool;
  readonly resources: ResourcePool;
}

/**
 * The numbers of one decoder's pools, translated into the table's: each decoder numbers names and resources
 * by itself, in the order in which it met them. They stand in the table's memory.
 */
export class PoolMap {
  private readonly table: TablePools;
  private readonly strings: GrowingNumbers;
  private readonly resources: GrowingNumbers;

  constructor(table: TablePools) {
    this.table = table;
    this.strings = new GrowingNumbers(table.memory, 256);
    this.resources = new GrowingNumbers(table.memory, 64);
    this.strings.push(0); // the empty text
  }

  /** Takes what the decoder's pools have gained since the last call. */
  extend(texts: readonly string[], resources: readonly Resource[]): void {
    for (const text of texts) this.strings.push(this.table.strings.intern(text));
    for (const resource of resources) this.resources.push(this.table.resources.intern(resource));
  }

  /** The address of the table's number for each text. */
  get stringsAt(): number {
    return this.strings.address;
  }

  /** The address of the table's number for each resource. */
  get resourcesAt(): number {
    return this.resources.address;
  }
}

/** A growing list of numbers in the memory of a table. */
class GrowingNumbers {
  private readonly memory: TableMemory;
  private values: Uint32Array;
  private count = 0;

  constructor(memory: TableMemory, room: number) {
    this.memory = memory;
    this.values = memory.newWords(room);
  }

  get address(): number {
    return this.values.byteOffset;
  }

  push(value: number): void {
    if (this.count === this.values.length) {
      const larger = this.memory.newWords(this.count * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.count++] = value;
  }
}

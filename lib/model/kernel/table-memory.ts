import type { Room } from '../columns';
import { addressFrom, type Constant, type SharedMemory } from './kernels';

/** What hands out the memory, and how many spans there are. */
interface Allocator {
  /** Returns the address of new bytes; 0 where there is no room. */
  takeBytes(bytes: number): number;
  readonly length: Constant;
}

/** The memory of a span table: what its kernel keeps, and what others keep beside it. Nothing is given back until all of it is. */
export class TableMemory implements Room {
  /** What other kernels and threads are given to work in it. */
  readonly shared: SharedMemory;
  private readonly kernel: Allocator;

  constructor(kernel: Allocator, shared: SharedMemory) {
    this.kernel = kernel;
    this.shared = shared;
  }

  /** What there is of it now; earlier views stay valid. */
  get buffer(): SharedArrayBuffer {
    return this.shared.buffer;
  }

  /** New words, all zero. @throws RangeError where there is no room */
  newWords(count: number): Uint32Array {
    const address = this.newBytes(count * 4);
    return this.wordsAt(address, count);
  }

  newHalves(count: number): Uint16Array {
    const address = this.newBytes(count * 2);
    return new Uint16Array(this.buffer, address, count);
  }

  newOctets(count: number): Uint8Array {
    const address = this.newBytes(count);
    return new Uint8Array(this.buffer, address, count);
  }

  /** The address of new bytes, all zero. @throws RangeError where there is no room */
  newBytes(count: number): number {
    return this.need(addressFrom(this.kernel.takeBytes(count)));
  }

  wordsAt(address: number, count: number): Uint32Array {
    return new Uint32Array(this.buffer, address, count);
  }

  /** The words of a list that a kernel keeps (kernel/shared/list.ts). */
  listAt(address: number): Uint32Array {
    const [at = 0, length = 0] = this.wordsAt(address, 2);
    return this.wordsAt(at, length);
  }

  /** What a kernel returned. @throws RangeError where that is 0: it had no room */
  need(result: number): number {
    if (result === 0)
      throw new RangeError(`the span table has no room, with ${this.kernel.length.value} spans`);
    return result;
  }
}

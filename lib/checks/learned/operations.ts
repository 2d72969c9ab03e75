import { PairIndex } from '../numbers';

const CACHE_SIZE = 1024;

/** Kinds of calls: of one caller to one peer (0: no peer) under one span name, numbered as they come. */
export class Operations {
  private readonly targets = new PairIndex(); // (caller, peer)
  private readonly operations = new PairIndex(); // (target, span name)
  // Most calls are like one of a few hundred: their number is found without the two look-ups.
  private readonly cached = new Int32Array(CACHE_SIZE).fill(-1);
  private readonly cachedKeys = new Uint32Array(CACHE_SIZE * 3);

  get size(): number {
    return this.operations.size;
  }

  /** Number of the operation, a new one if it was not known. */
  number(caller: number, peer: number, name: number): number {
    const slot = (caller * 37 + peer * 11 + name) & (CACHE_SIZE - 1);
    const key = slot * 3;
    const { cached, cachedKeys } = this;
    if (
      cached[slot]! >= 0 &&
      cachedKeys[key] === caller &&
      cachedKeys[key + 1] === peer &&
      cachedKeys[key + 2] === name
    ) {
      return cached[slot]!;
    }
    const operation = this.operations.number(this.targets.number(caller, peer), name);
    cached[slot] = operation;
    cachedKeys[key] = caller;
    cachedKeys[key + 1] = peer;
    cachedKeys[key + 2] = name;
    return operation;
  }

  /** Number of the pair of caller and peer; operations of one target differ in their names only. */
  target(operation: number): number {
    return this.operations.first(operation);
  }

  caller(operation: number): number {
    return this.targets.first(this.target(operation));
  }

  peer(operation: number): number {
    return this.targets.second(this.target(operation));
  }
}

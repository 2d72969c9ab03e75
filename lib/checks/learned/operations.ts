import { PairIndex } from '../numbers';

/** Kinds of calls: of one caller to one peer (0: no peer) under one span name, numbered as they come. */
export class Operations {
  private readonly targets = new PairIndex(); // (caller, peer)
  private readonly operations = new PairIndex(); // (target, span name)

  get size(): number {
    return this.operations.size;
  }

  /** Number of the operation, a new one if it was not known. */
  number(caller: number, peer: number, name: number): number {
    return this.operations.number(this.targets.number(caller, peer), name);
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

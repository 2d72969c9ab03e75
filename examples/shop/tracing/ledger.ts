import { openSync, writeSync } from 'node:fs';
import type { LedgerLine } from './ledger-lines';

/**
 * A process's own count of its spans. Lines are written synchronously, so that a process that is killed leaves
 * everything it did; no tracing code reads the ledger.
 */
export class Ledger {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'a');
  }

  write(line: LedgerLine): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

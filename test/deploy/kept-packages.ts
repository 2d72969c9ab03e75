import { createHash } from 'node:crypto';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Where a run of tests keeps what it packages; test/deploy/setup.ts makes it, teardown.ts removes it. */
export const KEPT_FOLDER = 'TEST_PACKAGES';

/** What a run of tests has packaged, by what it was packaged with: packaging takes seconds. */
export class KeptPackage {
  private readonly folder: string;

  /** @throws outside of a run that keeps packages */
  constructor(options: unknown) {
    const kept = process.env[KEPT_FOLDER];
    if (kept === undefined) throw new Error(`${KEPT_FOLDER} is not set: no packages are kept`);
    const digest = createHash('sha256').update(JSON.stringify(options)).digest('hex');
    this.folder = path.join(kept, digest);
  }

  /** Copies it to a folder. @returns whether there is one */
  copyTo(target: string): boolean {
    if (!existsSync(this.folder)) return false;
    cpSync(this.folder, target, { recursive: true });
    return true;
  }

  /** Keeps a copy of a folder, unless another test was faster. It is there at once, and whole. */
  keep(source: string): void {
    const copy = `${this.folder}-${process.pid}`;
    cpSync(source, copy, { recursive: true });
    try {
      renameSync(copy, this.folder);
    } catch (error) {
      rmSync(copy, { recursive: true });
      if (!existsSync(this.folder)) throw error;
    }
  }
}

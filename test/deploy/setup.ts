import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KEPT_FOLDER } from './kept-packages';

/** Before a run of tests: makes the folder of its packages. */
export default function setup(): void {
  process.env[KEPT_FOLDER] = mkdtempSync(path.join(tmpdir(), 'tracewarden-packages-'));
}

import { rmSync } from 'node:fs';
import { KEPT_FOLDER } from './kept-packages';

/** After a run of tests: removes its packages. */
export default function teardown(): void {
  rmSync(process.env[KEPT_FOLDER] ?? '', { recursive: true, force: true });
}

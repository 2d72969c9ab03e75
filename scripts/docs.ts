import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksMarkdown } from '../lib/checks/docs';

/** Writes the parts of docs/ that are made from the code. Run from the top of the repository, after a build. */
writeFileSync(join('docs', 'checks.md'), checksMarkdown());

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes files that are made from others, or with `--check` tells which of them are not current and fails.
 * @param files text by path from the top of the repository, which the command is run at
 * @param command what writes them
 */
export function writeGenerated(files: ReadonlyMap<string, string>, command: string): void {
  for (const [file, text] of files) {
    const target = path.join(process.cwd(), file);
    if (!process.argv.includes('--check')) writeFileSync(target, text);
    else if (readFileSync(target, 'utf8') !== text) {
      process.stderr.write(`${file} is not current: ${command} writes it\n`);
      process.exitCode = 1;
    }
  }
}

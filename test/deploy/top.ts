import { existsSync } from 'node:fs';
import path from 'node:path';

/** The repository, whether this runs as source or was built into dist/. */
export const TOP = above(__dirname);

function above(folder: string): string {
  if (existsSync(path.join(folder, 'serverless.yml'))) return folder;
  if (folder === path.dirname(folder)) throw new Error(`there is no serverless.yml above ${__dirname}`);
  return above(path.dirname(folder));
}

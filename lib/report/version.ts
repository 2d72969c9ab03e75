import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Put in by the bundler of the functions (serverless.yml): their packages have no package.json. */
declare const BUNDLED_VERSION: string | undefined;

/**
 * The version in package.json, which stands some folders above, as source and when built.
 * @throws where there is none up to the top
 */
export function version(): string {
  if (typeof BUNDLED_VERSION === 'string') return BUNDLED_VERSION;
  let folder = __dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`there is no package.json above ${__dirname}`);
    folder = dirname(folder);
  }
  const content: { readonly version: string } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  return content.version;
}

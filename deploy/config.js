const { existsSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { build } = require('esbuild');

/** What reads the configuration, in the program itself. */
const READER = `
  export { CHECK_METAS } from './lib/checks';
  export { loadConfig } from './lib/config/load';
`;

/**
 * Reads tracewarden.yml as the functions will: what is wrong is told before it is packaged, and not by the first run.
 * @param {string} folder of the service
 * @returns {Promise<string | null>} all that is wrong, one line each; null: nothing
 */
module.exports = async function configMistakes(folder) {
  if (existsSync(path.join(folder, 'tracewarden.yaml')))
    return 'tracewarden.yaml is not packaged: name it tracewarden.yml.';
  const { CHECK_METAS, loadConfig } = await loadReader(folder);
  const knownChecks = CHECK_METAS.map(({ id }) => id);
  try {
    await loadConfig(undefined, folder, { knownChecks });
    return null;
  } catch (error) {
    if (error.name !== 'ConfigError') throw error;
    return error.message;
  }
};

/** The program is TypeScript: its part that is needed here is bundled into a file that is loaded and goes again. */
async function loadReader(folder) {
  const bundles = mkdtempSync(path.join(tmpdir(), 'tracewarden-config-'));
  const outfile = path.join(bundles, 'reader.cjs');
  try {
    const stdin = { contents: READER, resolveDir: folder, loader: 'ts' };
    await build({ stdin, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' });
    return require(outfile);
  } finally {
    rmSync(bundles, { recursive: true });
  }
}

const { accessSync, constants } = require('node:fs');
const path = require('node:path');

/** Where scripts/install-servers.sh puts servers. */
const CACHE = ['bin', 'moto/bin'].map((folder) => path.join(__dirname, '..', '..', '.cache', folder));

/** The servers that the tests here start, and the tests that need each. */
const SERVERS = [
  { what: 'S3', program: 'versitygw', tests: '<rootDir>/test/real/(s3|runs|lambda)' },
  {
    what: 'CloudWatch, SNS and SQS',
    program: 'moto_server',
    tests: '<rootDir>/test/real/(runs|publish|lambda)',
  },
  { what: 'the lint of the template', program: 'cfn-lint', tests: '<rootDir>/test/real/template' },
];

/**
 * Tests of servers that cannot be installed here: they run against the one that these variables name. Without it they
 * are told as left out, in CI too.
 */
const NAMED = [
  { what: 'Tempo', variables: ['TEMPO_URL', 'TEMPO_OTLP_URL'], tests: '<rootDir>/test/real/tempo' },
];

/** @returns {string | null} the path of a server's program; null where it is not installed */
function findServer(program) {
  const folders = [...CACHE, ...(process.env.PATH ?? '').split(path.delimiter)];
  return folders.map((folder) => path.join(folder, program)).find(isExecutable) ?? null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Patterns of the tests that cannot run here, for jest to leave out. Each is told of in a line on standard error when
 * the run ends: a test that was not run must not look like one that passed.
 * @throws in CI, where nothing that can be installed is left out
 */
function leftOutTests() {
  const unnamed = NAMED.filter(({ variables }) => variables.some((name) => !process.env[name]));
  for (const { what, variables } of unnamed) tell(`left out: ${what} (set ${variables.join(' and ')})`);
  return [...unnamed.map(({ tests }) => tests), ...notInstalledTests()];
}

function notInstalledTests() {
  const missing = SERVERS.filter(({ program }) => findServer(program) === null);
  if (missing.length === 0) return [];
  const lines = missing.map(
    ({ what, program }) => `left out: ${what} (${program} is not installed: scripts/install-servers.sh)`,
  );
  if (process.env.CI) throw new Error(lines.join('\n'));
  for (const line of lines) tell(line);
  return missing.map(({ tests }) => tests);
}

/** When the run ends, so that it is not lost among the lines of the tests. */
function tell(line) {
  process.once('exit', () => process.stderr.write(`${line}\n`));
}

module.exports = { findServer, leftOutTests };

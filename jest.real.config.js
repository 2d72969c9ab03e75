const base = require('./jest.config.js');
const { leftOutTests } = require('./test/real/servers.js');

/**
 * Tests that talk to real servers: each starts its own on a free loopback port. Those whose server is not installed
 * are left out, and told of when the run ends; in CI that is an error.
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/real/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...leftOutTests()],
  passWithNoTests: true,
  globalSetup: '<rootDir>/test/deploy/setup.ts',
  globalTeardown: '<rootDir>/test/deploy/teardown.ts',
  collectCoverage: false,
  testTimeout: 300_000,
};

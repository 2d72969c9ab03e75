const base = require('./jest.config.js');

/**
 * Tests that talk to real servers: each starts its own on a free loopback port.
 * @type {import('jest').Config}
 */
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/real/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  coverageThreshold: {},
  testTimeout: 300_000,
};

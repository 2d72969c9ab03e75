/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/real/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  // Dynamic imports name the file that is published.
  moduleNameMapper: { '^(\\.{1,2}/.+)\\.js$': '$1' },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
    ],
  },
  collectCoverageFrom: ['lib/**/*.ts'],
  coverageReporters: ['text-summary', 'lcovonly'],
  coverageThreshold: Object.fromEntries(
    ['model', 'checks', 'formats'].map((room) => [`./lib/${room}/`, { lines: 95, branches: 95 }]),
  ),
  reporters: ['default', '<rootDir>/scripts/count-reporter.js'],
  testTimeout: 60_000,
};

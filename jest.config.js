/** The rooms whose every path is tested, and where coverage is counted. */
const COVERED = ['model', 'checks', 'formats'];

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/real/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // TypeScript wants the name that a file has when it is built, where it is loaded later.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  // By default one processor is left unused, which of two is half.
  maxWorkers: '100%',
  // A variable and not a flag, so that .ci/run counts it in the run of README's own command.
  collectCoverage: process.env.TEST_COVERAGE === 'true',
  collectCoverageFrom: COVERED.map((room) => `lib/${room}/**/*.ts`),
  coverageReporters: ['text-summary', 'lcovonly'],
  coverageThreshold: Object.fromEntries(
    COVERED.map((room) => [`./lib/${room}/`, { lines: 95, branches: 95 }]),
  ),
  reporters: ['default', '<rootDir>/.ci/count-reporter.js'],
  testTimeout: 120_000,
};

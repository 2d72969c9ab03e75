const { appendFileSync } = require('node:fs');

/**
 * A jest reporter that adds the counts of a run to the file named by TEST_COUNTS, one JSON line a run, so that
 * .ci/run can end with the sum over all of them.
 */
module.exports = class CountReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.TEST_COUNTS;
    if (!file) return;
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    appendFileSync(file, `${JSON.stringify(counts)}\n`);
  }
};

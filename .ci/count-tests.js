// Prints the sum of what count-reporter.js wrote: `N passed, N failed, N skipped`.
const { readFileSync } = require('node:fs');

const [file] = process.argv.slice(2);
const runs = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const total = (key) => runs.reduce((sum, run) => sum + run[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);

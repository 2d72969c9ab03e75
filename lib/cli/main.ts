#!/usr/bin/env node
import { describeOldNode } from './node-version';

const tooOld = describeOldNode(process.versions.node);
if (tooOld === null) {
  void import('./program.js').then(({ main }) => main(process.argv));
} else {
  process.stderr.write(`${tooOld}\n`);
  process.exitCode = 2;
}

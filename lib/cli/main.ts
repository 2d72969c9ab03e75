#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { compileCacheFolder } from './compile-cache';
import { describeOldNode } from './node-version';

const tooOld = describeOldNode(process.versions.node);
if (tooOld === null) {
  keepCompiledCode();
  void import('./program.js').then(({ main }) => main(process.argv));
} else {
  process.stderr.write(`${tooOld}\n`);
  process.exitCode = 2;
}

/** Of this process and, by its environment, of its threads. Where it cannot be kept, a run just takes longer. */
function keepCompiledCode(): void {
  const folder = compileCacheFolder(process.env, process.platform);
  if (folder === null) return;
  process.env['NODE_COMPILE_CACHE'] = folder;
  enableCompileCache(folder);
}

// Lets a child process of a test load the library's TypeScript: `node --require test/sources/typescript.cjs`.
const { transformFileSync } = require('@swc/core');

const OPTIONS = { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } };

require.extensions['.ts'] = (module, filename) => {
  module._compile(transformFileSync(filename, OPTIONS).code, filename);
};

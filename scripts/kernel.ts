import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the kernel is compiled to, as a file of the library: so that no bundle has to carry a file beside it. */
const TARGET = 'lib/formats/kernel/module.ts';
const OPTIONS = [
  '-O3',
  '--converge',
  '--runtime',
  'stub',
  '--noAssert',
  '--enable',
  'simd',
  '--use',
  'abort=',
];

/** The text of TARGET, compiled from `kernel/` anew. */
export function compiledKernel(root: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tracewarden-kernel-'));
  const output = path.join(folder, 'kernel.wasm');
  try {
    const compiler = ['assemblyscript/bin/asc.js', 'kernel/index.ts', '--outFile', output, ...OPTIONS];
    const [script = '', ...rest] = compiler;
    execFileSync(process.execPath, [require.resolve(script), ...rest], { cwd: root, stdio: 'inherit' });
    return moduleText(readFileSync(output));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function moduleText(wasm: Buffer): string {
  return [
    '/** The kernel (see kernel/), compiled to WebAssembly, as base64; `npm run kernel` writes it. */',
    'export const KERNEL_MODULE =',
    `  '${wasm.toString('base64')}';`,
    '',
  ].join('\n');
}

/** Writes it, or with `--check` tells whether it is current. */
function main(root: string, isCheck: boolean): void {
  const target = path.join(root, TARGET);
  const text = compiledKernel(root);
  if (!isCheck) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    process.stderr.write(`${TARGET} is not current: npm run kernel writes it\n`);
    process.exitCode = 1;
  }
}

if (require.main === module) main(process.cwd(), process.argv.includes('--check'));

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeGenerated } from './generated';

/** A part of kernel/ that is compiled by itself. */
interface Part {
  readonly entry: string;
  /** What it is compiled to, as a file of the library: so that no bundle has to carry a file beside it. */
  readonly target: string;
  readonly options: readonly string[];
}

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

/** The most memory that WebAssembly can address, which is only taken as it is needed: 4 GiB, in pages of 64 KiB. */
const ALL_PAGES = '65536';

/** Options of kernels that work in one memory, shared so that threads can, and so that what was seen of it stays valid. */
const IN_SHARED_MEMORY = [
  ...OPTIONS,
  '--enable',
  'threads',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '32',
  '--maximumMemory',
  ALL_PAGES,
];

const PARTS: readonly Part[] = [
  { entry: 'kernel/spans/index.ts', target: 'lib/formats/kernel/module.ts', options: OPTIONS },
  { entry: 'kernel/table/index.ts', target: 'lib/model/kernel/module.ts', options: IN_SHARED_MEMORY },
  { entry: 'kernel/survey/index.ts', target: 'lib/checks/kernel/module.ts', options: IN_SHARED_MEMORY },
];

/** The text of a part's target, compiled anew. */
function compiled(root: string, { entry, options }: Part): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tracewarden-kernel-'));
  const output = path.join(folder, 'kernel.wasm');
  try {
    const compiler = ['assemblyscript/bin/asc.js', entry, '--outFile', output, ...options];
    const [script = '', ...rest] = compiler;
    execFileSync(process.execPath, [require.resolve(script), ...rest], { cwd: root, stdio: 'inherit' });
    return moduleText(readFileSync(output), path.dirname(entry));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function moduleText(wasm: Buffer, folder: string): string {
  return [
    `/** ${folder}/, compiled to WebAssembly, as base64; \`npm run kernel\` writes it. */`,
    'export const KERNEL_MODULE =',
    `  '${wasm.toString('base64')}';`,
    '',
  ].join('\n');
}

const compiledParts = PARTS.map((part) => [part.target, compiled(process.cwd(), part)] as const);
writeGenerated(new Map(compiledParts), 'npm run kernel');

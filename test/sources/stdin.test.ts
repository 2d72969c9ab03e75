import { type ChildProcess, spawn } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { put, temporaryFolder } from './collect';

const root = temporaryFolder();
const LOADER = path.join(__dirname, 'typescript.cjs');
const READER = path.join(__dirname, 'stdin-reader.ts');

function start(stdin: 'pipe' | number, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--require', LOADER, READER, ...args], {
    stdio: [stdin, 'pipe', 'inherit'],
  });
}

async function outputOf(child: ChildProcess): Promise<unknown> {
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += String(chunk);
  });
  await once(child, 'close');
  return JSON.parse(text);
}

const LISTED = { name: '-', size: null, modified: null, etag: null, partition: null };

test.each([[[]], [['worker']]])('a pipe is read to its end %j', async (args) => {
  const content = randomBytes(3 << 20);
  const child = start('pipe', ...args);
  child.stdin?.end(content);
  expect(await outputOf(child)).toEqual({
    name: '(standard input)',
    listed: [LISTED],
    hash: hashOf(content),
  });
});

test('a file is read to its end', async () => {
  const content = randomBytes(3 << 20);
  const file = openSync(put(root, 'redirected', content), 'r');
  expect(await outputOf(start(file))).toMatchObject({ hash: hashOf(content) });
  closeSync(file);
});

test('a process ends although nobody closes the pipe', async () => {
  const child = start('pipe', 'abort');
  const output = outputOf(child);
  expect(await output).toEqual({ aborted: 'stop' });
  expect(child.exitCode).toBe(0);
  child.stdin?.destroy();
});

function hashOf(content: Buffer): string {
  return hash('sha256', content);
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const COMMAND = join(__dirname, '../../dist/lib/cli/main.js');

/** What a run of the built command came to. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Instead of `input`: writes to the running process, ends it, ... */
  readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
}

/** Runs the command as a user does: the built program in a process of its own. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, XDG_CACHE_HOME: join(tmpdir(), 'tracewarden-test-cache'), ...options.env };
    const child = spawn(process.execPath, [COMMAND, ...args], { cwd: options.cwd, env });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
    // A command that ends early, as it should after a mistake, does not take its input.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => error.code === 'EPIPE' || reject(error));
    if (options.onStart === undefined) child.stdin.end(options.input ?? '');
    else options.onStart(child);
  });
}

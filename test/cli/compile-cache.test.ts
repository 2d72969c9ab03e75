import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileCacheFolder } from '../../lib/cli/compile-cache';
import { run } from './run';

describe('where compiled code is kept', () => {
  test.each<[NodeJS.Platform, NodeJS.ProcessEnv, string | null]>([
    ['linux', { HOME: '/home/ann' }, '/home/ann/.cache/tracewarden/compile'],
    ['linux', { HOME: '/home/ann', XDG_CACHE_HOME: '/cache' }, '/cache/tracewarden/compile'],
    ['linux', {}, null],
    ['linux', { HOME: '', XDG_CACHE_HOME: '' }, null],
    ['darwin', { HOME: '/Users/ann' }, '/Users/ann/Library/Caches/tracewarden/compile'],
    ['win32', { LOCALAPPDATA: '/local', HOME: '/home/ann' }, '/local/tracewarden/compile'],
    ['win32', { HOME: '/home/ann' }, null],
    ['linux', { HOME: '/home/ann', NODE_COMPILE_CACHE: '/elsewhere' }, '/elsewhere'],
  ])('%s %j', (platform, env, expected) => {
    expect(compileCacheFolder(env, platform)).toBe(expected);
  });
});

describe('a run', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'compile-cache-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('keeps it there', async () => {
    expect((await run(['--version'], { env: { XDG_CACHE_HOME: folder } })).code).toBe(0);
    expect(existsSync(join(folder, 'tracewarden', 'compile'))).toBe(true);
  });

  test('does without where it cannot be kept', async () => {
    const result = await run(['--version'], { env: { XDG_CACHE_HOME: '/dev/null' } });
    expect(result).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });
});

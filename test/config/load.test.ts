import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../lib/config/load';

const OPTIONS = { knownChecks: ['orphan-span'], runnableChecks: ['orphan-span'] };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tracewarden-config-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('loadConfig', () => {
  test('is empty where there is no file', async () => {
    expect(await loadConfig(undefined, folder, OPTIONS)).toEqual({ config: {}, fileName: null });
  });

  test.each(['tracewarden.yml', 'tracewarden.yaml'])('finds %s', async (fileName) => {
    await writeFile(path.join(folder, fileName), 'settle: 1m');
    expect(await loadConfig(undefined, folder, OPTIONS)).toEqual({ config: { settle: 60_000 }, fileName });
  });

  test('prefers tracewarden.yml', async () => {
    await writeFile(path.join(folder, 'tracewarden.yaml'), 'settle: 1m');
    await writeFile(path.join(folder, 'tracewarden.yml'), 'settle: 2m');
    expect((await loadConfig(undefined, folder, OPTIONS)).config).toEqual({ settle: 120_000 });
  });

  test('reads the file that is named, relative to the folder', async () => {
    await mkdir(path.join(folder, 'audits'));
    await writeFile(path.join(folder, 'audits/prod.yml'), 'settle: 3m');
    await writeFile(path.join(folder, 'tracewarden.yml'), 'settle: 2m');
    expect(await loadConfig('audits/prod.yml', folder, OPTIONS)).toEqual({
      config: { settle: 180_000 },
      fileName: 'audits/prod.yml',
    });
  });

  test('a file that is named must be there', async () => {
    await expect(loadConfig('prod.yml', folder, OPTIONS)).rejects.toMatchObject({
      name: 'ConfigError',
      message: 'prod.yml: cannot be read: there is no such file',
    });
  });

  test('a folder is no file', async () => {
    await mkdir(path.join(folder, 'tracewarden.yml'));
    await expect(loadConfig(undefined, folder, OPTIONS)).rejects.toMatchObject({
      name: 'ConfigError',
      message: 'tracewarden.yml: cannot be read: it is a directory',
    });
  });

  test('mistakes are told with the name of the file', async () => {
    await writeFile(path.join(folder, 'tracewarden.yaml'), 'settle: 1m\nsampel: 1');
    await expect(loadConfig(undefined, folder, OPTIONS)).rejects.toMatchObject({
      message: 'tracewarden.yaml:2:1: unknown key "sampel"; did you mean sample?',
    });
  });
});

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { ServiceFolder } from './service';
import { TOP } from './top';
import { readZip } from './zip';

const CONFIG = 'settle: 3m\n';
const MAX_ZIP_BYTES = 10e6;
/** Signatures for several regions at once, which the SDK tries to load and does without. */
const OPTIONAL = ['@aws-sdk/signature-v4-crt'];

/** Each function's zip and its program. */
const ZIPS = [
  ['alert.zip', 'functions/alert.js'],
  ['auditArchive.zip', 'functions/audit-archive.js'],
  ['auditIncident.zip', 'functions/audit-incident.js'],
  ['auditLive.zip', 'functions/audit-live.js'],
] as const;

describe('packaging', () => {
  let first: ServiceFolder;
  let second: ServiceFolder;

  beforeAll(async () => {
    const options = { params: { archiveBucket: 'traces' }, config: CONFIG };
    first = new ServiceFolder(options);
    second = new ServiceFolder(options);
    await Promise.all([first.package(), second.package()]);
    // Once more, over what the first time left behind.
    await second.package();
  });

  afterAll(() => {
    first.remove();
    second.remove();
  });

  test.each(ZIPS)('%s holds its program and the settings, and nothing else', (zip, program) => {
    const entries = readZip(first.made(zip));
    expect(entries.map(({ name }) => name).sort()).toEqual([program, 'tracewarden.yml']);
    expect(entries.find(({ name }) => name === 'tracewarden.yml')?.bytes.toString()).toBe(CONFIG);
  });

  test.each(ZIPS)('%s is the same wherever and however often it is built', (zip) => {
    const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(digest(second.made(zip))).toBe(digest(first.made(zip)));
  });

  test.each(ZIPS)('%s is below 10 MB and needs nothing that is not in it', (zip, file) => {
    expect(first.made(zip).length).toBeLessThan(MAX_ZIP_BYTES);
    const program =
      readZip(first.made(zip))
        .find(({ name }) => name === file)
        ?.bytes.toString() ?? '';
    const required = Array.from(
      program.matchAll(/\b(?:require|import)\("([^"]+)"\)/g),
      ([, name = '']) => name,
    );
    expect(required).toContain('node:zlib');
    expect([...new Set(required.filter((name) => !isBuiltin(name)))]).toEqual(OPTIONAL);
    expect(program.includes(first.folder)).toBe(false);
  });
});

describe('mistakes', () => {
  const folders: ServiceFolder[] = [];
  const folderOf = (...settings: ConstructorParameters<typeof ServiceFolder>) => {
    const folder = new ServiceFolder(...settings);
    folders.push(folder);
    return folder;
  };

  afterAll(() => folders.forEach((folder) => folder.remove()));

  test('nothing to audit is told before anything is packaged', async () => {
    const { code, output } = await folderOf().run(['package']);
    expect(code).toBe(1);
    expect(output).toContain(
      'There is nothing to audit. Set the parameter archiveBucket, or tempoUrl, or both: ' +
        "in serverless.params.yml, or as --param 'archiveBucket=...'.",
    );
  });

  test('what is wrong in tracewarden.yml is told before anything is packaged, all of it', async () => {
    const config = 'tresholds: 3\nlanguage: klingon\n';
    const { code, output } = await folderOf({ params: { archiveBucket: 'traces' }, config }).run(['package']);
    expect(code).toBe(1);
    expect(output).toContain(
      'tracewarden.yml:1:1: unknown key "tresholds"; did you mean thresholds?\n' +
        'tracewarden.yml:2:11: language: "klingon" is not accepted; give en or zh',
    );
  });

  test('a configuration that would not be packaged is told of', async () => {
    const service = folderOf({ params: { archiveBucket: 'traces' } });
    writeFileSync(path.join(service.folder, 'tracewarden.yaml'), 'language: zh\n');
    const { code, output } = await service.run(['package']);
    expect([code, output.includes('tracewarden.yaml is not packaged: name it tracewarden.yml.')]).toEqual([
      1,
      true,
    ]);
  });

  test('the lines of the documents deploy', async () => {
    const [lines = '', others] = ['README.md', 'docs/deploy.md'].map((document) => {
      const text = readFileSync(path.join(TOP, document), 'utf8');
      return /^```\n(npm ci\necho [\s\S]*?)^```/m.exec(text)?.[1];
    });
    expect(others).toBe(lines);
    const [, config = ''] = /^echo '([^']+)' > tracewarden\.yml$/m.exec(lines) ?? [];
    const [, archiveBucket = ''] =
      /^npx serverless deploy .*--param 'archiveBucket=([^']+)'$/m.exec(lines) ?? [];
    const service = folderOf({ stage: 'prod', params: { archiveBucket }, config });
    await service.package();
    // The parameter that is stored is the one that the function may read.
    expect(lines).toContain('--name /tracewarden/prod/slack-url --value ');
    expect(JSON.stringify(service.template)).toContain('parameter/tracewarden/prod/slack-url');
  });

  test('a Tempo is enough', async () => {
    const { code } = await folderOf({ params: { tempoUrl: 'https://tempo.example.org' } }).run(['package']);
    expect(code).toBe(0);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { CHECKS } from '../lib/checks';

const top = resolve(__dirname, '..');

/** What each room may import of the others; imports go down this list only. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  // What the functions call: an audit, and then what is told of it, in the order that loses nothing.
  runs: ['audit', 'publish', 'schedule', 'checks', 'report', 'sources', 'config', 'model'],
  cli: ['audit', 'publish', 'checks', 'report', 'sources', 'formats', 'config', 'model'],
  audit: ['checks', 'report', 'sources', 'sampling', 'formats', 'config', 'model'],
  publish: ['report', 'config', 'model'],
  schedule: ['model'],
  checks: ['model'],
  report: ['model'],
  sources: ['sampling', 'formats', 'model'],
  config: ['model'],
  sampling: ['model'],
  formats: ['model'],
  model: [],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function filesOf(folder: string): string[] {
  return readdirSync(join(top, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(top, join(entry.parentPath, entry.name)));
}

/** What a file imports or hands on, of types too, and lazily too: paths without their ending. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(top, file), 'utf8');
  const targets = text.matchAll(/(?:from|import|import\(|require\()\s*['"](\.{1,2}\/?[^'"]*)['"]/g);
  return Array.from(targets, ([, target]) => resolve(top, dirname(file), target!));
}

/** All imports between rooms of lib/. */
function importsBetweenRooms(): Import[] {
  const room = (path: string) => relative(join(top, 'lib'), path).split(sep)[0]!;
  return filesOf('lib').flatMap((file) =>
    importsOf(file)
      .map((to) => ({ file, from: room(join(top, file)), to: room(to) }))
      .filter(({ from, to }) => from !== to),
  );
}

/** Files that import themselves, perhaps through others: what is left when those that import nothing are taken away. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const left = new Map(imports);
  for (;;) {
    const free = [...left].filter(([, targets]) => !targets.some((target) => left.has(target)));
    if (free.length === 0) return [...left.keys()];
    for (const [file] of free) left.delete(file);
  }
}

describe('the rooms of lib/', () => {
  const imports = importsBetweenRooms();

  test('every folder is a room with a rule', () => {
    const folders = readdirSync(join(top, 'lib'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).sort()).toEqual(Object.keys(ROOMS).sort());
  });

  test('imports go down only', () => {
    expect(imports.length).toBeGreaterThan(100);
    const inside = imports.filter(({ from }) => from in ROOMS);
    const forbidden = inside.filter(({ from, to }) => ROOMS[from]?.includes(to) !== true);
    expect(forbidden).toEqual([]);
  });

  test('no file imports itself in a circle', () => {
    const files = filesOf('lib');
    const known = new Set(files);
    const asFile = (path: string) =>
      [`${path}.ts`, join(path, 'index.ts')]
        .map((name) => relative(top, name))
        .find((name) => known.has(name));
    const imports = new Map(
      files.map((file) => [file, importsOf(file).flatMap((path) => asFile(path) ?? [])] as const),
    );
    expect([...imports.values()].flat().length).toBeGreaterThan(1_000);
    expect(circlesIn(imports)).toEqual([]);
    expect(circlesIn(new Map([...imports, ['lib/model/time.ts', ['lib/audit/audit.ts']]]))).toContain(
      'lib/model/time.ts',
    );
  });

  test('the rule sees a forbidden import', () => {
    expect(ROOMS['model']?.includes('checks')).toBe(false);
    expect(imports).toContainEqual({ file: 'lib/audit/plan.ts', from: 'audit', to: 'sources' });
  });
});

describe('the functions', () => {
  test('know the rooms that they call, and no rules or formats', () => {
    const rooms = filesOf('functions').flatMap((file) =>
      Array.from(readFileSync(join(top, file), 'utf8').matchAll(/'\.\.\/lib\/([^/']+)/g), ([, room]) => room),
    );
    expect(new Set(rooms)).toEqual(new Set(['audit', 'checks', 'config', 'publish', 'runs']));
  });

  test('are known to nothing in lib/', () => {
    const knowing = filesOf('lib').filter((file) =>
      /'(\.\.\/)+functions/.test(readFileSync(join(top, file), 'utf8')),
    );
    expect(knowing).toEqual([]);
  });
});

describe('the checks', () => {
  const reference = readFileSync(join(top, 'docs/checks.md'), 'utf8');

  test.each(CHECKS.map((check) => [check.meta.id, check] as const))(
    '%s has its file, test, meta and row',
    (id, check) => {
      const text = readFileSync(join(top, `lib/checks/${id}.ts`), 'utf8');
      expect(text).toContain(`id: '${id}'`);
      expect(readFileSync(join(top, `test/checks/${id}.test.ts`), 'utf8')).toContain('test');
      const { meta } = check;
      for (const sentence of [meta.title, meta.what, meta.why, meta.remedy])
        expect(sentence.length).toBeGreaterThan(10);
      expect(Object.keys(meta.reasons).length).toBeGreaterThan(0);
      expect(reference).toContain(`\`${id}\``);
      expect(reference).toContain(meta.remedy);
    },
  );

  test('every file of a check is in the index', () => {
    const withMeta = filesOf('lib/checks').filter((file) =>
      /\bmeta: \{|const meta\b/.test(readFileSync(join(top, file), 'utf8')),
    );
    const listed = CHECKS.map(({ meta }) => join('lib', 'checks', `${meta.id}.ts`));
    expect(listed).toEqual(expect.arrayContaining(withMeta.filter((file) => !file.endsWith('check.ts'))));
    expect(new Set(CHECKS.map(({ meta }) => meta.id)).size).toBe(CHECKS.length);
  });
});

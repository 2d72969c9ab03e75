import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { generatedDocs } from '../scripts/docs';

const top = resolve(__dirname, '..');
const read = (file: string) => readFileSync(join(top, file), 'utf8');

test.each([...generatedDocs(top)])('%s is current (npm run docs writes it)', (file, text) => {
  expect(read(file)).toBe(text);
});

test("README's example of the library runs, against the package as others import it", () => {
  const example = /^```ts\n([\s\S]*?)^```/m.exec(read('README.md'))?.[1];
  expect(example).toContain("from 'tracewarden'");
  const code = example?.replace('./archive', 'examples/shop/recordings/faulty/archive') ?? '';
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: top,
    encoding: 'utf8',
  });
  expect(output).toMatch(/^FINDINGS/);
  expect(output).toContain('\norders client-without-server 1\n');
});

test('links between the documents lead somewhere', () => {
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'bench/README.md',
    'examples/shop/README.md',
  ];
  const inDocs = readdirSync(join(top, 'docs')).filter((name) => name.endsWith('.md'));
  const broken = [...documents, ...inDocs.map((name) => `docs/${name}`)].flatMap((file) =>
    Array.from(read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g), ([, target]) =>
      join(top, dirname(file), target ?? ''),
    )
      .filter((target) => !existsSync(target))
      .map((target) => `${file}: ${relative(top, target)}`),
  );
  expect(broken).toEqual([]);
});

test('the changelog tells of the version in package.json, and its number of checks is right', () => {
  const { version }: { version: string } = JSON.parse(read('package.json'));
  expect(read('CHANGELOG.md')).toContain(`## ${version}`);
  // Sixteen over traces, and the one that compares sources.
  expect(read('docs/checks.md').match(/^## /gm)).toHaveLength(16 + 1);
  expect(read('CHANGELOG.md')).toContain('Sixteen checks');
});

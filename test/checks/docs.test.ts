import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../lib/checks';
import { checksMarkdown } from '../../lib/checks/docs';

const top = join(__dirname, '../..');

test('docs/checks.md is what the checks make it', () => {
  expect(readFileSync(join(top, 'docs/checks.md'), 'utf8')).toBe(checksMarkdown());
});

test.each(CHECKS.map(({ meta }) => [meta.id, meta] as const))(
  '%s has its file, its test, its meta and its row',
  (id, meta) => {
    expect(existsSync(join(top, `lib/checks/${id}.ts`))).toBe(true);
    expect(existsSync(join(top, `test/checks/${id}.test.ts`))).toBe(true);
    expect(checksMarkdown()).toContain(`| [\`${id}\`](#${id}) | ${meta.title} |`);
    for (const text of [meta.what, meta.why, meta.remedy, ...Object.values(meta.reasons)]) {
      expect(text).toMatch(/^[A-Z].*[.]$|^unknown_service.*[.]$/);
      expect(text).not.toContain('\n');
    }
    expect(meta.title).toMatch(/^[a-z][^.|]*$/);
  },
);

import { CHECKS } from '../../lib/checks';
import { EN, EN_CHECKS } from '../../lib/publish/messages/en';
import { ZH, ZH_CHECKS } from '../../lib/publish/messages/zh';

/** Every text by its path. */
function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value ?? {}).flatMap(([key, inner]) =>
    leaves(inner, path === '' ? key : `${path}.${key}`),
  );
}

const placeholders = (text: string) =>
  Array.from(text.matchAll(/\{(\w+)\}/g), ([, name = '']) => name).toSorted((a, b) => (a < b ? -1 : 1));

describe.each<[string, unknown, unknown]>([
  ['the texts', EN, ZH],
  ['the texts of checks', EN_CHECKS, ZH_CHECKS],
])('%s', (_, english, chinese) => {
  const [en, zh] = [leaves(english), leaves(chinese)];

  test('are the same ones in both languages, in the same order', () => {
    expect(zh.map(([path]) => path)).toEqual(en.map(([path]) => path));
    expect(en.length).toBeGreaterThan(40);
  });

  test.each(en)('%s has the same placeholders, and no stray brace', (path, text) => {
    const other = new Map(zh).get(path) ?? '';
    expect(placeholders(other).filter((name) => name !== 'label')).toEqual(
      placeholders(text).filter((name) => name !== 'label'),
    );
    for (const one of [text, other]) expect(one.replaceAll(/\{\w+\}/g, '')).not.toMatch(/[{}]/);
  });

  test('none is left in English, and none is empty in one language alone', () => {
    for (const [path, text] of zh) {
      const isWord =
        /[a-z]/i.test(new Map(en).get(path) ?? '') &&
        !/place$|unit\.|heading$|gone$|found$|counts$|number\./.test(path);
      expect([path, !isWord || /\p{Script=Han}/u.test(text)]).toEqual([path, true]);
    }
  });
});

test('texts belong to checks that there are', () => {
  const known = new Set(CHECKS.map(({ meta }) => meta.id));
  expect(Object.keys(EN_CHECKS).filter((id) => !known.has(id))).toEqual([]);
});

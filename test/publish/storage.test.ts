import { z } from 'zod';
import { loadReport, reportKey, reportUrl, storeReport, windowId } from '../../lib/publish/report-storage';
import { updateJson } from '../../lib/publish/update-json';
import { HEALTHY } from '../report/samples';
import { MemoryStore } from './memory-store';

const start = Date.UTC(2026, 10, 20, 14);
const window = { start, end: start + 3_600_000 };

test.each([
  [window, '20261120T140000Z-20261120T150000Z'],
  [{ start: start + 1, end: start + 900_000 }, '20261120T140000.001Z-20261120T141500Z'],
])('a window as part of a key', (given, expected) => {
  expect(windowId(given)).toBe(expected);
});

test('keys lie by day', () => {
  expect(reportKey('shop', window)).toBe('reports/shop/2026/11/20/20261120T140000Z-20261120T150000Z');
  expect(reportKey('shop', window, '-incident-1')).toBe(
    'reports/shop/2026/11/20/20261120T140000Z-20261120T150000Z-incident-1',
  );
});

test.each([
  [null, null],
  ['https://a.example/{key}', 'https://a.example/x%20y/z%3F.md'],
  ['https://a.example/?b={bucket}&k={key}#{key}', 'https://a.example/?b=acme&k=x%20y/z%3F.md#x%20y/z%3F.md'],
])('links are made of the template %s', (template, expected) => {
  expect(reportUrl(template, { bucket: 'acme', key: 'x y/z?.md' })).toBe(expected);
});

test('the first report stays', async () => {
  const store = new MemoryStore();
  expect(await storeReport(store, 'k', HEALTHY)).toEqual({ report: HEALTHY, isNew: true });
  const other = { ...HEALTHY, sources: ['other'] };
  expect(await storeReport(store, 'k', other)).toEqual({ report: HEALTHY, isNew: false });
  expect(await loadReport(store, 'k')).toEqual(HEALTHY);
  expect(await loadReport(store, 'unknown')).toBeNull();
});

test('what is no report is an error that says what to do', async () => {
  const store = new MemoryStore();
  await store.put('k.json.gz', Buffer.from('no gzip'), null);
  await expect(loadReport(store, 'k')).rejects.toThrow(
    'k.json.gz is no report of this version; move it away to audit its window again',
  );
});

describe('changing an object that others change too', () => {
  const schema = z.strictObject({ count: z.int() });
  const add = (store: MemoryStore) =>
    updateJson(store, 'k', schema, (current: { count: number } | null) => {
      const count = (current?.count ?? 0) + 1;
      return { value: { count }, result: count };
    });

  test('20 at once each count', async () => {
    const store = new MemoryStore();
    const results = await Promise.all(Array.from({ length: 20 }, () => add(store)));
    expect(results.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(store.json('k')).toEqual({ count: 20 });
  });

  test('one that always comes second gives up with a sentence', async () => {
    const store = new MemoryStore();
    store.put = async () => 'conflict';
    await expect(add(store)).rejects.toThrow('k: was changed by others 25 times while it was to be written');
  });

  test.each([
    ['{', 'k: is no JSON; move it away to begin anew'],
    ['{"count":"x"}', 'k: is not what this version wrote (count: '],
  ])('%s is not overwritten', async (text, message) => {
    const store = new MemoryStore();
    await store.put('k', Buffer.from(text), null);
    await expect(add(store)).rejects.toThrow(message);
    expect(Buffer.from(store.objects.get('k')?.body ?? []).toString()).toBe(text);
  });
});

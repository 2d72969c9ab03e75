import { join } from 'node:path';
import { audit, parity, trace } from '../../lib';
import { SpanTable } from '../../lib/model/table';
import { otlpLine, temporaryFolder, writeFiles } from './archives';

const NOW = Date.UTC(2026, 10, 20, 14);
const top = temporaryFolder();
const folder = join(top, 'archive');
const common = { threads: 1, now: NOW };

beforeAll(() =>
  writeFiles(folder, { 'a.json': `${otlpLine([{ trace: '7', id: 'a', start: NOW - 3_600_000 }])}\n` }),
);

/** How many tables are released by what `make` makes. */
async function released(make: () => Promise<unknown>): Promise<number> {
  const release = jest.spyOn(SpanTable.prototype, 'release');
  try {
    await make().catch(() => undefined);
    return release.mock.calls.length;
  } finally {
    release.mockRestore();
  }
}

test('the memory of a table is left to the next one when its report is made', async () => {
  expect(await released(() => audit({ sources: [folder], ...common }))).toBe(1);
  expect(await released(() => trace('7'.padStart(32, '0'), { sources: [folder], ...common }))).toBe(1);
  expect(await released(() => parity({ sources: [folder, folder], ...common }))).toBe(2);
});

test('not where reading was broken off: somebody may be reading still', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  expect(await released(() => audit({ sources: [folder], ...common, signal }))).toBe(0);
});

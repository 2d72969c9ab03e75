import { join } from 'node:path';
import { compareParity } from '../../lib/audit/parity/parity';
import { readTrace } from '../../lib/audit/trace/trace';
import { effectiveConfig } from '../../lib/config/effective';
import type { SuffixClasses } from '../../lib/sampling/suffix';
import type * as Sources from '../../lib/sources';
import type { ListedObject, Source, SourceSpec } from '../../lib/sources/source';
import { otlpLine, temporaryFolder, writeFiles } from './archives';

/** What folders of these tests can do beside what folders can: by the end of their path. */
const mockChosen: Record<string, SuffixClasses> = {
  one: { digits: 1, classes: [1, 2] },
  traces: { digits: 1, classes: [1, 2] },
  two: { digits: 2, classes: [0x01, 0x02, 0x13] },
};
const mockAsked: string[] = [];

jest.mock('../../lib/sources', () => {
  const actual = jest.requireActual<typeof Sources>('../../lib/sources');
  return {
    ...actual,
    openSource: (spec: SourceSpec): Source => {
      const source = actual.openSource(spec);
      const folder = spec.kind === 'path' ? (spec.path.split('/').at(-1) ?? '') : '';
      const classes = mockChosen[folder];
      return {
        spec,
        name: source.name,
        list: (range, signal) => {
          mockAsked.push(`list ${folder}`);
          return source.list(range, signal);
        },
        open: (object, signal) => source.open(object, signal),
        close: () => source.close(),
        ...(classes !== undefined && {
          chooseClasses: () => {
            mockAsked.push(`choose ${folder}`);
            return Promise.resolve(classes);
          },
        }),
        ...(folder === 'index' && {
          listTrace: async (traceId: string, signal: AbortSignal): Promise<ListedObject | null> => {
            mockAsked.push(`look up ${traceId}`);
            for await (const { objects } of source.list(null, signal)) {
              const found = objects.find(({ name }) => name.endsWith(`${traceId}.json`));
              if (found !== undefined) return found;
            }
            return null;
          },
        }),
      };
    },
  };
});

const T = Date.UTC(2026, 10, 20, 14);
const NOW = T + 3_600_000;
const folder = temporaryFolder();
const hex = (number: number) => number.toString(16);
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    otlpLine([{ trace: hex(from + index), id: 'a', start: T }]),
  );

beforeAll(() => {
  const all = { 'a.jsonl': lines(1, 257).join('\n') };
  writeFiles(join(folder, 'one'), all);
  writeFiles(join(folder, 'two'), all);
  writeFiles(join(folder, 'plain'), all);
  const named = (number: number) => hex(number).padStart(32, '0');
  writeFiles(join(folder, 'traces'), { [named(1)]: lines(1, 2).join(''), [named(2)]: 'rubbish' });
  writeFiles(join(folder, 'index'), {
    [`${'5'.padStart(32, '0')}.json`]: lines(5, 6).join(''),
    'other.json': 'no trace',
  });
});
beforeEach(() => {
  mockAsked.length = 0;
});

const parity = (first: string, second: string, isWindowed = true) =>
  compareParity(
    effectiveConfig(
      {},
      {
        sources: [join(folder, first), join(folder, second)],
        threads: 1,
        ...(isWindowed && {
          window: { from: new Date(T).toISOString(), to: new Date(T + 1_000).toISOString() },
        }),
      },
    ),
    { now: NOW },
  );

describe('a source that chooses its traces', () => {
  test.each([
    ['first', 'one', 'plain'],
    ['second', 'plain', 'one'],
  ])('the %s one chooses for both', async (_, first, second) => {
    const report = await parity(first, second);
    // Of the IDs 1 to 256 there are 16 each that end in 1 and in 2.
    expect(report.traces).toMatchObject({ compared: 32, same: 32 });
    expect(report.sample).toEqual({ rate: 0.125, lastDigits: ['1', '2'] });
    expect(mockAsked.filter((asked) => asked.startsWith('choose'))).toEqual(['choose one']);
  });

  test('of two the traces that both chose are compared', async () => {
    const report = await parity('one', 'two');
    // 01 and 02; 13 ends in 3, which the first did not choose.
    expect(report.traces).toMatchObject({ compared: 2, same: 2 });
    expect(report.sample).toEqual({ rate: 2 / 256, lastDigits: ['01', '02'] });
    expect(mockAsked).toEqual(['choose one', 'list one', 'choose two', 'list two']);
  });

  test('gives one trace an object: one that cannot be read leaves out itself alone', async () => {
    const report = await parity('traces', 'plain');
    // Of the 32 with these last digits it holds 1, and perhaps 2.
    expect(report.traces).toMatchObject({ same: 1, onlyInSecond: 30, notCompared: { unread: 1 } });
  });

  test('needs a window', async () => {
    await expect(parity('one', 'plain', false)).rejects.toThrow(
      `${join(folder, 'one')} needs a window: give --last, or --from and --to.`,
    );
  });
});

describe('a source that looks traces up', () => {
  const trace = (number: number, ...sources: string[]) =>
    readTrace(
      effectiveConfig({}, { sources: sources.map((name) => join(folder, name)), threads: 1 }),
      hex(number).padStart(32, '0'),
      { now: NOW },
    );

  test('is asked, and only what it names is read', async () => {
    const report = await trace(5, 'index');
    expect(report).toMatchObject({ status: 'whole', summary: { spans: 1, resends: 0 } });
    expect(report.coverage.objects).toEqual({ listed: 1, read: 1, unreadable: 0 });
    expect(mockAsked).toEqual([`look up ${'5'.padStart(32, '0')}`]);
  });

  test('beside one that is read through', async () => {
    const report = await trace(5, 'index', 'plain');
    expect(report).toMatchObject({ status: 'whole', summary: { spans: 1, resends: 1 } });
    expect(report.rows).toMatchObject([{ type: 'span', resends: 1 }]);
  });

  test('and does not have it', async () => {
    const report = await trace(6, 'index');
    expect(report).toMatchObject({ status: 'not-found', verdict: 'unknown', rows: [], checks: [] });
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { damageOf } from '../../lib/audit/damage';
import type * as Queue from '../../lib/audit/job-queue';
import { joinOutcomes } from '../../lib/audit/join-outcomes';
import { cutter, mayBeCut, partBytesFor } from '../../lib/audit/line-parts';
import type { ObjectOutcome } from '../../lib/audit/object-reader';
import { planReading } from '../../lib/audit/plan';
import type { ReadJob } from '../../lib/audit/read-job';
import type * as Reading from '../../lib/audit/reading';
import { ALL_TRACES } from '../../lib/sampling/trace-selection';
import { parseSource } from '../../lib/sources';
import { otlpLine, temporaryFolder } from './archives';

/** As built: threads run files of JavaScript. */
const { readObjects }: typeof Reading = jest.requireActual('../../dist/lib/audit/reading.js');
const { JobQueue }: typeof Queue = jest.requireActual('../../dist/lib/audit/job-queue.js');

const MIB = 1 << 20;
const OPTIONS = { endpointUrl: null, region: null, partitionTimezone: 'UTC' };
const { signal } = new AbortController();
const top = temporaryFolder();

describe('what may be cut', () => {
  const path = parseSource('/archive', OPTIONS);
  const job = (size: number | null): ReadJob => ({
    object: 0,
    source: 0,
    listed: { name: 'a', size, modified: null, etag: null, partition: null },
  });

  test('files of two parts or more', () => {
    expect([null, 0, 19, 20, 1000].map((size) => mayBeCut(job(size), path, 10))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  test('no blocks, and nothing but files', () => {
    const facts = {
      format: 'vParquet4',
      dedicatedColumns: [],
      footerSize: 0,
      traces: 1,
      compactionLevel: 0,
      rowGroups: 1,
    };
    const block = { ...job(1000), listed: { ...job(1000).listed, block: facts } };
    expect(mayBeCut(block, path, 10)).toBe(false);
    expect(mayBeCut(job(1000), parseSource('s3://bucket/prefix', OPTIONS), 10)).toBe(false);
    expect(mayBeCut(job(1000), undefined, 10)).toBe(false);
  });

  test('no parts', () => {
    const lines = { format: 'otlp-json', from: 10, to: 1000 };
    expect(mayBeCut({ ...job(1000), lines }, path, 10)).toBe(false);
  });

  test('whoever begins one stops at the border behind what was read, and tells', () => {
    const told: [string, number][] = [];
    const cut = cutter(10, (format, from) => told.push([format, from]));
    expect([cut('otlp-json', 0), cut('otlp-json', 9), cut('zipkin-json', 10)]).toEqual([10, 10, 20]);
    expect(told).toEqual([
      ['otlp-json', 10],
      ['otlp-json', 10],
      ['zipkin-json', 20],
    ]);
  });

  test('a part is a thirty-second of what a thread has to read, 8 MiB to 32 MiB', () => {
    expect(partBytesFor(1024 * MIB, 2)).toBe(16 * MIB);
    expect(partBytesFor(256 * MIB, 2)).toBe(8 * MIB);
    expect(partBytesFor(100 * 1024 * MIB, 4)).toBe(32 * MIB);
  });
});

describe('the outcomes of parts', () => {
  const outcome = (object: number, from: number, fields: Partial<ObjectOutcome> = {}): ObjectOutcome => ({
    object,
    from,
    storedBytes: 10,
    decodedBytes: 11,
    format: 'otlp-json',
    complete: true,
    isBrokenWithin: false,
    spansRead: 3,
    spansRejected: 1,
    skippedLogs: 2,
    skippedMetrics: 5,
    problems: [],
    damagedTraces: [],
    rawIds: [],
    ...fields,
  });
  const problem = (offset: number) =>
    ({ object: 'a', offset, reason: 'invalid-json', message: 'no JSON', count: 1 }) as const;

  test('come to one of their object', () => {
    const joined = joinOutcomes([
      outcome(1, 20, { problems: [problem(25)], damagedTraces: ['b'] }),
      outcome(0, 0),
      outcome(1, 0, { rawIds: [['00', 'zz']] }),
      outcome(1, 10, { problems: [problem(15)], damagedTraces: ['a'] }),
    ]);
    expect(joined).toEqual([
      outcome(0, 0),
      outcome(1, 0, {
        storedBytes: 30,
        decodedBytes: 33,
        spansRead: 9,
        spansRejected: 3,
        skippedLogs: 6,
        skippedMetrics: 15,
        problems: [problem(15), problem(25)],
        damagedTraces: ['a', 'b'],
        rawIds: [['00', 'zz']],
      }),
    ]);
  });

  test('where one was not read to its end, no trace of the object is judged: what is lost may be of any time', () => {
    const [joined] = joinOutcomes([outcome(0, 0), outcome(0, 10, { complete: false }), outcome(0, 20)]);
    expect(joined).toMatchObject({ complete: false, isBrokenWithin: true });
    const plan = { jobs: [], problems: [], bytes: 0, live: new Map() };
    expect(damageOf(plan, [joined!], 0).corruptObjects).toEqual(new Set([0]));
    // One that was read from its first byte on lost what came after the last.
    const alone = outcome(0, 0, { complete: false });
    expect(damageOf(plan, joinOutcomes([alone]), 0).corruptObjects).toEqual(new Set());
  });
});

/** Reads files of a folder in so many threads. */
async function read(files: Record<string, string>, threads: number, partBytes: number) {
  const folder = mkdtempSync(join(top, 'read-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const spec = parseSource(folder, OPTIONS);
  const plan = await planReading([spec], null, signal, () => {});
  const progress: number[] = [];
  const { outcomes, table } = await readObjects(plan.jobs, {
    sources: [spec],
    limits: { maxObjectBytes: 512_000_000, needs: [] },
    selection: ALL_TRACES,
    maxRows: 1e6,
    threads,
    partBytes,
    signal,
    onProgress: ({ objectsRead }) => progress.push(objectsRead),
  });
  const counted = table.records().reduce((sum, { rows }) => sum + rows, 0);
  const seen = outcomes.map(({ problems, ...rest }) => ({
    ...rest,
    problems: problems.map((told) => ({ ...told, object: basename(told.object) })),
  }));
  return { seen, rows: counted, traces: table.traceCount, objectsRead: progress.at(-1) };
}

const line = (number: number) =>
  otlpLine([
    { trace: `${number + 1}`, id: '1', kind: 2, start: 1000 + number },
    { trace: `${number + 1}`, id: '2', parent: '1', start: 1001 + number },
  ]);
const LINES = Array.from({ length: 2000 }, (_, number) => line(number));
const PRETTY = LINES.map((text) => JSON.stringify(JSON.parse(text), null, 1)).join('\n');

test.each([
  ['lines', LINES.join('\n'), 2000],
  [
    'lines of which some are damaged',
    LINES.map((text, at) => (at % 100 === 7 ? text.slice(5) : text)).join('\n'),
    1980,
  ],
  ['documents that span lines', PRETTY, 2000],
])('one large file of %s comes to the same in two threads as in one', async (_, content, traces) => {
  const alone = await read({ large: content }, 1, 50_000);
  expect(alone.traces).toBe(traces);
  expect(alone.rows).toBe(2 * traces);
  const cut = jest.spyOn(JobQueue.prototype, 'cut');
  expect(await read({ large: content }, 2, 50_001)).toEqual(alone);
  expect(cut).toHaveBeenCalledTimes(content === PRETTY ? 0 : 1);
  cut.mockRestore();
});

test('large files beside small ones are read once each', async () => {
  const files = {
    a: LINES.slice(0, 900).join('\n'),
    b: LINES.slice(900, 1000).join('\n'),
    c: `${LINES.slice(1000, 1900).join('\n')}\n`,
    d: LINES.slice(1900).join('\n'),
    e: PRETTY,
  };
  const alone = await read(files, 1, 20_000);
  expect(alone).toMatchObject({ traces: 2000, rows: 8000, objectsRead: 5 });
  for (const threads of [2, 4]) expect(await read(files, threads, 20_000 + threads)).toEqual(alone);
});

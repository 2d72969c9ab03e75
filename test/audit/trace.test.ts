import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { readTrace } from '../../lib/audit/trace/trace';
import { type ConfigFlags, effectiveConfig } from '../../lib/config/effective';
import type { ConfigFile } from '../../lib/config/schema';
import type { TraceReport, TraceRow } from '../../lib/report/trace-model';
import { type ArchivedSpan, otlpLine, temporaryFolder, writeFiles } from './archives';

const T = Date.UTC(2026, 10, 20, 14);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = T + 24 * HOUR;
const [INTERNAL, SERVER, CLIENT] = [1, 2, 3];
const ID = '7'.padStart(32, '0');
const top = temporaryFolder();
let folders = 0;

async function traceOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  flags: ConfigFlags = {},
  file: ConfigFile = {},
  now = NOW,
): Promise<TraceReport> {
  const folder = join(top, String(folders++));
  writeFiles(folder, { '.keep': '', ...files });
  return readTrace(effectiveConfig(file, { sources: [folder], threads: 1, ...flags }), ID, { now });
}

const span = (id: string, rest: Partial<ArchivedSpan> = {}): ArchivedSpan => ({
  trace: '7',
  id,
  service: 'web',
  start: T,
  ...rest,
});
const archive = (...spans: readonly ArchivedSpan[]) => ({
  'a.jsonl': spans.map((it) => otlpLine([it])).join('\n'),
});

/** A row in short: two dots a level, the end of its ID, and what is special. */
function short(row: TraceRow): string {
  const at = '..'.repeat(row.depth);
  if (row.type === 'missing-server') return `${at}no ${row.service}`;
  const id = row.spanId.replace(/^0+/, '');
  if (row.type === 'missing') return `${at}?${id} ${row.service ?? 'nobody'} ${row.basis}`;
  if (row.type === 'again') return `${at}^${id}`;
  const marks = [...row.fails, ...(row.resends > 0 ? [`+${row.resends}`] : [])];
  return `${at}${[id, ...marks].join(' ')}`;
}

const answers = ({ checks }: TraceReport, wanted: 'fail' | 'exempt') =>
  checks.filter(({ answer }) => answer === wanted).map(({ check }) => check);

const whole = [
  span('a', { kind: SERVER, end: T + 9 }),
  span('b', { parent: 'a', kind: CLIENT, start: T + 1, end: T + 8 }),
  span('c', { parent: 'b', service: 'cart', kind: SERVER, start: T + 2, end: T + 7 }),
];

describe('the tree', () => {
  test('of a whole trace, among others', async () => {
    const report = await traceOf(
      archive({ ...span('a'), trace: '8' }, ...whole, { ...span('a'), trace: '9' }),
    );
    expect(report.rows).toEqual([
      {
        type: 'span',
        depth: 0,
        spanId: '000000000000000a',
        parentId: null,
        name: 'work',
        service: 'web',
        kind: 'server',
        startMs: 0,
        durationMs: 9,
        isError: false,
        resends: 0,
        fails: [],
      },
      expect.objectContaining({
        depth: 1,
        spanId: '000000000000000b',
        startMs: 1,
        durationMs: 7,
        kind: 'client',
      }),
      expect.objectContaining({
        depth: 2,
        service: 'cart',
        parentId: '000000000000000b',
        startMs: 2,
        durationMs: 5,
      }),
    ]);
    expect(report).toMatchObject({
      traceId: ID,
      status: 'whole',
      verdict: 'complete',
      summary: {
        spans: 3,
        services: 2,
        roots: 1,
        missingParents: 0,
        resends: 0,
        start: '2026-11-20T14:00:00.000Z',
        durationMs: 9,
      },
    });
    expect(answers(report, 'fail')).toEqual([]);
  });

  test.each<[string, readonly ArchivedSpan[], readonly string[], TraceReport['verdict']]>([
    [
      'children by their start',
      [
        span('a', { end: T + 9 }),
        span('c', { parent: 'a', start: T + 5 }),
        span('b', { parent: 'a', start: T + 2 }),
      ],
      ['a', '..b', '..c'],
      'complete',
    ],
    [
      'a missing parent of the same process, with both of its children',
      [span('a', { end: T + 9 }), span('b', { parent: 'f' }), span('c', { parent: 'f', start: T + 1 })],
      ['a', '?f web own', '..b orphan-span', '..c orphan-span'],
      'incomplete',
    ],
    [
      'a missing parent of an unknown caller, and no root',
      [span('b', { parent: 'f', kind: SERVER })],
      ['?f nobody unknown', '..b orphan-span missing-root'],
      'incomplete',
    ],
    [
      'a missing parent of a caller known from another call of the trace',
      [...whole, span('d', { parent: 'f', service: 'cart', kind: SERVER, start: T + 3 })],
      ['a', '..b', '....c', '?f web inferred', '..d orphan-span'],
      'incomplete',
    ],
    ['spans that came again', [...whole, whole[1]!, whole[1]!], ['a', '..b +2', '....c'], 'complete'],
    [
      'a circle, once',
      [span('a'), span('b', { parent: 'd' }), span('c', { parent: 'b' }), span('d', { parent: 'c' })],
      ['a', 'b parent-cycle', '..c parent-cycle', '....d parent-cycle', '......^b'],
      'complete',
    ],
    [
      'a span that is its own parent, and one below it',
      [span('a'), span('b', { parent: 'b' }), span('c', { parent: 'b', start: T + 1 })],
      ['a', 'b parent-cycle', '..^b', '..c'],
      'complete',
    ],
    [
      'two spans of one ID',
      [span('a'), span('b', { parent: 'a' }), span('b', { parent: 'a', start: T + 1 })],
      ['a', '..b duplicate-span', '..b duplicate-span'],
      'complete',
    ],
    [
      'a span outside its parent',
      [span('a', { start: T + 100, end: T + 200 }), span('b', { parent: 'a', start: T })],
      ['a', '..b child-outside-parent'],
      'complete',
    ],
  ])('shows %s', async (_, spans, rows, verdict) => {
    const report = await traceOf(archive(...spans));
    expect(report.rows.map(short)).toEqual(rows);
    expect(report.verdict).toBe(verdict);
  });

  test('shows the missing half of a call where the config says who is called', async () => {
    const line = JSON.stringify({
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] },
          scopeSpans: [
            {
              spans: [
                {
                  traceId: ID,
                  spanId: '00000000000000aa',
                  name: 'GET',
                  kind: CLIENT,
                  startTimeUnixNano: `${T}000000`,
                  endTimeUnixNano: `${T + 1}000000`,
                  attributes: [{ key: 'server.address', value: { stringValue: 'cart.internal' } }],
                },
              ],
            },
          ],
        },
      ],
    });
    const cart = otlpLine([span('b', { service: 'cart', kind: SERVER, start: T + 1 })]);
    const edges = [{ from: 'web', to: 'cart', peer: 'cart.internal' }];
    const report = await traceOf({ 'a.jsonl': [line, cart].join('\n') }, {}, { edges });
    expect(report.rows.map(short)).toEqual([
      'aa client-without-server',
      '..no cart',
      expect.stringContaining('b'),
    ]);
  });

  test('holds every span once, whatever the parents', async () => {
    const anySpan = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      parent: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '9'), { nil: undefined }),
      service: fc.constantFrom('web', 'cart'),
      kind: fc.constantFrom(INTERNAL, SERVER, CLIENT),
      start: fc.integer({ min: T, max: T + 50 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anySpan, { minLength: 1, maxLength: 20 }), async (list) => {
        const spans = list.map(({ parent, ...rest }) =>
          span(rest.id, { ...rest, ...(parent !== undefined && { parent }) }),
        );
        const report = await traceOf(archive(...spans));
        const shown = report.rows.filter(({ type }) => type === 'span');
        expect(shown).toHaveLength(report.summary.spans);
        const resends = report.rows.reduce((sum, row) => sum + (row.type === 'span' ? row.resends : 0), 0);
        expect(resends).toBe(report.summary.resends);
        expect(report.summary.spans + resends).toBe(spans.length);
        const depths = report.rows.map(({ depth }) => depth);
        depths.forEach((depth, index) => expect(depth).toBeLessThanOrEqual((depths[index - 1] ?? -1) + 1));
      }),
      { numRuns: 60 },
    );
  });

  test('of 10,000 levels', async () => {
    const deep = Array.from({ length: 10_000 }, (_, level) =>
      span((level + 1).toString(16), level === 0 ? {} : { parent: level.toString(16), start: T + level }),
    );
    const report = await traceOf({ 'a.jsonl': otlpLine(deep) });
    expect(report.rows).toHaveLength(10_000);
    expect(report.rows.at(-1)?.depth).toBe(9_999);
  });
});

describe('what is not whole gets no verdict', () => {
  const orphan = span('b', { parent: 'f' });
  const hour = { window: { from: new Date(T).toISOString(), to: new Date(T + HOUR).toISOString() } };

  test.each<[string, TraceReport['status'], readonly ArchivedSpan[], ConfigFlags, number]>([
    ['a recent trace', 'unsettled', [orphan], {}, T + MINUTE],
    ['a trace that ends in the future', 'unsettled', [span('a', { end: NOW + 1 })], {}, NOW],
    ['a settled trace', 'whole', [orphan], {}, T + 3 * MINUTE],
    ['one outside the window', 'outside', [span('a', { start: T - 1 })], hour, NOW],
    ['one that reaches past what was read', 'cut', [span('a', { end: T + 78 * MINUTE })], hour, NOW],
    ['a recent one in the window', 'unsettled', [span('a', { end: T + 76 * MINUTE })], hour, NOW],
  ])('%s is %s', async (_, status, spans, flags, now) => {
    const report = await traceOf(archive(...spans), flags, {}, now);
    expect([report.status, report.verdict === 'unknown']).toEqual([status, status !== 'whole']);
    expect(report.rows.length).toBeGreaterThan(0);
  });

  test('one of which a line is damaged', async () => {
    const report = await traceOf({ 'a.jsonl': [otlpLine([orphan]), `${otlpLine([span('f')])}x`].join('\n') });
    expect([report.status, report.verdict]).toEqual(['damaged', 'unknown']);
  });

  test('one beside an object that could not be read', async () => {
    const report = await traceOf({ ...archive(orphan), 'b.bin': Uint8Array.of(0, 1, 2, 3) });
    expect([report.status, report.verdict]).toEqual(['unread', 'unknown']);
  });

  test('one in an object that breaks off', async () => {
    const packed = gzipSync(
      Array.from({ length: 3_000 }, (_, id) => otlpLine([span((id + 1).toString(16))])).join('\n'),
    );
    const report = await traceOf({ 'a.json.gz': packed.subarray(0, packed.length / 2) });
    expect([report.status, report.verdict]).toEqual(['damaged', 'unknown']);
  });

  test('one that is larger than memory', async () => {
    // Objects of a table's delivery each: the second finds no room.
    const many = (from: number) =>
      otlpLine(Array.from({ length: 900 }, (_, id) => span((from + id).toString(16), { parent: 'fffff' })));
    const report = await traceOf({ 'a.json': many(1), 'b.json': many(1_001) }, { maxMemory: 1 });
    expect([report.status, report.verdict]).toEqual(['cut', 'unknown']);
  });

  test('one that is not there', async () => {
    const report = await traceOf(archive({ ...span('a'), trace: '8' }));
    expect(report).toMatchObject({ status: 'not-found', verdict: 'unknown', rows: [], checks: [] });
    expect(report.coverage.spans).toEqual({ read: 1, kept: 0, rejected: 0 });
  });
});

describe('the checks', () => {
  const orphan = span('b', { parent: 'f' });

  test('say what fails, of whom, and why', async () => {
    const report = await traceOf(archive(span('a', { end: T + 9 }), orphan));
    expect(answers(report, 'fail')).toEqual(['orphan-span']);
    expect(report.checks.find(({ check }) => check === 'orphan-span')).toEqual({
      check: 'orphan-span',
      title: 'has spans whose parent was never stored',
      answer: 'fail',
      severity: 'error',
      applicable: 1,
      failing: 1,
      exempt: 0,
      services: ['web'],
      reasons: { 'local-parent-missing': 1 },
      skipped: {},
      needsMany: false,
    });
  });

  test('are excused by exemptions and limited by thresholds', async () => {
    const exemptions = [{ check: 'orphan-span', service: 'w*', reason: 'known', until: '2026-12-31' }];
    const exempt = await traceOf(archive(span('a'), orphan), {}, { exemptions });
    expect([answers(exempt, 'fail'), answers(exempt, 'exempt')]).toEqual([[], ['orphan-span']]);
    const limit = (severity: 'info' | 'off') => ({ thresholds: { checks: { 'orphan-span': { severity } } } });
    const limited = await traceOf(archive(span('a'), orphan), {}, limit('info'));
    expect(limited.checks.find(({ check }) => check === 'orphan-span')).toMatchObject({ severity: 'info' });
    const off = await traceOf(archive(span('a'), orphan), {}, limit('off'));
    expect(answers(off, 'fail')).toEqual([]);
  });
});

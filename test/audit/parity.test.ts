import { join } from 'node:path';
import * as fc from 'fast-check';
import { compareParity } from '../../lib/audit/parity/parity';
import { type ConfigFlags, effectiveConfig } from '../../lib/config/effective';
import type { ConfigFile } from '../../lib/config/schema';
import { paritySentence } from '../../lib/report/parity/sentences';
import type { ParityReport } from '../../lib/report/parity-model';
import { type ArchivedSpan, otlpLine, temporaryFolder, writeFiles } from './archives';

const T = Date.UTC(2026, 10, 20, 14);
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOW = T + 24 * HOUR;
const SERVER = 2;
const CLIENT = 3;
const top = temporaryFolder();
let folders = 0;

type Files = Readonly<Record<string, string | Uint8Array>>;

/** Writes the two archives to folders of their own and compares them. */
async function parityOf(
  first: Files,
  second: Files,
  flags: ConfigFlags = {},
  file: ConfigFile = {},
): Promise<ParityReport> {
  const folder = join(top, String(folders++));
  writeFiles(join(folder, 'a'), { '.keep': '', ...first });
  writeFiles(join(folder, 'b'), { '.keep': '', ...second });
  const config = effectiveConfig(file, {
    sources: [join(folder, 'a'), join(folder, 'b')],
    threads: 1,
    ...flags,
  });
  return compareParity(config, { now: NOW });
}

/** Trace `number`: two spans of web, one of cart below the second. */
function shopTrace(number: number, start = T): [ArchivedSpan, ArchivedSpan, ArchivedSpan] {
  const trace = `${number}`;
  return [
    { trace, id: 'a', service: 'web', kind: SERVER, start, end: start + 9 },
    { trace, id: 'b', parent: 'a', service: 'web', kind: CLIENT, start: start + 1, end: start + 8 },
    { trace, id: 'c', parent: 'b', service: 'cart', kind: SERVER, start: start + 2, end: start + 7 },
  ];
}

const traceId = (number: number) => `${number}`.padStart(32, '0');
const archive = (...traces: readonly (readonly ArchivedSpan[])[]) => ({
  'a.jsonl': traces.map(otlpLine).join('\n'),
});
const four = [1, 2, 3, 4].map((number) => shopTrace(number));
const [one, two, three] = [shopTrace(1), shopTrace(2), shopTrace(3)];

/** The numbers of a report. */
function numbers({ traces, spans, services }: ParityReport) {
  const { same, onlyInFirst, onlyInSecond, differing } = traces;
  return {
    traces: [same, onlyInFirst, onlyInSecond, differing],
    spans: [spans.same, spans.onlyInFirst, spans.onlyInSecond],
    services: Object.fromEntries(
      services.map((row) => [row.name, [row.traces, row.differing, row.onlyInFirst, row.onlyInSecond]]),
    ),
  };
}

const ALL_SAME = {
  traces: [4, 0, 0, 0],
  spans: [12, 0, 0],
  services: { web: [4, 0, 0, 0], cart: [4, 0, 0, 0] },
};

describe('what is the same', () => {
  test('an archive and itself', async () => {
    const report = await parityOf(archive(...four), archive(...four));
    expect(numbers(report)).toEqual(ALL_SAME);
    expect([report.verdict, report.findings]).toEqual(['ok', []]);
    expect(report.traces).toMatchObject({ compared: 4, rate: 0 });
    expect(report.sample).toEqual({ rate: 1, lastDigits: null });
  });

  test('spans that came several times, in other objects and another order', async () => {
    const second = {
      'z.jsonl': [...four].reverse().map(otlpLine).join('\n'),
      'y.jsonl': otlpLine(one),
      'x.jsonl': otlpLine([one[2], one[0]]),
    };
    const report = await parityOf(archive(...four), second);
    expect(numbers(report)).toEqual(ALL_SAME);
    expect(report.verdict).toBe('ok');
  });

  test('says nothing of services that neither has', async () => {
    const ofSome = (...services: string[]) => parityOf(archive(...four), archive(...four), { services });
    const none = await ofSome('nobody');
    expect([none.verdict, none.services]).toEqual(['unknown', []]);
    expect(paritySentence(none)).toBe(
      'Nothing could be compared: no trace has a span of the services asked for.',
    );
    expect((await ofSome('nobody', 'c*')).verdict).toBe('ok');
  });

  test('kind 0 is INTERNAL', async () => {
    const span = (kind: number): ArchivedSpan => ({ trace: '1', id: 'a', service: 'web', kind, start: T });
    const report = await parityOf(archive([span(0)]), archive([span(1)]));
    expect(numbers(report).traces).toEqual([1, 0, 0, 0]);
  });

  test('different spans of one ID and kind, of which the other source keeps one', async () => {
    const clash: ArchivedSpan = { ...one[2], start: T + 5 };
    const report = await parityOf(archive([...one, clash]), archive(one));
    expect(numbers(report)).toMatchObject({ traces: [1, 0, 0, 0], spans: [3, 0, 0] });
  });
});

describe('a call whose halves share their ID', () => {
  const id = 'b7ad6b7169203331';
  const client: ArchivedSpan = { trace: '1', id, service: 'web', kind: CLIENT, start: T };
  const server: ArchivedSpan = { trace: '1', id, service: 'cart', kind: SERVER, start: T };
  const below: ArchivedSpan = { trace: '1', id: 'd', parent: id, service: 'cart', start: T };
  const renamed: ArchivedSpan = { ...server, id: '1', parent: id };
  const movedBelow: ArchivedSpan = { ...below, parent: '1' };
  const shared = archive([client, server, below]);

  test('is the same with both halves under one ID', async () => {
    const report = await parityOf(shared, shared);
    expect(report.spans).toEqual({ same: 3, onlyInFirst: 0, onlyInSecond: 0, renamed: 0 });
  });

  test.each([
    ['second', shared, archive([client, renamed, movedBelow])],
    ['first', archive([client, renamed, movedBelow]), shared],
  ])('is the same when the %s source gave the server half its own ID', async (_, first, second) => {
    const report = await parityOf(first, second);
    expect(report.spans).toEqual({ same: 3, onlyInFirst: 0, onlyInSecond: 0, renamed: 1 });
    expect(report.traces).toMatchObject({ same: 1, differing: 0 });
  });

  test.each<[string, ArchivedSpan]>([
    ['a span whose ID is not so low', { ...renamed, id: '4' }],
    ['a span of another kind', { ...renamed, kind: 1 }],
    ['a span below another', { ...renamed, parent: 'd' }],
  ])('is not %s', async (_, other) => {
    const report = await parityOf(shared, archive([client, other, below]));
    expect(report.spans).toEqual({ same: 2, onlyInFirst: 1, onlyInSecond: 1, renamed: 0 });
    expect(report.traces).toMatchObject({ same: 0, differing: 1 });
  });

  test('without a client half a server span of another ID is another span', async () => {
    const report = await parityOf(archive([server, below]), archive([renamed, below]));
    expect(report.spans).toEqual({ same: 1, onlyInFirst: 1, onlyInSecond: 1, renamed: 0 });
  });
});

describe('what differs', () => {
  const [, ...otherThree] = four;

  test.each([
    ['second', false, [3, 0, 0, 1], [11, 1, 0], { web: [4, 0, 0, 0], cart: [4, 1, 1, 0] }],
    ['first', true, [3, 0, 0, 1], [11, 0, 1], { web: [4, 0, 0, 0], cart: [4, 1, 0, 1] }],
  ])('a span that the %s lacks', async (_, isTurned, traces, spans, services) => {
    const [whole, less] = [archive(...four), archive(one.slice(0, 2), ...otherThree)];
    const report = isTurned ? await parityOf(less, whole) : await parityOf(whole, less);
    expect(numbers(report)).toEqual({ traces, spans, services });
    const direction = isTurned ? { onlyInFirst: 0, onlyInSecond: 1 } : { onlyInFirst: 1, onlyInSecond: 0 };
    expect(report.examples).toEqual({
      onlyInFirst: [],
      onlyInSecond: [],
      differing: [{ traceId: traceId(1), ...direction, services: ['cart'] }],
    });
  });

  test.each([
    ['second', false, [3, 1, 0, 0], [9, 3, 0], { web: [4, 1, 2, 0], cart: [4, 1, 1, 0] }],
    ['first', true, [3, 0, 1, 0], [9, 0, 3], { web: [4, 1, 0, 2], cart: [4, 1, 0, 1] }],
  ])('a trace that the %s lacks', async (_, isTurned, traces, spans, services) => {
    const [whole, less] = [archive(...four), archive(...otherThree)];
    const report = isTurned ? await parityOf(less, whole) : await parityOf(whole, less);
    expect(numbers(report)).toEqual({ traces, spans, services });
    const reason = isTurned ? 'trace-only-in-second' : 'trace-only-in-first';
    expect(report.findings.map(({ service, reasons }) => [service, reasons])).toEqual([
      ['cart', { [reason]: 1 }],
      ['web', { [reason]: 1 }],
    ]);
  });

  test('spans that each lacks of one trace', async () => {
    const report = await parityOf(archive([one[0], one[1]], two), archive([one[0], one[2]], two));
    expect(numbers(report)).toEqual({
      traces: [1, 0, 0, 1],
      spans: [4, 1, 1],
      services: { web: [2, 1, 1, 0], cart: [2, 1, 0, 1] },
    });
  });

  test('a finding says how sure it is, which source lacks spans, and where to look', async () => {
    const report = await parityOf(archive(...four), archive(one.slice(0, 2), ...otherThree), {
      minApplicable: 1,
    });
    expect(report.findings).toHaveLength(1);
    const { interval, remedy: _, ...finding } = report.findings[0]!;
    expect(finding).toEqual({
      check: 'source-mismatch',
      title: 'has spans that the second source lacks',
      severity: 'error',
      service: 'cart',
      edge: null,
      unit: 'trace',
      applicable: 4,
      failing: 1,
      exempt: 0,
      rate: 0.25,
      blame: { service: null, basis: 'unknown' },
      reasons: { 'spans-only-in-first': 1 },
      firstSeen: '2026-11-20T14:00:00.000Z',
      lastSeen: '2026-11-20T14:00:00.000Z',
      histogram: { start: '2026-11-20T14:00:00.000Z', bucketSeconds: 1, counts: [1] },
      examples: [{ traceId: traceId(1), spanId: '000000000000000c' }],
    });
    // Worked out from Wilson's formula for 1 of 4.
    expect(interval.low).toBeCloseTo(0.045587, 6);
    expect(interval.high).toBeCloseTo(0.699358, 6);
    expect(report.verdict).toBe('findings');
  });
});

describe('settings', () => {
  const less = archive(one.slice(0, 2), ...four.slice(1));

  test('few traces are a note only', async () => {
    const report = await parityOf(archive(...four), less);
    expect(report.findings.map(({ severity }) => severity)).toEqual(['info']);
    expect(report.verdict).toBe('ok');
  });

  test('an exemption excuses, and an expired one is told', async () => {
    const exempt = (until: string): ConfigFile => ({
      exemptions: [{ check: 'source-mismatch', service: 'ca*', reason: 'moved', until }],
    });
    const flags = { minApplicable: 1 };
    const excused = await parityOf(archive(...four), less, flags, exempt('2026-12-31'));
    expect(excused.findings).toMatchObject([{ severity: 'info', failing: 0, exempt: 1 }]);
    expect(excused.exemptions).toMatchObject([{ units: 1, expired: false }]);
    const late = await parityOf(archive(...four), less, flags, exempt('2026-11-01'));
    expect(late.findings.map(({ check, severity }) => [check, severity])).toEqual([
      ['source-mismatch', 'error'],
      ['expired-exemption', 'warning'],
    ]);
  });

  test('thresholds limit it or switch it off', async () => {
    const limited = (severity: 'warning' | 'off'): ConfigFile => ({
      thresholds: { checks: { 'source-mismatch': { severity } } },
    });
    const flags = { minApplicable: 1 };
    const warned = await parityOf(archive(...four), less, flags, limited('warning'));
    expect(warned.findings.map(({ severity }) => severity)).toEqual(['warning']);
    const off = await parityOf(archive(...four), less, flags, limited('off'));
    expect([off.findings, off.traces.differing]).toEqual([[], 1]);
  });

  test('a filter on services narrows what is listed', async () => {
    const report = await parityOf(archive(...four), less, { services: ['web'] });
    expect([report.findings, report.services.map(({ name }) => name)]).toEqual([[], ['web']]);
    expect(report.traces.differing).toBe(1);
  });

  test.each([[[]], [['a']], [['a', 'b', 'c']]])('not two sources: %j', async (sources) => {
    await expect(compareParity(effectiveConfig({}, { sources }))).rejects.toThrow(
      `Two sources are compared, and ${sources.length} are given.`,
    );
  });
});

describe('a window', () => {
  const window = { from: new Date(T).toISOString(), to: new Date(T + HOUR).toISOString() };

  test('leaves out what one of the sources cannot be judged for', async () => {
    // Read until 15:17: a trace that lasts until then is cut, one with a span in the 2 minutes before is unsettled.
    const long = (number: number, minutes: number): ArchivedSpan[] => [
      ...shopTrace(number, T + 59 * MINUTE),
      { trace: `${number}`, id: 'd', service: 'web', start: T + HOUR, end: T + minutes * MINUTE },
    ];
    const first = archive(
      one,
      shopTrace(2, T - 1),
      shopTrace(3, T + HOUR),
      shopTrace(4, T + 59 * MINUTE),
      shopTrace(5, T + 59 * MINUTE),
      shopTrace(6, T - 1),
    );
    // Of 6 the second lacks the part before the window, so that it would seem to begin in it.
    const second = archive(one, long(4, 76), long(5, 78), shopTrace(6, T - 1).slice(1));
    const report = await parityOf(first, second, { window });
    expect(report.traces).toMatchObject({
      compared: 1,
      same: 1,
      notCompared: { outsideWindow: 3, unsettled: 1, cut: 1, unread: 0 },
    });
    expect(report.window?.end).toBe('2026-11-20T15:00:00.000Z');
  });

  test('a trace that only one has is compared where it was settled', async () => {
    const report = await parityOf(archive(one, two), archive(one), { window });
    expect(numbers(report).traces).toEqual([1, 1, 0, 0]);
    expect(report.findings[0]?.histogram).toMatchObject({
      start: '2026-11-20T14:00:00.000Z',
      bucketSeconds: 60,
    });
  });
});

describe('what was not read is not compared', () => {
  test.each([
    ['first', true],
    ['second', false],
  ])('an unreadable object of the %s source that may hold anything', async (_, isFirst) => {
    const broken = { ...archive(one), 'b.bin': Uint8Array.of(0, 1, 2, 3) };
    const whole = archive(one, two);
    const report = isFirst ? await parityOf(broken, whole) : await parityOf(whole, broken);
    expect(report.traces).toMatchObject({ compared: 0, notCompared: { unread: 2 } });
    expect([report.verdict, report.findings]).toEqual(['unknown', []]);
  });

  test('an unreadable object with a known time leaves the other times to compare', async () => {
    const minute = (number: number) => `year=2026/month=11/day=20/hour=14/minute=${number}`;
    const at = (number: number, minutes: number) => otlpLine(shopTrace(number, T + minutes * MINUTE));
    const first = {
      [`${minute(10)}/a.json`]: at(1, 10),
      [`${minute(20)}/a.json`]: at(2, 20),
      [`${minute(30)}/a.json`]: at(3, 30),
    };
    const second = { [`${minute(10)}/a.json`]: at(1, 10), [`${minute(20)}/a.json`]: Uint8Array.of(0, 1, 2) };
    const report = await parityOf(first, second, {
      window: { from: new Date(T).toISOString(), to: new Date(T + HOUR).toISOString() },
    });
    expect(numbers(report).traces).toEqual([1, 1, 0, 0]);
    expect(report.traces.notCompared.unread).toBe(1);
    expect(report.examples.onlyInFirst.map(({ traceId: id }) => id)).toEqual([traceId(3)]);
  });

  test('a damaged line leaves out the traces that it names', async () => {
    const second = { 'a.jsonl': [otlpLine(one), `${otlpLine(two)}x`].join('\n') };
    const report = await parityOf(archive(one, two, three), second);
    expect(numbers(report).traces).toEqual([1, 1, 0, 0]);
    expect(report.traces.notCompared.unread).toBe(1);
    expect(report.examples.onlyInFirst.map(({ traceId: id }) => id)).toEqual([traceId(3)]);
  });

  test('all the same but something unreadable is unknown', async () => {
    const second = { 'a.jsonl': [otlpLine(one), `${otlpLine(two)}x`].join('\n') };
    expect((await parityOf(archive(one, two), second)).verdict).toBe('unknown');
  });

  test.each([
    ['first', {}, archive(one)],
    ['second', archive(one), {}],
  ])('an empty %s source is no comparison', async (_, first, second) => {
    const report = await parityOf(first, second, { minApplicable: 1 });
    expect([report.verdict, report.findings, report.traces.same]).toEqual(['unknown', [], 0]);
  });
});

describe('samples', () => {
  const many = Array.from({ length: 3_000 }, (_, number) => otlpLine(shopTrace(number + 1))).join('\n');

  test('a share takes the same traces of both', async () => {
    const report = await parityOf({ 'a.json': many }, { 'b.json': many }, { sample: 0.25 });
    expect(report.sample.rate).toBe(0.25);
    expect(report.traces.compared).toBe(report.traces.same);
    // 5 standard deviations of a binomial of 3,000 at 0.25.
    expect(Math.abs(report.traces.compared - 750)).toBeLessThan(119);
  });

  test('what memory makes one thin out, the other is thinned out to', async () => {
    // The first has spans enough of other traces to be halved; the second would fit.
    const more = Array.from({ length: 3_000 }, (_, number) => otlpLine(shopTrace(number + 5_000))).join('\n');
    const large = { 'a.json': many, 'b.json': more };
    for (const [first, second, onlyIn] of [
      [large, { 'a.json': many }, 'onlyInFirst'],
      [{ 'a.json': many }, large, 'onlyInSecond'],
    ] as const) {
      const report = await parityOf(first, second, { maxMemory: 1_200_000 });
      const { same, compared, differing } = report.traces;
      expect(report.sample.rate).toBe(0.5);
      expect([same + report.traces[onlyIn], differing]).toEqual([compared, 0]);
      expect(Math.abs(same - 1_500)).toBeLessThan(137);
    }
  });
});

test('the order of objects, lines and spans makes no difference', async () => {
  const span = fc.record({
    trace: fc.constantFrom('1', '2', '3', '4'),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    service: fc.constantFrom('x', 'y'),
    kind: fc.constantFrom(1, SERVER, CLIENT),
    start: fc.integer({ min: T, max: T + 1_000 }),
  });
  const spans = fc.array(span, { maxLength: 24 });
  const keys = fc.array(fc.nat(), { minLength: 24, maxLength: 24 });
  const filesOf = (list: readonly ArchivedSpan[]) => ({
    'a.json': list
      .slice(0, 8)
      .map((it) => otlpLine([it]))
      .join('\n'),
    'b.json': otlpLine(list.slice(8)),
  });
  const comparable = (report: ParityReport) => ({ ...report, sources: null, coverage: null });
  // Without parents no server half can have been renamed: a span is its trace, ID and kind.
  const keysOf = (list: readonly ArchivedSpan[]) =>
    new Set(list.map(({ trace, id, kind }) => `${trace} ${id} ${kind}`));
  await fc.assert(
    fc.asyncProperty(spans, spans, keys, async (first, second, order) => {
      const shuffled = (list: readonly ArchivedSpan[]) =>
        list
          .map((it, index) => ({ it, key: order[index]! }))
          .sort((a, b) => a.key - b.key)
          .map(({ it }) => it);
      const [report, other, turned] = await Promise.all([
        parityOf(filesOf(first), filesOf(second)),
        parityOf(filesOf(shuffled(first)), filesOf(shuffled(second))),
        parityOf(filesOf(second), filesOf(first)),
      ]);
      expect(comparable(other)).toEqual(comparable(report));
      const [inFirst, inSecond] = [keysOf(first), keysOf(second)];
      expect(report.spans).toEqual({
        same: [...inFirst].filter((key) => inSecond.has(key)).length,
        onlyInFirst: [...inFirst].filter((key) => !inSecond.has(key)).length,
        onlyInSecond: [...inSecond].filter((key) => !inFirst.has(key)).length,
        renamed: 0,
      });
      const { traces, spans: counts } = turned;
      expect([traces.same, traces.onlyInFirst, traces.onlyInSecond, traces.differing]).toEqual([
        report.traces.same,
        report.traces.onlyInSecond,
        report.traces.onlyInFirst,
        report.traces.differing,
      ]);
      expect([counts.same, counts.onlyInFirst, counts.onlyInSecond]).toEqual([
        report.spans.same,
        report.spans.onlyInSecond,
        report.spans.onlyInFirst,
      ]);
    }),
    { numRuns: 40 },
  );
});

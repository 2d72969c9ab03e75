import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { audit, type Report } from '../../lib';
import { type ArchivedSpan, otlpLine, temporaryFolder, writeFiles } from './archives';

const T = Date.UTC(2026, 10, 20, 14);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = T + 24 * HOUR;
const top = temporaryFolder();
let folders = 0;

/** Writes files to a folder of their own and audits it. */
async function auditOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Omit<Parameters<typeof audit>[0], 'sources'> = {},
): Promise<Report> {
  const folder = join(top, String(folders++));
  writeFiles(folder, { '.keep': '', ...files });
  return audit({ sources: [folder], threads: 1, now: NOW, ...options });
}

/** A whole trace of `count` spans. */
function wholeTrace(number: number, start = T, count = 3): ArchivedSpan[] {
  const trace = (number + 1).toString(16);
  return Array.from({ length: count }, (_, index) => ({
    trace,
    id: `${trace}${index}`.padStart(16, '1'),
    ...(index > 0 && { parent: `${trace}0`.padStart(16, '1') }),
    start: start + index,
  }));
}

const wholeTraces = (count: number) => Array.from({ length: count }, (_, number) => wholeTrace(number));

describe('no data is unknown', () => {
  test('an empty folder', async () => {
    const report = await auditOf({});
    expect(report.verdict).toBe('unknown');
    expect(report.coverage.objects).toEqual({ listed: 0, read: 0, unreadable: 0 });
    expect(report.findings).toEqual([]);
  });

  test('only logs', async () => {
    const report = await auditOf({ 'a.json': '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{},{}]}]}]}\n' });
    expect(report.verdict).toBe('unknown');
    expect(report.coverage.skippedRecords).toEqual({ logs: 2, metrics: 0 });
  });

  test('rubbish', async () => {
    const report = await auditOf({ 'a.bin': Uint8Array.of(1, 2, 3, 4, 250, 251, 252) });
    expect(report.verdict).toBe('unknown');
    expect(report.coverage.objects).toEqual({ listed: 1, read: 0, unreadable: 1 });
    expect(report.coverage.problems).toMatchObject([{ reason: 'unknown-format', offset: 0, count: 1 }]);
  });
});

describe('a window', () => {
  const window = { from: new Date(T).toISOString(), to: new Date(T + HOUR).toISOString() };
  const files = {
    'a.jsonl': [
      otlpLine(wholeTrace(1, T - 1)),
      otlpLine(wholeTrace(2, T)),
      otlpLine(wholeTrace(3, T + HOUR - 1)),
      otlpLine(wholeTrace(4, T + HOUR)),
      otlpLine([...wholeTrace(5, T), { trace: '6', id: 'f', start: T, end: T + HOUR + 16 * MINUTE }]),
      otlpLine([{ trace: '7', id: 'f', start: T, end: T + HOUR + 17 * MINUTE }]),
    ].join('\n'),
  };

  test('judges the traces that begin in it', async () => {
    const report = await auditOf(files, { window });
    // 5 is trace number 4's and so on: `wholeTrace(n)` has the trace ID n + 1; 6 is wholeTrace(5) with a late span.
    expect(report.coverage.traces).toEqual({
      seen: 6,
      seenEstimated: false,
      sampled: 6,
      outsideWindow: 2,
      judged: 2,
      unsettled: 1,
      cut: 1,
      damaged: 0,
    });
    expect(report.window).toEqual({
      start: '2026-11-20T14:00:00.000Z',
      end: '2026-11-20T15:00:00.000Z',
      settleSeconds: 120,
      marginSeconds: { before: 300, after: 900 },
    });
    expect(report.structure.spans).toBe(6);
  });

  test('without one all is judged', async () => {
    const report = await auditOf(files);
    expect(report.coverage.traces).toMatchObject({ judged: 6, outsideWindow: 0, unsettled: 0, cut: 0 });
    expect(report.window).toBeNull();
  });

  test('folders of other times are not even listed', async () => {
    const folder = (hour: string, minute: string) =>
      `year=2026/month=11/day=20/hour=${hour}/minute=${minute}`;
    const report = await auditOf(
      {
        // 13:54 is before the margin of 5 minutes, 15:16 within the later margin and settle, 15:17 is not.
        [`${folder('13', '54')}/a.json`]: otlpLine(wholeTrace(1, T)),
        [`${folder('13', '55')}/a.json`]: otlpLine(wholeTrace(2, T)),
        [`${folder('14', '30')}/a.json`]: otlpLine(wholeTrace(3, T)),
        [`${folder('15', '16')}/a.json`]: otlpLine(wholeTrace(4, T)),
        [`${folder('15', '17')}/a.json`]: otlpLine(wholeTrace(5, T)),
      },
      { window },
    );
    expect(report.coverage.objects.listed).toBe(3);
    expect(report.coverage.traces.judged).toBe(3);
  });

  test('an unreadable object with a known time makes the traces of that time unjudgeable', async () => {
    const minute = (number: number) => `year=2026/month=11/day=20/hour=14/minute=${number}`;
    const report = await auditOf(
      {
        [`${minute(10)}/a.json`]: otlpLine(wholeTrace(1, T + 10 * MINUTE)),
        // Stored in minute 20: its spans ended within 2 minutes before that minute, or in it.
        [`${minute(20)}/b.json`]: Uint8Array.of(0, 1, 2, 3),
        [`${minute(20)}/c.json`]: otlpLine(wholeTrace(2, T + 20 * MINUTE)),
        [`${minute(17)}/d.json`]: otlpLine(wholeTrace(3, T + 17 * MINUTE)),
      },
      { window },
    );
    expect(report.coverage.traces).toMatchObject({ judged: 2, damaged: 1 });
    expect(report.verdict).toBe('unknown');
  });
});

describe('what breaks off', () => {
  // Traces a second apart; the stream is cut in its middle.
  const lines = Array.from({ length: 400 }, (_, number) => otlpLine(wholeTrace(number, T + number * 1_000)));
  const packed = gzipSync(`${lines.join('\n')}\n`);

  test('a truncated gzip: older traces are judged, those near its end are not', async () => {
    const report = await auditOf({ 'a.json.gz': packed.subarray(0, packed.length / 2) });
    const { judged, damaged, sampled } = report.coverage.traces;
    expect(report.coverage.objects).toEqual({ listed: 1, read: 0, unreadable: 1 });
    expect(report.coverage.problems).toMatchObject([{ reason: 'truncated', count: 1 }]);
    // The last span read ended at n - 1 s + 3 ms; of the 120 s before it 120 traces end within (n - 120 ... n - 1),
    // and the one before them ends exactly 120 s earlier, which is near as well.
    expect(damaged).toBe(121);
    expect(judged).toBe(sampled - 121);
    expect(report.verdict).toBe('unknown');
  });

  test('half a line at the end: only what it names is left out', async () => {
    const text = lines.join('\n');
    const report = await auditOf({ 'a.json': text.slice(0, -100) });
    expect(report.coverage.problems).toMatchObject([{ reason: 'invalid-json', count: 1 }]);
    expect(report.coverage.problems[0]?.offset).toBe(text.lastIndexOf('\n') + 1);
    expect(report.coverage.traces).toMatchObject({ judged: 399, damaged: 0 });
  });

  test('a damaged line leaves out the traces that it names, wherever else they have spans', async () => {
    const [root, ...children] = wholeTrace(1);
    const good = otlpLine(wholeTrace(2));
    const report = await auditOf({
      'a.json': [otlpLine([root!]), good, `${otlpLine(children)}x`].join('\n'),
    });
    expect(report.coverage.traces).toMatchObject({ judged: 1, damaged: 1 });
    expect(report.structure.orphans).toBe(0);
  });
});

describe('our sampling', () => {
  const lines = wholeTraces(4_000).map(otlpLine);
  const files = Object.fromEntries(
    [0, 1, 2, 3].map((part) => [`${part}.json`, lines.slice(part * 1_000, part * 1_000 + 1_000).join('\n')]),
  );

  test('a share keeps whole traces and says so', async () => {
    const report = await auditOf(files, { sample: 0.25 });
    const { sampled, seen, seenEstimated } = report.coverage.traces;
    expect(report.coverage.sampleRate).toBe(0.25);
    expect(report.coverage.spans).toEqual({ read: 12_000, kept: sampled * 3, rejected: 0 });
    // 5 standard deviations of a binomial of 4,000 at 0.25.
    expect(Math.abs(sampled - 1_000)).toBeLessThan(137);
    expect([seen, seenEstimated]).toEqual([sampled * 4, true]);
    expect(report.traces).toEqual({ complete: sampled, incomplete: 0, partial: 0 });
  });

  test('auto halves until it fits, whatever the order of objects', async () => {
    // 0.6 MB is room for fewer than 12,000 spans, and for more than 6,000, at 77 bytes a span.
    const options = { maxMemory: 600_000 };
    const report = await auditOf(files, options);
    expect(report.coverage.sampleRate).toBe(0.5);
    const renamed = Object.fromEntries(
      Object.entries(files).map(([name, text], index) => [`${9 - index}-${name}`, text]),
    );
    const other = await auditOf(renamed, options);
    expect({ ...other, sources: [] }).toEqual({ ...report, sources: [] });
  });
});

test('the order of objects, lines and spans makes no difference', async () => {
  const span = fc.record({
    trace: fc.constantFrom('1', '2', '3', '4'),
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    parent: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { nil: undefined }),
    service: fc.constantFrom('x', 'y', 'z'),
    kind: fc.constantFrom(1, 2, 3, 4, 5),
    start: fc.integer({ min: T, max: T + 1_000 }),
  });
  const keys = fc.array(fc.nat(), { minLength: 40, maxLength: 40 });
  const files = (spans: readonly ArchivedSpan[]) => ({
    'a.json': spans
      .slice(0, 10)
      .map((it) => otlpLine([it]))
      .join('\n'),
    'b.json': otlpLine(spans.slice(10)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(span, { maxLength: 40 }), keys, async (spans, order) => {
      const clean = spans.map(({ parent, ...rest }) => ({
        ...rest,
        ...(parent !== undefined && { parent }),
      }));
      const shuffled = clean.map((it, index) => ({ it, key: order[index]! })).sort((a, b) => a.key - b.key);
      const [one, other] = await Promise.all([
        auditOf(files(clean)),
        auditOf(files(shuffled.map(({ it }) => it))),
      ]);
      const comparable = ({ coverage: { bytes: _bytes, ...coverage }, ...report }: Report) => ({
        ...report,
        sources: [],
        coverage,
      });
      expect(comparable(other)).toEqual(comparable(one));
    }),
    { numRuns: 60 },
  );
});

test('an audit ends when its signal says so', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const running = auditOf(
    { 'a.json': wholeTraces(10).map(otlpLine).join('\n') },
    { signal: controller.signal, onProgress: () => controller.abort(reason) },
  );
  await expect(running).rejects.toBe(reason);
});

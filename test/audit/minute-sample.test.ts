import { join } from 'node:path';
import { renderMarkdown, renderText } from '../../lib';
import type { AuditRuntime } from '../../lib/audit/audit';
import { runAudit } from '../../lib/audit/audit';
import { effectiveConfig } from '../../lib/config/effective';
import { shuffledMinutes } from '../../lib/sampling/minutes';
import { type ArchivedSpan, otlpLine, temporaryFolder, writeFiles } from './archives';

const T = Date.UTC(2026, 10, 20, 14);
const MINUTE = 60_000;
const TRACES = 40;
const window = { start: T, end: T + 60 * MINUTE };
const folder = join(temporaryFolder(), 'archive');
/** Minutes around the window have traces as well. */
const MINUTES = Array.from({ length: 100 }, (_, index) => T + (index - 20) * MINUTE);

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

/** In every third minute a quarter of the traces lost the parent of their second span. */
function traceOf(minute: number, number: number): ArchivedSpan[] {
  const start = minute + number * 1000;
  const id = (minute / MINUTE) * 100 + number;
  const isLost = (minute / MINUTE) % 3 === 0 && number % 4 === 0;
  const root = hex(id * 4 + 1, 16);
  const parent = isLost ? hex(id * 4 + 3, 16) : root;
  return [
    { trace: hex(id, 32), id: root, start },
    { trace: hex(id, 32), id: hex(id * 4 + 2, 16), parent, start: start + 1 },
  ];
}

beforeAll(() => {
  const files = MINUTES.map((minute) => {
    const [date = '', time = ''] = new Date(minute).toISOString().split('T');
    const [year, month, day] = date.split('-');
    const [hour, min] = time.split(':');
    const key = `year=${year}/month=${month}/day=${day}/hour=${hour}/minute=${min}/traces.jsonl`;
    const lines = Array.from({ length: TRACES }, (_, number) => otlpLine(traceOf(minute, number)));
    return [key, lines.join('\n')] as const;
  });
  writeFiles(folder, Object.fromEntries(files));
});

function auditWindow(runtime: AuditRuntime) {
  const config = effectiveConfig(
    { sources: [{ source: folder }], margin: { before: MINUTE, after: 2 * MINUTE }, settle: 0 },
    {
      window: { from: new Date(window.start).toISOString(), to: new Date(window.end).toISOString() },
      threads: 1,
    },
  );
  return runAudit(config, { now: T + 24 * 60 * MINUTE, ...runtime });
}

test('a window that fits is audited as a whole', async () => {
  const { coverage } = await auditWindow({ maxBytes: 1e9 });
  expect(coverage.minutes).toBeUndefined();
  expect(coverage.traces.judged).toBe(60 * TRACES);
});

test('one that does not is audited on the first minutes of its random order, and says so', async () => {
  const whole = await auditWindow({});
  const report = await auditWindow({ maxBytes: whole.coverage.bytes.read / 4 });
  const { minutes, traces, bytes } = report.coverage;
  if (minutes === undefined) throw new Error('the window was not sampled');
  expect(minutes.of).toBe(60);
  expect(minutes.audited).toBeGreaterThanOrEqual(2);
  expect(minutes.audited).toBeLessThan(20);
  expect(bytes.read).toBeLessThanOrEqual(whole.coverage.bytes.read / 4);
  // Each chosen minute is judged wholly, and nothing else is.
  const chosen = shuffledMinutes(window).slice(0, minutes.audited);
  expect(traces.judged).toBe(minutes.audited * TRACES);
  expect(traces).toMatchObject({ unsettled: 0, cut: 0, damaged: 0 });
  const lost = chosen.filter(({ start }) => (start / MINUTE) % 3 === 0).length;
  expect(report.structure.orphans).toBe((lost * TRACES) / 4);
  // Its interval holds what is true of the window, and is wider than that of so many units chosen one by one.
  const found = report.findings.find(({ check }) => check === 'orphan-span');
  const truth = whole.findings.find(({ check }) => check === 'orphan-span');
  if (found === undefined || truth === undefined) throw new Error('nothing was found');
  expect(found.interval.low).toBeLessThan(truth.rate);
  expect(found.interval.high).toBeGreaterThan(truth.rate);
  expect(found.interval.high - found.interval.low).toBeGreaterThan(
    2 * (truth.interval.high - truth.interval.low) * Math.sqrt(60 / minutes.audited),
  );
  const sentence = `${minutes.audited} of the window's 60 minutes were audited, chosen at random`;
  expect(renderText(report).replaceAll(/\s+/g, ' ')).toContain(sentence);
  expect(renderMarkdown(report)).toContain(`${minutes.audited} of the window`);
});

test('at least two minutes are audited, however little may be read', async () => {
  expect((await auditWindow({ maxBytes: 1 })).coverage.minutes).toEqual({ audited: 2, of: 60 });
});

test('only the traces that are asked for', async () => {
  const asked = traceOf(T, 4)[0]?.trace ?? '';
  const { coverage, structure } = await auditWindow({ traceIds: [asked.toUpperCase()] });
  expect([coverage.traces.judged, structure.orphans]).toEqual([1, (T / MINUTE) % 3 === 0 ? 1 : 0]);
});

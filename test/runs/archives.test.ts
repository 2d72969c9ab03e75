import { join } from 'node:path';
import { runAudit } from '../../lib/audit/audit';
import { effectiveConfig } from '../../lib/config/effective';
import { runScheduled } from '../../lib/runs/run-scheduled';
import { type ArchivedSpan, otlpLine, temporaryFolder, writeFiles } from '../audit/archives';
import { HOUR, MINUTE, T, World } from './setup';

/** Scheduled runs over real archives in folders, with the audit itself. */

const top = temporaryFolder();
let folders = 0;

async function runOver(files: Readonly<Record<string, string | Uint8Array>>): Promise<World> {
  const folder = join(top, String(folders++));
  writeFiles(folder, { 'year=2026/month=11/day=20/hour=14/.keep': '', ...files });
  const world = new World();
  world.now = T + HOUR + 17 * MINUTE;
  const config = effectiveConfig({
    sources: [{ source: folder, name: 'shop' }],
    environment: 'test',
    threads: 1,
    report: { bucket: 'reports' },
  });
  await runScheduled(config, 'archive', { ...world.deps('a'), audit: runAudit });
  return world;
}

function traceOf(number: number): ArchivedSpan[] {
  const trace = (number + 1).toString(16);
  const start = T + (number % 60) * MINUTE + (number % 1000);
  return [
    { trace, id: `1${trace.padStart(15, '0')}`, start },
    { trace, id: `2${trace.padStart(15, '0')}`, parent: `1${trace.padStart(15, '0')}`, start: start + 1 },
  ];
}

const keyOf = (number: number) =>
  `year=2026/month=11/day=20/hour=14/minute=${String(number % 60).padStart(2, '0')}/${number}.jsonl`;
const valueOf = (world: World, name: string) => world.points.find((point) => point.name === name)?.value;

test('nothing in the archive is unknown: the heartbeat, no rate, and a notice that says why', async () => {
  const world = await runOver({});
  expect(world.notices).toMatchObject([
    {
      kind: 'audit',
      verdict: 'unknown',
      judgedTraces: 0,
      completeness: null,
      reason: 'no object was found for the window',
      nothingJudged: { because: 'no-object', count: 0 },
    },
  ]);
  expect([valueOf(world, 'AuditedWindows'), valueOf(world, 'Completeness')]).toEqual([1, undefined]);
});

test('half of the objects unreadable: the rest is judged, and that is no health', async () => {
  const files = Array.from({ length: 40 }, (_, number) => [
    keyOf(number),
    number < 20 ? otlpLine(traceOf(number)) : Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  ]);
  const world = await runOver(Object.fromEntries(files));
  const [notice] = world.notices;
  // What was stored from 14:20 on may hold spans from 14:18 on (settle), so that 18 of the 20 traces are judged.
  expect(notice).toMatchObject({
    judgedTraces: 18,
    verdict: 'unknown',
    reason: 'no fault was seen, but a part of the input could not be read',
    nothingJudged: null,
  });
  expect(notice?.problems).toHaveLength(20);
  expect(valueOf(world, 'UnreadableObjects')).toBe(20);
});

test('a window of 10,000 objects', async () => {
  const files = Array.from({ length: 10_000 }, (_, number) => [keyOf(number), otlpLine(traceOf(number))]);
  const world = await runOver(Object.fromEntries(files));
  expect(world.notices).toMatchObject([
    { kind: 'audit', verdict: 'ok', judgedTraces: 10_000, completeness: 1 },
  ]);
  expect(valueOf(world, 'JudgedTraces')).toBe(10_000);
});

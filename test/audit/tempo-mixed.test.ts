import path from 'node:path';
import { runAudit } from '../../lib/audit/audit';
import { effectiveConfig } from '../../lib/config/effective';
import { renderMarkdown } from '../../lib/report/markdown';
import { renderText } from '../../lib/report/text';
import { timesOf } from '../tempo/audit';
import { RECORDED_MAX_BYTES, recordedCases, recordedPushes } from '../tempo/recordings';
import { type StandInTempo, startTempo } from '../tempo/server';
import { otlpLine, temporaryFolder, writeFiles } from './archives';

/** An archive that is read whole, and a server that gives a sample, in one audit. */
const VERSION = '3.1-dev';
const PUSHES = recordedPushes(VERSION);
const TIMES = timesOf(PUSHES);
const BLOCKS = path.join(__dirname, '../fixtures/tempo/blocks-vparquet5');
const MINUTE = 60_000;
const WANTED = 30;
/** Traces of one span each, that no server has. */
const ARCHIVED = 40;

const archive = temporaryFolder();
let tempo: StandInTempo;
beforeAll(async () => {
  const spans = Array.from({ length: ARCHIVED }, (_, index) => ({
    trace: `a${String(index).padStart(31, '0')}`,
    id: 'b1',
    start: TIMES.start,
  }));
  writeFiles(archive, { 'spans.json': `${otlpLine(spans)}\n` });
  tempo = await startTempo({ pushes: PUSHES, maxBytesPerTrace: RECORDED_MAX_BYTES, now: () => TIMES.now });
});
afterAll(() => tempo.stop());

function auditOf(...sources: string[]) {
  const window = {
    from: new Date(TIMES.start - MINUTE).toISOString(),
    to: new Date(TIMES.start + 2 * MINUTE).toISOString(),
  };
  return runAudit(effectiveConfig({}, { sources, window, maxTraces: WANTED }), { now: TIMES.now });
}

test('traces of the archive count as they are, those of the server for as many as its share says', async () => {
  const report = await auditOf(archive, `tempo+${tempo.url}`);
  const { coverage } = report;
  const plan = coverage.live?.[0]?.plan;
  if (plan?.kind !== 'suffix-classes') throw new Error('it was to choose by trace ID');
  const ofClasses = new RegExp(`(${plan.pattern})$`);
  const chosen = [...recordedCases(VERSION).keys()].filter((traceId) => ofClasses.test(traceId)).length;
  expect(plan.rate).toBeLessThan(1);
  expect(coverage.traces.sampled).toBe(ARCHIVED + chosen);
  expect(coverage.sampleRate).toBeCloseTo((ARCHIVED + chosen) / (ARCHIVED + chosen / plan.rate), 12);
  expect(coverage.traces).toMatchObject({
    seen: Math.round(ARCHIVED + chosen / plan.rate),
    seenEstimated: true,
  });
  const text = renderText(report).replaceAll(/\s+/g, ' ');
  expect(text).toContain('of the traces of all sources were kept, and not the same share of each');
  expect(text).toContain(` at tempo+${tempo.url}: all traces whose IDs end in`);
  expect(renderMarkdown(report)).toContain('not the same share of each');
});

test('a server whose traces the archive has as well adds none', async () => {
  const { coverage } = await auditOf(`tempo+${tempo.url}`, BLOCKS);
  expect(coverage.live?.[0]?.plan?.rate).toBeLessThan(1);
  expect(coverage.traces).toMatchObject({ seen: 104, sampled: 104, seenEstimated: false });
  expect(coverage.sampleRate).toBe(1);
});

test('two servers that give the same share have it together', async () => {
  const { coverage } = await auditOf(`tempo+${tempo.url}`, `tempo+${tempo.url}`);
  const [one, other] = coverage.live ?? [];
  expect(one?.plan).toEqual(other?.plan);
  expect(coverage.sampleRate).toBe(one?.plan?.rate);
});

import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type * as Threads from '../../lib/audit/judging-threads';
import { planReading } from '../../lib/audit/plan';
import type * as Reading from '../../lib/audit/reading';
import { runChecks } from '../../lib/checks';
import { findings } from '../../lib/checks/findings';
import { learn } from '../../lib/checks/learned';
import { countStructure } from '../../lib/checks/structure';
import { Kind } from '../../lib/model/span';
import { ALL_TRACES } from '../../lib/sampling/trace-selection';
import { parseSource } from '../../lib/sources';
import { addSpans, NOON, type TestSpan } from '../checks/corpus-builder';
import { ALL_JUDGED } from '../model/spans';
import { otlpLine, temporaryFolder, writeFiles } from './archives';

/** As built: threads run files of JavaScript. */
const { JudgingThreads }: typeof Threads = jest.requireActual('../../dist/lib/audit/judging-threads.js');

const { readObjects }: typeof Reading = jest.requireActual('../../dist/lib/audit/reading.js');

const folder = temporaryFolder();

const TRACES = 4_000;

/**
 * Traces of seven spans: a root, five calls, and a span whose parent is the first call. In every tenth that call is not
 * there; in every seventh the root comes twice; in every hundredth two different spans have the last ID.
 */
function spansOf(trace: number): TestSpan[] {
  const id = (trace + 1).toString(16);
  const root = { trace: id, id: '1', service: 'web', kind: 'SERVER' } as const;
  const calls = ['2', '3', '4', '5', '6'].map(
    (call) => ({ trace: id, id: call, parent: '1', service: 'web', kind: 'CLIENT' }) as const,
  );
  const served = { trace: id, id: '7', parent: '2', service: 'cart', kind: 'SERVER' } as const;
  return [
    root,
    ...(trace % 7 === 0 ? [root] : []),
    ...calls.slice(trace % 10 === 0 ? 1 : 0),
    served,
    ...(trace % 100 === 99 ? [{ ...served, name: 'other' }] : []),
  ];
}

const SPANS = Array.from({ length: TRACES }, (_, trace) => spansOf(trace)).flat();
const every = (step: number, from = 0) => Math.ceil((TRACES - from) / step);

async function judged(threads: number) {
  return judgedBy(threads, async (judges) => {
    addSpans(judges.table, SPANS);
    judges.start(threads);
  });
}

/** @param begin fills the table and sees to the threads */
async function judgedBy(threads: number, begin: (judges: Threads.JudgingThreads) => Promise<void>) {
  const judges = new JudgingThreads(null);
  try {
    await begin(judges);
    while (judges.size < threads + 1) await setTimeout(5);
    const { corpus, survey } = judges.assemble(ALL_JUDGED, new Map());
    const learned = learn(corpus, [], survey);
    const results = runChecks(corpus, learned);
    return {
      ...countStructure(corpus, learned),
      findings: findings(corpus, results, { window: null, now: NOON }),
    };
  } finally {
    await judges.close();
  }
}

test('threads beside the main one come to what it comes to alone', async () => {
  const alone = await judged(0);
  expect(alone.structure).toMatchObject({
    spans: TRACES * 7 - every(10) + every(100, 99),
    orphans: every(10),
    missingParents: every(10),
    resends: every(7),
    idClashes: every(100, 99),
    rootless: 0,
  });
  expect(await judged(2)).toEqual(alone);
});

test('threads that have read judge when all is read', async () => {
  const lines = SPANS.map(({ trace, id, parent, service, kind }) =>
    otlpLine([
      {
        trace: `ace${trace.padStart(29, '0')}`,
        id,
        ...(parent !== undefined && { parent }),
        service: service ?? '',
        kind: Kind[kind ?? 'INTERNAL'],
        start: NOON,
      },
    ]),
  );
  writeFiles(folder, { a: lines.slice(0, 11_111).join('\n'), b: lines.slice(11_111).join('\n') });
  const spec = parseSource(folder, { endpointUrl: null, region: null, partitionTimezone: 'UTC' });
  const { signal } = new AbortController();
  const plan = await planReading([spec], null, signal, () => {});
  const readIn = (threads: number) => async (judges: Threads.JudgingThreads) => {
    const hire = jest.spyOn(judges, 'hire');
    const options = {
      sources: [spec],
      limits: { maxObjectBytes: 1e9, needs: [] },
      selection: ALL_TRACES,
      maxRows: 1e6,
      threads,
      nextWork: () => judges.hire(),
      signal,
      onProgress: () => {},
    };
    await readObjects(plan.jobs, options, judges.table);
    expect(hire).toHaveBeenCalledTimes(threads - 1);
  };
  const alone = await judgedBy(0, readIn(1));
  // Spans of one ID have one name here: the second is a resend.
  expect(alone.structure).toMatchObject({
    spans: TRACES * 7 - every(10),
    orphans: every(10),
    resends: every(7) + every(100, 99),
  });
  expect(await judgedBy(1, readIn(2))).toEqual(alone);
});

test('they start when half is read, where that is worth it', async () => {
  const callsAfter = async (wanted: number | null, spansKept: number, bytes: number | null) => {
    const judges = new JudgingThreads(wanted);
    const start = jest.spyOn(judges, 'start').mockImplementation(() => {});
    judges.startInTime({ objectsRead: 1, bytesRead: 500, spansKept }, bytes);
    await judges.close();
    return start.mock.calls;
  };
  expect(await callsAfter(3, 250_000, 1_000)).toEqual([[2]]);
  expect(await callsAfter(1, 250_000, 1_000)).toEqual([[0]]);
  expect(await callsAfter(null, 250_000, 1_000)).toEqual([[availableParallelism() - 1]]);
  expect(await callsAfter(3, 249_999, 1_000)).toEqual([]);
  expect(await callsAfter(3, 250_000, 1_001)).toEqual([]);
  expect(await callsAfter(3, 250_000, null)).toEqual([]);
});

import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type * as Threads from '../../lib/audit/judging-threads';
import { runChecks } from '../../lib/checks';
import { findings } from '../../lib/checks/findings';
import { learn } from '../../lib/checks/learned';
import { countStructure } from '../../lib/checks/structure';
import { addSpans, NOON, type TestSpan } from '../checks/corpus-builder';
import { ALL_JUDGED } from '../model/spans';

/** As built: threads run files of JavaScript. */
const { JudgingThreads }: typeof Threads = jest.requireActual('../../dist/lib/audit/judging-threads.js');

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
  const judges = new JudgingThreads(null);
  try {
    addSpans(judges.table, SPANS);
    judges.start(threads);
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

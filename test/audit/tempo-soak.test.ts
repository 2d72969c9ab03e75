import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { planReading } from '../../lib/audit/plan';
import type { ReadProgress } from '../../lib/audit/read-options';
import { readObjects } from '../../lib/audit/reading';
import { ALL_TRACES } from '../../lib/sampling/trace-selection';
import { parseTempo } from '../../lib/sources/tempo/spec';
import { TempoSource } from '../../lib/sources/tempo/tempo-source';
import { manyTraces } from '../tempo/many-traces';
import type { TempoOptions } from '../tempo/options';
import { startTempo } from '../tempo/server';

const TRACES = 20_000;
const START = Date.parse('2026-11-20T14:00:00Z');
const MEBIBYTE = 1024 * 1024;
const SOAK_MILLIS = 300_000;

/** One request in ten fails. */
const FAULTS: NonNullable<TempoOptions['faults']> = [
  // First, so that a trace that is missing is so whenever it is looked for.
  { fault: { kind: 'missing' }, on: ['trace'], share: 0.01, seed: 6 },
  { fault: { kind: 'status', status: 429, retryAfter: '0' }, on: ['trace'], share: 0.03, seed: 1 },
  { fault: { kind: 'status', status: 503 }, on: ['trace'], share: 0.02, seed: 2 },
  { fault: { kind: 'cut-headers' }, on: ['trace'], share: 0.01, seed: 3 },
  { fault: { kind: 'cut-body' }, on: ['trace'], share: 0.02, seed: 4 },
  { fault: { kind: 'partial', message: 'too large' }, on: ['trace'], share: 0.01, seed: 5 },
];

const collectGarbage = garbageCollector();

test(
  '20,000 reads by ID, one in ten of which fails',
  async () => {
    const tempo = await startTempo({ pushes: manyTraces(TRACES, START), now: () => START + 600_000 });
    try {
      const spec = parseTempo(`tempo+${tempo.url}`, { maxTraces: TRACES });
      const { signal } = new AbortController();
      const window = { start: START - 1000, end: START + 60_000 };
      const plan = await planReading([spec], window, signal, () => {});
      expect(plan.jobs).toHaveLength(TRACES);
      expect(new Set(plan.jobs.map(({ listed }) => listed.name)).size).toBe(TRACES);

      tempo.faults.add(...FAULTS);
      const heap: number[] = [];
      const onProgress = ({ objectsRead }: ReadProgress) => {
        if (objectsRead !== (heap.length + 1) * 5000) return;
        // What the stand-in keeps of its requests is not what is measured.
        tempo.asked.requests.length = 0;
        collectGarbage();
        heap.push(process.memoryUsage().heapUsed);
      };
      const policy = { attempts: 6, firstDelay: 1, longestDelay: 4, longestRest: 100 };
      const read = await readObjects(plan.jobs, {
        sources: [spec],
        limits: { maxObjectBytes: 512_000_000, needs: [] },
        selection: ALL_TRACES,
        maxRows: 10 * TRACES,
        threads: null,
        signal,
        onProgress,
        open: () => new TempoSource(spec, { policy }),
      });

      const { outcomes, table } = read;
      const complete = outcomes.filter((outcome) => outcome.complete);
      const reasons = Map.groupBy(
        outcomes.filter((outcome) => !outcome.complete).flatMap(({ problems }) => problems),
        ({ reason }) => reason,
      );
      const { counts } = tempo.faults;
      // Every trace has one outcome: it was read with both of its spans, or it is counted once with the reason why not.
      expect(new Set(outcomes.map(({ object }) => object)).size).toBe(TRACES);
      expect(outcomes).toHaveLength(TRACES);
      expect(table.traceCount).toBe(complete.length);
      expect(table.length).toBe(2 * complete.length);
      expect([...reasons.keys()].toSorted()).toEqual(['partial', 'search-by-id-mismatch']);
      expect(complete.length + [...reasons.values()].flat().length).toBe(TRACES);
      expect(reasons.get('partial')).toHaveLength(counts.partial ?? 0);
      // One that is missing is looked for twice.
      expect(2 * (reasons.get('search-by-id-mismatch')?.length ?? 0)).toBe(counts.missing);
      const failed = ['status', 'cut-headers', 'cut-body'] as const;
      expect(read.live.get(0)?.retries).toBe(failed.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0));
      expect(read.live.get(0)?.retries).toBeGreaterThan(0.05 * TRACES);

      expect(heap).toHaveLength(4);
      expect(heap[3]! - heap[0]!).toBeLessThan(64 * MEBIBYTE);
    } finally {
      await tempo.stop();
    }
  },
  SOAK_MILLIS,
);

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('the garbage collector cannot be called');
  return () => void Reflect.apply(collect, undefined, []);
}

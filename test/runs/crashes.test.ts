import * as fc from 'fast-check';
import type { ObjectStore } from '../../lib/publish/store';
import type { Report } from '../../lib/report/model';
import { runScheduled } from '../../lib/runs/run-scheduled';
import { type ScheduleState, stateSchema } from '../../lib/schedule/state';
import { CONFIG, HOUR, MINUTE, reportOf, T, World } from './setup';

/**
 * Any interleaving of runs that are killed, come twice, run at once or meet failing services, over a store that answers
 * as S3 does. Whatever happens: no window is skipped, none is closed twice, and none is closed before it was told.
 */

const KEY = 'state/shop.json';

/** A run that ends for good at one of its calls: before the call has an effect, or after it but before the answer. */
function mortal(store: ObjectStore, calls: number, isAfter: boolean, die: () => void): ObjectStore {
  let left = calls;
  const silence = () => {
    die();
    return new Promise<never>(() => {});
  };
  async function call<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    left--;
    if (left > 0) return work();
    if (left === 0 && isAfter) await work();
    return silence();
  }
  return {
    get: (key) => call(() => store.get(key)),
    put: (key, body, condition, options) => call(() => store.put(key, body, condition, options)),
  };
}

/**
 * Watches each version of the state against the one before. What is wrong is noted: thrown, a run would catch it.
 * @param begins takes the watermark of the first version: where the schedule begins
 */
function watch(world: World, begins: number[] = []): string[] {
  const wrong: string[] = [];
  let before: ScheduleState | null = null;
  world.store.after = async ({ method, key }) => {
    if (method !== 'put' || key !== KEY) return;
    const state = stateSchema.parse(world.store.json(KEY));
    const was = before;
    before = state;
    if (was === null) begins.push(state.doneUntil);
    if (state.entries.some(({ start }) => start < state.doneUntil))
      wrong.push('an entry before the watermark');
    for (let start = T; was !== null && start < world.now; start += HOUR) {
      const isClosed = closedIn(state, start);
      if (closedIn(was, start) && !isClosed) wrong.push(`${start} was closed and is open again`);
      if (isClosed && !closedIn(was, start) && !mayClose(world, state, start)) wrong.push(`${start} untold`);
    }
  };
  return wrong;
}

/** A window may be closed once its report is stored and told, or when it is written down that it has to be told of. */
function mayClose(world: World, { toReport }: ScheduleState, start: number): boolean {
  const isGivenUp = toReport.some((closure) => closure.start <= start && start < closure.end);
  const iso = new Date(start).toISOString();
  const isTold = world.notices.some(({ kind, window }) => kind === 'audit' && window.start === iso);
  const isMeasured = world.points.some(
    ({ name, time }) => name === 'AuditedWindows' && time === start + HOUR,
  );
  return isGivenUp || (isTold && isMeasured);
}

function closedIn({ doneUntil, entries }: ScheduleState, start: number): boolean {
  return (
    start < doneUntil ||
    entries.some((entry) => entry.state === 'closed' && entry.start <= start && start < entry.end)
  );
}

interface Run {
  /** Calls of the store until it is killed; large: it lives. */
  readonly calls: number;
  readonly isAfter: boolean;
  readonly metricsFail: boolean;
  readonly noticesFail: boolean;
  readonly auditFails: boolean;
}

const run: fc.Arbitrary<Run> = fc.record({
  calls: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(10_000)),
  isAfter: fc.boolean(),
  metricsFail: fc.boolean(),
  noticesFail: fc.boolean(),
  auditFails: fc.oneof(
    { weight: 3, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});
/** Runs that begin at one time, and the minutes until the next ones. */
const steps = fc.array(
  fc.record({
    runs: fc.array(run, { minLength: 1, maxLength: 3 }),
    minutes: fc.integer({ min: 0, max: 200 }),
  }),
  { minLength: 1, maxLength: 8 },
);

test('no window is skipped, none is closed twice, none is closed untold', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.scheduler(), async (steps, scheduler) => {
      const world = new World();
      world.now = T + HOUR + 17 * MINUTE;
      world.auditTakes = 0;
      const begins: number[] = [];
      const wrong = watch(world, begins);
      let number = 0;
      const begin = async ({ calls, isAfter, metricsFail, noticesFail, auditFails }: Run) => {
        const dead = Promise.withResolvers<void>();
        const turns: ObjectStore = {
          get: (key) => scheduler.schedule(Promise.resolve()).then(() => world.store.get(key)),
          put: (key, body, condition) =>
            scheduler.schedule(Promise.resolve()).then(() => world.store.put(key, body, condition)),
        };
        const deps = world.deps(`run ${number++}`);
        const failing = (isFailing: boolean, name: string) => {
          if (isFailing) throw new Error(name);
        };
        const alive = runScheduled(CONFIG, 'archive', {
          ...deps,
          store: mortal(turns, calls, isAfter, dead.resolve),
          audit: async (...given): Promise<Report> => {
            failing(auditFails, 'audit');
            return deps.audit(...given);
          },
          metrics: {
            publish: async (...given) => {
              failing(metricsFail, 'metrics');
              return deps.metrics.publish(...given);
            },
          },
          notices: {
            send: async (notice) => {
              failing(noticesFail, 'notices');
              await deps.notices.send(notice);
            },
          },
        });
        await Promise.race([alive, dead.promise]);
      };
      for (const { runs, minutes } of steps) {
        await scheduler.waitFor(Promise.all(runs.map(begin)));
        world.now += minutes * MINUTE;
      }
      // In the end the leases of the dead are over, and one run lives; each window may need a few.
      for (let round = 0; round < 4; round++) {
        world.now += 17 * MINUTE;
        const healthy = {
          calls: 10_000,
          isAfter: false,
          metricsFail: false,
          noticesFail: false,
          auditFails: false,
        };
        await scheduler.waitFor(begin(healthy));
      }
      const state = stateSchema.parse(world.store.json(KEY));
      expect(wrong).toEqual([]);
      expect(state.toReport).toEqual([]);
      expect(state.entries).toEqual([]);
      expect(state.doneUntil).toBe(Math.floor((world.now - 17 * MINUTE) / HOUR) * HOUR);
      const given = new Set(state.reported.map(({ start }) => start));
      // The schedule begins with the window that was due when its state was first written.
      const [first = Number.NaN] = begins;
      expect(first).toBeGreaterThanOrEqual(T);
      for (let start = first; start < state.doneUntil; start += HOUR) {
        const time = new Date(start).toISOString();
        const told = world.notices.filter(({ window }) => window.start === time).map(({ kind }) => kind);
        expect([time, told.length > 0]).toEqual([time, true]);
        expect(told.includes(given.has(start) ? 'failed' : 'audit')).toBe(true);
      }
      // A report is written once: whoever comes later publishes the first one.
      expect(new Set(world.notices.map(({ runId, kind }) => `${runId} ${kind}`)).size).toBe(
        new Set(world.notices.map((notice) => JSON.stringify(notice))).size,
      );
    }),
    { numRuns: 80 },
  );
});

test('killed at each of its first 20 calls and started again, a run judges each window once or leaves its report', async () => {
  for (let calls = 1; calls <= 20; calls++) {
    for (const isAfter of [false, true]) {
      const world = new World();
      world.now = T + HOUR + 17 * MINUTE;
      const wrong = watch(world);
      const dead = Promise.withResolvers<void>();
      const first = runScheduled(CONFIG, 'archive', {
        ...world.deps('first'),
        store: mortal(world.store, calls, isAfter, dead.resolve),
      });
      await Promise.race([first, dead.promise]);
      world.now += 17 * MINUTE;
      await runScheduled(CONFIG, 'archive', world.deps('second'));
      const state = stateSchema.parse(world.store.json(KEY));
      expect(wrong).toEqual([]);
      expect([calls, state.doneUntil, state.entries]).toEqual([calls, T + HOUR, []]);
      const reports = [...world.store.objects.keys()].filter((key) => key.endsWith('.json.gz'));
      expect(reports).toEqual(['reports/shop/2026/11/20/20261120T140000Z-20261120T150000Z.json.gz']);
      // Twice only where it was killed between judging and storing.
      expect(world.judged.length).toBeLessThanOrEqual(2);
    }
  }
});

test('a late run, whose window was taken over and judged, publishes the report that was first', async () => {
  const world = new World();
  world.now = T + HOUR + 17 * MINUTE;
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  world.judge = async (window) => {
    begun.resolve();
    await gate.promise;
    return { ...reportOf(window), sources: ['late'] };
  };
  const late = runScheduled(CONFIG, 'archive', world.deps('late'));
  await begun.promise;
  world.judge = async (window) => ({ ...reportOf(window), sources: ['first'] });
  world.now += 20 * MINUTE;
  const first = await runScheduled(CONFIG, 'archive', world.deps('first'));
  gate.resolve();
  expect([first, await late].map(({ sources }) => sources[0]?.windows[0]?.outcome)).toEqual([
    'audited',
    'lost',
  ]);
  expect(new Set(world.notices.map((notice) => JSON.stringify(notice))).size).toBe(1);
});

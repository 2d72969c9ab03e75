import { gunzipSync } from 'node:zlib';
import { effectiveConfig } from '../../lib/config/effective';
import { NoticeError } from '../../lib/publish/sns-notices';
import { StoreError } from '../../lib/publish/store';
import { validateReport } from '../../lib/report/model';
import { MAX_DEPTH, runScheduled } from '../../lib/runs/run-scheduled';
import { SourceError } from '../../lib/sources/errors';
import { HEALTHY } from '../report/samples';
import { CONFIG, HOUR, MINUTE, reportOf, T, World } from './setup';

/** A world in which the hours before `number` are due, and those before `done` are done. */
function worldAt(number: number, done = 0): World {
  const world = new World();
  world.now = T + number * HOUR + 17 * MINUTE;
  const state = { stateVersion: 1, doneUntil: T + done * HOUR, entries: [], toReport: [], reported: [] };
  world.store.objects.set('state/shop.json', {
    body: Buffer.from(JSON.stringify({ ...state, bytesPerSecond: null })),
    etag: '"first"',
  });
  return world;
}

const hours = (...numbers: number[]) => numbers.map((number) => T + number * HOUR);
const doneUntil = (world: World) => Object(world.store.json('state/shop.json')).doneUntil;

test('one window: report, Markdown, metrics and notice, then the watermark', async () => {
  const world = worldAt(1);
  const result = await runScheduled(CONFIG, 'archive', world.deps('a'));
  const id = '20261120T140000Z-20261120T150000Z';
  expect(result).toEqual({
    sources: [
      { source: 'shop', windows: [{ window: id, outcome: 'audited', verdict: 'ok' }], isTimeOver: false },
    ],
    continued: false,
  });
  const key = `reports/shop/2026/11/20/${id}`;
  expect([...world.store.objects.keys()]).toEqual(['state/shop.json', `${key}.md`, `${key}.json.gz`]);
  const stored = world.store.objects.get(`${key}.json.gz`)?.body ?? new Uint8Array();
  expect(validateReport(JSON.parse(gunzipSync(stored).toString()))).toEqual(
    reportOf({ start: T, end: T + HOUR }),
  );
  expect(doneUntil(world)).toBe(T + HOUR);
  expect(new Set(world.points.map(({ time }) => time))).toEqual(new Set([T + HOUR]));
  expect(world.points.filter(({ dimensions }) => Object.keys(dimensions).length === 2)).toEqual(
    Object.entries({
      AuditedWindows: [1, 'Count'],
      JudgedTraces: [12_345, 'Count'],
      IncompleteTraces: [0, 'Count'],
      Completeness: [100, 'Percent'],
      RootlessRate: [0, 'Percent'],
      DuplicateRate: [0, 'Percent'],
      FindingsError: [0, 'Count'],
      FindingsWarning: [0, 'Count'],
      UnreadableObjects: [0, 'Count'],
      SampleRate: [100, 'Percent'],
      // Due after 17 minutes, audited in a second.
      AuditDelaySeconds: [17 * 60 + 1, 'Seconds'],
      RunSeconds: [1, 'Seconds'],
    }).map(([name, [value, unit]]) => ({
      name,
      unit,
      value,
      dimensions: { Environment: 'test', Source: 'shop' },
      time: T + HOUR,
    })),
  );
  expect(world.notices).toEqual([
    {
      noticeVersion: 1,
      kind: 'audit',
      runId: `shop/${id}`,
      environment: 'test',
      source: 'shop',
      window: { start: '2026-11-20T14:00:00.000Z', end: '2026-11-20T15:00:00.000Z' },
      verdict: 'ok',
      judgedTraces: 12_345,
      incompleteTraces: 0,
      completeness: 1,
      sampleRate: 1,
      findings: [],
      moreFindings: 0,
      passed: HEALTHY.passed,
      morePassed: 0,
      problems: [],
      reason: null,
      nothingJudged: null,
      report: { key: `audits/${key}.json.gz`, url: `https://reports.example/audits/${key}.md` },
      comparedWith: null,
    },
  ]);
});

test('all windows since the last one, the oldest first; an event that comes again finds nothing to do', async () => {
  const world = worldAt(5, 2);
  await runScheduled(CONFIG, 'archive', world.deps('a'));
  expect(world.judged).toEqual(hours(2, 3, 4));
  await runScheduled(CONFIG, 'archive', world.deps('b'));
  expect(world.judged).toHaveLength(3);
  expect(world.notices).toHaveLength(3);
});

test('two runs at once share the windows', async () => {
  const world = worldAt(6);
  await Promise.all(['a', 'b'].map((owner) => runScheduled(CONFIG, 'archive', world.deps(owner))));
  expect(world.judged.toSorted((a, b) => a - b)).toEqual(hours(0, 1, 2, 3, 4, 5));
  expect(doneUntil(world)).toBe(T + 6 * HOUR);
});

test('without a source of the kind nothing is run, and the log says so', async () => {
  const world = worldAt(1);
  expect(await runScheduled(CONFIG, 'live', world.deps('a'))).toEqual({ sources: [], continued: false });
  expect(world.entries).toEqual([
    { step: 'no-source', reason: 'no live source is configured' },
    { step: 'end', sources: 0, continued: false, depth: 0 },
  ]);
});

describe('time', () => {
  test('a run stops between windows and hands the rest on', async () => {
    const world = worldAt(5);
    world.auditTakes = 2 * MINUTE;
    const deps = world.deps('a', 8 * MINUTE);
    const result = await runScheduled(CONFIG, 'archive', deps);
    // The next one may take 3 min, and 20 s are kept: 4 min are enough after two windows, 2 min after three are not.
    expect(world.judged).toEqual(hours(0, 1, 2));
    expect(result.continued).toBe(true);
    expect(world.continued).toEqual([1]);
  });

  test.each([
    ['ahead by a day', 24 * HOUR],
    ['back by three hours', -3 * HOUR],
    ['back by a day', -24 * HOUR],
  ])(
    'a clock that jumps %s while a window is audited: no window is lost, none is judged twice',
    async (_, by) => {
      const world = worldAt(3);
      const judge = world.judge;
      world.judge = async (window, runtime) => {
        if (window.start === T) world.now += by;
        return judge(window, runtime);
      };
      await runScheduled(CONFIG, 'archive', world.deps('a'));
      const delays = world.points
        .filter(({ name }) => name === 'AuditDelaySeconds')
        .map(({ value }) => value);
      expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
      // Somebody sets the clock right.
      world.now = T + 3 * HOUR + 20 * MINUTE;
      await runScheduled(CONFIG, 'archive', world.deps('b'));
      expect(world.judged).toEqual(hours(0, 1, 2));
      expect(new Set(world.notices.map(({ window }) => Date.parse(window.start)))).toEqual(
        new Set(hours(0, 1, 2)),
      );
      expect(doneUntil(world)).toBe(T + 3 * HOUR);
    },
  );

  test('not for ever', async () => {
    const world = worldAt(3);
    world.auditTakes = 10 * MINUTE;
    const result = await runScheduled(CONFIG, 'archive', world.deps('a', 12 * MINUTE, MAX_DEPTH));
    expect([world.judged, result.continued, world.continued]).toEqual([hours(0), false, []]);
    expect(world.entries).toContainEqual({ step: 'left-to-schedule', depth: MAX_DEPTH });
  });

  test('where the next run cannot be started, the schedule goes on', async () => {
    const world = worldAt(3);
    world.auditTakes = 10 * MINUTE;
    const deps = { ...world.deps('a', 12 * MINUTE), continueLater: () => Promise.reject(new Error('no')) };
    expect((await runScheduled(CONFIG, 'archive', deps)).continued).toBe(false);
    await runScheduled(CONFIG, 'archive', world.deps('b'));
    expect(world.judged).toEqual(hours(0, 1));
  });

  test('too little for anything: nothing is begun', async () => {
    const world = worldAt(3);
    const result = await runScheduled(CONFIG, 'archive', world.deps('a', 20_000));
    expect([world.judged, world.continued, result.sources[0]?.isTimeOver]).toEqual([[], [1], true]);
    expect(doneUntil(world)).toBe(T);
  });

  test('an audit that takes too long is ended, and its speed is remembered', async () => {
    const world = worldAt(1);
    world.judge = (_, { signal, onProgress }) =>
      new Promise((_resolve, reject) => {
        const progress = { objectsListed: 9, objectsRead: 1, bytesListed: 1e9, spansKept: 0 };
        onProgress?.({ ...progress, stage: 'reading', bytesRead: 6e7 });
        world.now += 60_000;
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    // The reserve of 20 s is all but 50 ms of it.
    const result = await runScheduled(CONFIG, 'archive', world.deps('a', 20_050));
    expect(result.sources[0]?.windows).toMatchObject([{ outcome: 'failed', verdict: null }]);
    expect(world.store.json('state/shop.json')).toMatchObject({
      bytesPerSecond: 1e6,
      entries: [{ state: 'failed', tries: 1, reason: expect.stringContaining('time of the run was over') }],
    });
    // The next run may read 70 % of what it can in the 280 s that it has.
    let most: number | null | undefined;
    world.judge = async (window, { maxBytes }) => {
      most = maxBytes;
      return reportOf(window);
    };
    await runScheduled(CONFIG, 'archive', world.deps('b', 300_000));
    expect(most).toBe(0.7 * 280 * 1e6);
  });
});

describe('failures', () => {
  test('a window that fails three times is parked, told, and does not block', async () => {
    const world = worldAt(2);
    world.judge = async (window) => {
      if (window.start === T) throw new TypeError('a bug\nwith a secret on its second line');
      return reportOf(window);
    };
    for (const owner of ['a', 'b', 'c']) await runScheduled(CONFIG, 'archive', world.deps(owner));
    expect(world.judged).toEqual(hours(1));
    expect(doneUntil(world)).toBe(T + 2 * HOUR);
    expect(world.notices.map(({ kind, runId, reason }) => [kind, runId, reason])).toEqual([
      ['audit', 'shop/20261120T150000Z-20261120T160000Z', null],
      ['failed', 'shop/20261120T140000Z-20261120T150000Z/failed', 'a bug'],
    ]);
    expect(world.points.filter(({ name }) => name === 'FailedWindows')).toHaveLength(3);
    await runScheduled(CONFIG, 'archive', world.deps('d'));
    expect(world.notices).toHaveLength(2);
  });

  test.each([
    ['the source', new SourceError('unreachable', 's3://traces: cannot be reached')],
    ['an answer of S3', new StoreError('could not be read')],
  ])('what ails %s ails all windows: only the oldest is tried', async (_, error) => {
    const world = worldAt(4);
    world.judge = () => Promise.reject(error);
    const result = await runScheduled(CONFIG, 'archive', world.deps('a'));
    expect(result.sources[0]?.windows).toHaveLength(1);
    world.judge = async (window) => reportOf(window);
    await runScheduled(CONFIG, 'archive', world.deps('b'));
    expect(world.judged).toEqual(hours(0, 1, 2, 3));
  });

  test.each(['metrics', 'notice'] as const)(
    '%s that cannot be sent are sent by the next run, without judging again',
    async (what) => {
      const world = worldAt(1);
      world.request = async (asked) => {
        if (asked === what) throw new NoticeError('throttled');
      };
      await runScheduled(CONFIG, 'archive', world.deps('a'));
      expect(doneUntil(world)).toBe(T);
      world.request = async () => {};
      await runScheduled(CONFIG, 'archive', world.deps('b'));
      expect([world.judged, doneUntil(world)]).toEqual([hours(0), T + HOUR]);
      expect(world.notices).toHaveLength(1);
      // What was published twice is the same twice.
      const seen = new Map<string, number>();
      for (const { name, dimensions, value } of world.points) {
        const series = JSON.stringify([name, dimensions]);
        expect(seen.get(series) ?? value).toBe(value);
        seen.set(series, value);
      }
    },
  );

  test('a notice of a given-up window that cannot be sent is sent later', async () => {
    const world = worldAt(30);
    world.auditTakes = 0;
    world.request = async (what) => {
      if (what === 'notice') throw new NoticeError('throttled');
    };
    await runScheduled(CONFIG, 'archive', world.deps('a'));
    world.request = async () => {};
    await runScheduled(CONFIG, 'archive', world.deps('b'));
    expect(world.notices.at(-1)).toMatchObject({
      kind: 'not-audited',
      verdict: 'unknown',
      window: { start: '2026-11-20T14:00:00.000Z', end: '2026-11-20T19:00:00.000Z' },
      reason: expect.stringContaining('maxCatchUp'),
    });
    // Hours 0 to 4 were due more than 24 hours before, hour 5 just then.
    expect(world.judged).toEqual(hours(...Array.from({ length: 25 }, (_, index) => index + 5)));
  });

  test('one source without its state does not stop the others', async () => {
    const world = worldAt(1);
    const config = effectiveConfig({
      sources: [
        { source: 's3://traces/broken', name: 'broken' },
        { source: 's3://traces/shop', name: 'shop' },
      ],
    });
    world.store.objects.set('state/broken.json', { body: Buffer.from('{'), etag: '"x"' });
    await expect(runScheduled(config, 'archive', world.deps('a'))).rejects.toThrow(
      'state/broken.json: is no JSON; move it away to begin anew',
    );
    expect(world.judged).toEqual(hours(0));
  });
});

test('archives and live sources are run by different schedules, in windows of their own', async () => {
  const world = new World();
  world.now = T + 17 * MINUTE;
  const config = effectiveConfig({
    sources: [{ source: 's3://traces/shop' }, { source: 'tempo+https://tempo.example/tempo' }],
  });
  const live = await runScheduled(config, 'live', world.deps('a'));
  expect(live.sources.map(({ source, windows }) => [source, windows[0]?.window])).toEqual([
    ['tempo.example-tempo', '20261120T134500Z-20261120T140000Z'],
  ]);
  const archive = await runScheduled(config, 'archive', world.deps('b'));
  expect(archive.sources.map(({ source, windows }) => [source, windows[0]?.window])).toEqual([
    ['traces-shop', '20261120T130000Z-20261120T140000Z'],
  ]);
});

import { effectiveConfig } from '../../lib/config/effective';
import type { Finding } from '../../lib/report/finding-model';
import type { Report } from '../../lib/report/model';
import type { IncidentDeps } from '../../lib/runs/deps';
import { runIncident } from '../../lib/runs/run-incident';
import { OWN_ORPHANS } from '../report/samples';
import { CONFIG, HOUR, MINUTE, reportOf, T, World } from './setup';

const NOW = T + 5 * HOUR;

function incidentDeps(world: World): IncidentDeps {
  world.now = NOW;
  return { ...world.deps('x'), eventId: 'event-1' };
}

/** The window and the baseline that a request stands for, in minutes from T. */
async function windowsOf(request: unknown, config = CONFIG): Promise<number[][]> {
  const world = new World();
  const windows: number[][] = [];
  world.judge = async (window) => {
    windows.push([(window.start - T) / MINUTE, (window.end - T) / MINUTE]);
    return reportOf(window);
  };
  await runIncident(request, config, incidentDeps(world));
  return windows;
}

const ALARM = {
  AlarmName: 'completeness-low',
  StateChangeTime: '2026-11-20T15:00:00.000+0000',
  Trigger: { Period: 900, EvaluationPeriods: 2 },
};

describe('windows', () => {
  test.each<[string, unknown, number[][]]>([
    [
      'from and to, and the time before',
      { from: '2026-11-20T14:30Z', to: '2026-11-20T15:00Z' },
      [
        [30, 60],
        [0, 30],
      ],
    ],
    [
      'relative times',
      { from: 'now-2h', to: 'now-1h' },
      [
        [180, 240],
        [120, 180],
      ],
    ],
    [
      'around, with minutes on each side',
      { around: '2026-11-20T15:00:00+01:00', minutes: 10 },
      [
        [-10, 10],
        [-30, -10],
      ],
    ],
    [
      'around, with what is usual',
      { around: '2026-11-20T15:00Z' },
      [
        [45, 75],
        [15, 45],
      ],
    ],
    [
      'the end is not in the future',
      { around: 'now', minutes: 10 },
      [
        [290, 300],
        [280, 290],
      ],
    ],
    [
      'an alarm, as SNS has it',
      { alarm: ALARM },
      [
        [30, 60],
        [0, 30],
      ],
    ],
    [
      'an alarm as text',
      { alarm: JSON.stringify(ALARM) },
      [
        [30, 60],
        [0, 30],
      ],
    ],
    [
      'an alarm of a minute looks back a quarter of an hour',
      { alarm: { StateChangeTime: '2026-11-20T15:00:00Z', Trigger: { Period: 60, EvaluationPeriods: 1 } } },
      [
        [45, 60],
        [30, 45],
      ],
    ],
    [
      'an alarm, as EventBridge has it',
      { alarm: { detail: { state: { value: 'ALARM', timestamp: '2026-11-20T15:00:00.000+0000' } } } },
      [
        [45, 60],
        [30, 45],
      ],
    ],
    [
      'yesterday',
      { from: '2026-11-20T14:30Z', to: '2026-11-20T15:00Z', baseline: 'yesterday' },
      [
        [30, 60],
        [30 - 1440, 60 - 1440],
      ],
    ],
    [
      'last week',
      { from: '2026-11-20T14:30Z', to: '2026-11-20T15:00Z', baseline: 'last-week' },
      [
        [30, 60],
        [30 - 10_080, 60 - 10_080],
      ],
    ],
    [
      'a baseline of its own',
      {
        from: '2026-11-20T14:30Z',
        to: '2026-11-20T15:00Z',
        baseline: { from: '2026-11-20T14:00Z', to: '2026-11-20T14:10Z' },
      },
      [
        [30, 60],
        [0, 10],
      ],
    ],
  ])('%s', async (_, request, expected) => {
    expect(await windowsOf(request)).toEqual(expected);
  });
});

describe('a wrong request is one sentence', () => {
  const window = { from: '2026-11-20T14:30Z', to: '2026-11-20T15:00Z' };
  test.each<[unknown, string]>([
    [null, 'the request must be a map: give {"from", "to"}, {"around", "minutes"} or {"alarm"}'],
    [{}, 'no window is named: give {"from", "to"}, {"around", "minutes"} or {"alarm"}'],
    [
      { ...window, around: 'now' },
      'more than one window is named: give {"from", "to"}, {"around", "minutes"} or {"alarm"}',
    ],
    [{ from: 'now-1h' }, 'to: missing; give the end of the window, or now'],
    [{ to: 'now' }, 'from: missing; to needs a beginning'],
    [{ minutes: 5 }, 'around: missing; minutes needs the time to look around'],
    [{ from: 'now', to: 'now-1h' }, 'from: the window is empty; it must begin before it ends'],
    [{ from: '2027-01-01', to: '2027-01-02' }, 'from: the window has not begun; give a time that is past'],
    [{ from: 'now-2d', to: 'now' }, 'from: the window is longer than a day; give a shorter one'],
    [
      { from: 'soon', to: 'now' },
      'from: "soon" is not accepted; give a time such as 2026-11-20T14:00Z or 2026-11-20T14:00:00+01:00, a day (its start in UTC), now, or now-2h',
    ],
    [
      { around: 'now', minutes: 0 },
      'minutes: give a number of minutes from 1 to 720, on each side of around',
    ],
    [
      { around: 'now', minutes: '5' },
      'minutes: give a number of minutes from 1 to 720, on each side of around',
    ],
    [
      { alarm: { AlarmName: 'x' } },
      'alarm: give the message of a CloudWatch alarm with StateChangeTime (SNS) or detail.state.timestamp (EventBridge)',
    ],
    [
      { alarm: 'x' },
      'alarm: give the message of a CloudWatch alarm with StateChangeTime (SNS) or detail.state.timestamp (EventBridge)',
    ],
    [
      { ...window, baseline: 'last year' },
      'baseline: give previous, yesterday, last-week, or a window {"from", "to"}',
    ],
    [{ ...window, traceIds: ['xyz'] }, 'traceIds.0: give a list of 1 to 100 trace IDs of 32 hex digits'],
    [{ ...window, service: '' }, "service: give a service's name, * for any part of it"],
    [{ ...window, source: 'shopp' }, 'source: "shopp" is not known; give one of shop'],
    [{ ...window, query: '{}' }, 'query: shop is an archive, which has no queries; give traceIds or service'],
    [
      { ...window, 'form\u202e': 1 },
      'form\\u202e: not known; the fields are from, to, around, minutes, alarm, service, query, traceIds, source, baseline',
    ],
  ])('%j', async (request, message) => {
    const world = new World();
    await expect(runIncident(request, CONFIG, incidentDeps(world))).rejects.toThrow(message);
    await expect(runIncident(request, CONFIG, incidentDeps(world))).rejects.toHaveProperty(
      'name',
      'RequestError',
    );
    expect(world.judged).toEqual([]);
  });

  test('of several sources one must be named', async () => {
    const config = effectiveConfig({ sources: [{ source: 's3://a1b/c' }, { source: './x', name: 'y' }] });
    await expect(runIncident(window, config, incidentDeps(new World()))).rejects.toThrow(
      'source: missing; give one of a1b-c, y',
    );
    expect(await windowsOf({ ...window, source: 'y' }, config)).toHaveLength(2);
  });
});

describe('the answer', () => {
  const request = { from: '2026-11-20T14:30Z', to: '2026-11-20T15:00Z' };
  const findingOf = (service: string, rate: number, low: number, high: number): Finding => ({
    ...OWN_ORPHANS,
    service,
    rate,
    interval: { low, high },
    blame: { service, basis: 'own' },
  });
  const withFindings = (report: Report, findings: readonly Finding[]): Report => ({
    ...report,
    verdict: 'findings',
    findings,
  });

  test('says what is new and what is worse, and where the full report is', async () => {
    const world = new World();
    world.judge = async (window) =>
      window.start === T
        ? withFindings(reportOf(window), [
            findingOf('worse', 0.02, 0.015, 0.025),
            findingOf('same', 0.02, 0.015, 0.025),
            findingOf('better', 0.5, 0.4, 0.6),
          ])
        : withFindings(reportOf(window), [
            findingOf('worse', 0.04, 0.026, 0.05),
            findingOf('same', 0.03, 0.025, 0.035),
            findingOf('better', 0.1, 0.08, 0.12),
            findingOf('new', 0.1, 0.08, 0.12),
            { ...findingOf('note', 0.1, 0.08, 0.12), severity: 'info' },
          ]);
    const answer = await runIncident(request, CONFIG, incidentDeps(world));
    expect(answer).toMatchObject({
      kind: 'incident',
      runId: 'incident/event-1',
      verdict: 'findings',
      report: {
        key: 'audits/reports/shop/2026/11/20/20261120T143000Z-20261120T150000Z-incident-event-1.json.gz',
      },
      comparedWith: {
        window: { start: '2026-11-20T14:00:00.000Z', end: '2026-11-20T14:30:00.000Z' },
        verdict: 'findings',
        judgedTraces: 12_345,
        changes: [
          {
            service: 'worse',
            change: 'worse',
            before: { rate: 0.02, low: 0.015, high: 0.025 },
            now: { rate: 0.04, low: 0.026, high: 0.05 },
          },
          { service: 'new', change: 'new', before: null, now: { rate: 0.1, low: 0.08, high: 0.12 } },
        ],
        moreChanges: 0,
      },
    });
    expect(answer.findings).toHaveLength(5);
    expect(world.notices).toEqual([answer]);
    // The schedule knows nothing of it, and neither do the metrics.
    expect([...world.store.objects.keys()].filter((key) => key.startsWith('state/'))).toEqual([]);
    expect(world.points).toEqual([]);
  });

  test('an event that comes again has the same answer', async () => {
    const world = new World();
    const first = await runIncident(request, CONFIG, incidentDeps(world));
    world.judge = async (window) => withFindings(reportOf(window), [findingOf('later', 1, 0.9, 1)]);
    expect(await runIncident(request, CONFIG, incidentDeps(world))).toEqual(first);
  });

  test('without a baseline the window stands alone, and says so', async () => {
    const world = new World();
    world.judge = async (window) => {
      if (window.start === T) throw new Error('too old');
      return reportOf(window);
    };
    const answer = await runIncident(request, CONFIG, incidentDeps(world));
    expect(answer.comparedWith).toBeNull();
    expect(answer.problems).toEqual(['the baseline could not be audited: too old']);
  });

  test('nothing judged in the baseline: nothing is called new', async () => {
    const world = new World();
    world.judge = async (window) => {
      const report = withFindings(reportOf(window), [findingOf('a', 1, 0.9, 1)]);
      const { traces } = report.coverage;
      const isBaseline = window.start === T;
      return isBaseline
        ? {
            ...report,
            verdict: 'unknown',
            findings: [],
            coverage: { ...report.coverage, traces: { ...traces, judged: 0 } },
          }
        : report;
    };
    expect((await runIncident(request, CONFIG, incidentDeps(world))).comparedWith).toMatchObject({
      verdict: 'unknown',
      judgedTraces: 0,
      changes: [],
    });
  });

  test('where the notice cannot be sent, who asked has the answer', async () => {
    const world = new World();
    world.request = () => Promise.reject(new Error('no'));
    expect((await runIncident(request, CONFIG, incidentDeps(world))).verdict).toBe('ok');
    expect(world.entries).toContainEqual({ step: 'notice-failed', reason: 'no' });
  });

  test('a service and trace IDs are handed to the audit', async () => {
    const world = new World();
    const seen: unknown[] = [];
    const deps = incidentDeps(world);
    const ids = ['0af7651916cd43dd8448eb211c80319c'];
    await runIncident({ ...request, service: 'check*', traceIds: ids }, CONFIG, {
      ...deps,
      audit: (config, runtime) => {
        seen.push([config.services, runtime.traceIds, config.minApplicable]);
        return deps.audit(config, runtime);
      },
    });
    // A trace that is named counts, however few there are.
    expect(seen).toEqual([
      [['check*'], ids, 1],
      [['check*'], ids, 1],
    ]);
  });

  test('traces that are named and not there are told as such', async () => {
    const world = new World();
    const { coverage } = reportOf({ start: T, end: T + HOUR });
    // Others are left out of the window.
    const traces = { ...coverage.traces, seen: 5, sampled: 5, outsideWindow: 5, judged: 0 };
    world.judge = async (window) => ({
      ...reportOf(window),
      verdict: 'unknown',
      coverage: { ...coverage, traces },
    });
    const ids = ['0af7651916cd43dd8448eb211c80319c', '1af7651916cd43dd8448eb211c80319c'];
    const asked = (more: object) => runIncident({ ...request, ...more }, CONFIG, incidentDeps(world));
    expect(await asked({ traceIds: ids })).toMatchObject({
      verdict: 'unknown',
      reason: 'none of the traces asked for was found in the window (2)',
      nothingJudged: { because: 'not-found', count: 2 },
    });
    expect(await asked({})).toMatchObject({ nothingJudged: { because: 'outside-window', count: 5 } });
  });

  test('a live source is asked for them', async () => {
    const world = new World();
    const deps = incidentDeps(world);
    const asked: unknown[] = [];
    const config = effectiveConfig({ sources: [{ source: 'tempo+http://127.0.0.1:3200' }] });
    const ids = ['0AF7651916CD43DD8448EB211C80319C', '1af7651916cd43dd8448eb211c80319c'];
    await runIncident({ ...request, traceIds: ids }, config, {
      ...deps,
      audit: (narrowed, runtime) => {
        asked.push(Object(narrowed.sources[0]).query);
        return deps.audit(narrowed, runtime);
      },
    });
    expect(asked[0]).toBe(
      '{ trace:id = "0af7651916cd43dd8448eb211c80319c" || trace:id = "1af7651916cd43dd8448eb211c80319c" }',
    );
  });
});

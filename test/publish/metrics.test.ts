import * as fc from 'fast-check';
import { batchesOf, bytesOf } from '../../lib/publish/metrics/batches';
import {
  dimensionValue,
  MAX_AGE,
  MAX_AHEAD,
  MAX_VALUE,
  type MetricPoint,
  NAMESPACE,
  refusalOf,
} from '../../lib/publish/metrics/limits';
import type { MetricFacts } from '../../lib/publish/metrics/metric-facts';
import { metricPoints } from '../../lib/publish/metrics/points';
import { MetricsError, publishPoints } from '../../lib/publish/metrics/publisher';
import type { Finding } from '../../lib/report/finding-model';
import type { Report } from '../../lib/report/model';
import { HEALTHY, HOSTILE_NAMES, OWN_ORPHANS } from '../report/samples';

const NOW = Date.UTC(2026, 10, 20, 15, 17);
const POINT: MetricPoint = {
  name: 'JudgedTraces',
  unit: 'Count',
  value: 1,
  dimensions: { Environment: 'test', Source: 'shop' },
  time: NOW,
};
const FACTS: MetricFacts = {
  environment: 'test',
  source: 'shop',
  windowEnd: NOW,
  checks: ['orphan-span', 'missing-root'],
  maxServices: 2,
  services: [],
  timing: { delay: 61.5, run: 2.5 },
};

/** `Name|Service|Check` of each point, with its value. */
function table(points: readonly MetricPoint[]): Record<string, number> {
  return Object.fromEntries(
    points.map(({ name, dimensions, value }) => {
      const { Service = '', Check = '' } = dimensions;
      return [[name, Service, Check].join('|'), value];
    }),
  );
}

describe("CloudWatch's limits", () => {
  const dimensions = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`name${index}`, 'value']));
  test.each<[string, Partial<MetricPoint>, string | null]>([
    ['a usual point', {}, null],
    ['no dimension', { dimensions: {} }, null],
    ['30 dimensions', { dimensions: dimensions(30) }, null],
    ['31 dimensions', { dimensions: dimensions(31) }, 'dimensions'],
    ['a name of 255', { name: 'n'.repeat(255) }, null],
    ['a name of 256', { name: 'n'.repeat(256) }, 'name'],
    ['an empty name', { name: '' }, 'name'],
    ['a name that begins with a colon', { name: ':n' }, 'name'],
    ['a name beyond ASCII', { name: 'Vollständig' }, 'name'],
    ['a dimension of 255', { dimensions: { ['d'.repeat(255)]: 'v' } }, null],
    ['a dimension of 256', { dimensions: { ['d'.repeat(256)]: 'v' } }, 'dimension'],
    ['a value of 1024', { dimensions: { d: 'v'.repeat(1024) } }, null],
    ['a value of 1025', { dimensions: { d: 'v'.repeat(1025) } }, 'dimension'],
    ['a blank value', { dimensions: { d: ' ' } }, 'dimension'],
    ['a control character', { dimensions: { d: 'a\u0007' } }, 'dimension'],
    ['NaN', { value: Number.NaN }, 'number'],
    ['infinite', { value: Number.POSITIVE_INFINITY }, 'number'],
    ['minus infinite', { value: Number.NEGATIVE_INFINITY }, 'number'],
    ['the largest', { value: MAX_VALUE }, null],
    ['the smallest', { value: -MAX_VALUE }, null],
    ['beyond the largest', { value: MAX_VALUE * 2 }, 'range'],
    ['beyond the smallest', { value: -MAX_VALUE * 2 }, 'range'],
    ['two weeks old', { time: NOW - MAX_AGE }, null],
    ['older', { time: NOW - MAX_AGE - 1 }, 'two weeks'],
    ['two hours ahead', { time: NOW + MAX_AHEAD }, null],
    ['further ahead', { time: NOW + MAX_AHEAD + 1 }, 'two hours'],
  ])('%s', (_, change, reason) => {
    const refusal = refusalOf({ ...POINT, ...change }, NOW);
    if (reason === null) expect(refusal).toBeNull();
    else expect(refusal).toContain(reason);
  });

  test.each<[number, number[]]>([
    [0, []],
    [1, [1]],
    [1000, [1000]],
    [1001, [1000, 1]],
    [2500, [1000, 1000, 500]],
  ])('%i points are requests of %j', (count, sizes) => {
    const points = Array.from({ length: count }, () => POINT);
    expect(batchesOf(points).map(({ length }) => length)).toEqual(sizes);
  });

  test('a request has at most 1 MB, the envelope included', () => {
    // 1,600 bytes or so each: 1,000 of them would be too many.
    const large = { ...POINT, dimensions: { a: 'x'.repeat(1000), b: 'y'.repeat(500) } };
    const fitting = Math.floor((1_000_000 - 1024) / bytesOf(large));
    const batches = batchesOf(Array.from({ length: fitting + 1 }, () => large));
    expect(batches.map(({ length }) => length)).toEqual([fitting, 1]);
    const body = JSON.stringify({ Namespace: 'n'.repeat(255), MetricData: batches[0] });
    expect(Buffer.byteLength(body)).toBeLessThan(1_000_000);
  });

  test('any text is a value, different texts are different values', () => {
    for (const name of [...HOSTILE_NAMES, '', ' ', ':a', 'é', '\u202e', '😀'.repeat(500)]) {
      expect(refusalOf({ ...POINT, dimensions: { Service: dimensionValue(name) } }, NOW)).toBeNull();
    }
    const long = 'x'.repeat(2000);
    expect(dimensionValue(`${long}a`)).not.toBe(dimensionValue(`${long}b`));
    expect(dimensionValue('checkout')).toBe('checkout');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (name) => {
        expect(refusalOf({ ...POINT, dimensions: { Service: dimensionValue(name) } }, NOW)).toBeNull();
      }),
    );
  });

  test.each([
    ['Tracewarden', true],
    ['Acme/Traces-1_a.b#c:d', true],
    ['n'.repeat(255), true],
    ['n'.repeat(256), false],
    ['', false],
    ['AWS/Traces', false],
    [':a', false],
    ['a*b', false],
  ])('the namespace %s', (namespace, isRight) => {
    expect(NAMESPACE.test(namespace)).toBe(isRight);
  });
});

describe('what is published', () => {
  const orphansOf = (service: string, change: Partial<Finding> = {}): Finding => ({
    ...OWN_ORPHANS,
    service,
    blame: { service, basis: 'own' },
    ...change,
  });
  const faulty: Report = {
    ...HEALTHY,
    verdict: 'findings',
    traces: { complete: 9000, incomplete: 1000, partial: 345 },
    structure: { ...HEALTHY.structure, spans: 990, resends: 10, rootless: 2469 },
    services: [
      { name: 'cart', spans: 100, traces: 40, roots: 0, orphans: 0 },
      { name: 'checkout', spans: 200, traces: 50, roots: 0, orphans: 8 },
      { name: 'frontend', spans: 400, traces: 60, roots: 60, orphans: 4 },
      { name: 'payment', spans: 50, traces: 30, roots: 0, orphans: 0 },
    ],
    findings: [
      orphansOf('checkout'),
      orphansOf('frontend', { severity: 'warning', rate: 0.01, interval: { low: 0.005, high: 0.02 } }),
      // Too few to judge: no rate.
      orphansOf('cart', { severity: 'info', applicable: 3, failing: 3, rate: 1 }),
      orphansOf('payment', { check: 'clock-skew', severity: 'info' }),
    ],
    passed: [
      { check: 'missing-root', services: ['checkout'], edges: [] },
      { check: 'orphan-span', services: [], edges: [{ from: 'frontend', to: 'payment' }] },
    ],
  };

  test('of a faulty window: rates are of what they say, and the worst services have their own', () => {
    expect(table(metricPoints(faulty, FACTS))).toEqual({
      'AuditedWindows||': 1,
      'JudgedTraces||': 12_345,
      'IncompleteTraces||': 1000,
      'Completeness||': 90,
      'RootlessRate||': 20,
      'DuplicateRate||': 1,
      'FindingsError||': 1,
      'FindingsWarning||': 1,
      'UnreadableObjects||': 0,
      'SampleRate||': 100,
      'AuditDelaySeconds||': 61.5,
      'RunSeconds||': 2.5,
      'FailureRate||orphan-span': 4.2,
      'FailureRate||missing-root': 0,
      'JudgedTraces|checkout|': 50,
      'Completeness|checkout|': 96,
      'FindingsError|checkout|': 1,
      'FailureRate|checkout|orphan-span': 4.2,
      'FailureRate|checkout|missing-root': 0,
      'JudgedTraces|frontend|': 60,
      'Completeness|frontend|': 99,
      'FindingsError|frontend|': 0,
      // Of missing-root there is nothing about the frontend.
      'FailureRate|frontend|orphan-span': 1,
    });
  });

  test('a check passes for a service by itself, or by its calls, and without either it has no rate', () => {
    const ratesOf = (name: string) =>
      Object.entries(table(metricPoints(faulty, { ...FACTS, maxServices: 0, services: [name] }))).filter(
        ([key]) => key.startsWith(`FailureRate|${name}`),
      );
    expect(ratesOf('payment')).toEqual([['FailureRate|payment|orphan-span', 0]]);
    expect(ratesOf('cart')).toEqual([]);
  });

  test('a check that had nothing to judge has no rate', () => {
    const names = Object.keys(table(metricPoints({ ...faulty, passed: [] }, { ...FACTS, maxServices: 0 })));
    expect(names.filter((name) => name.startsWith('FailureRate'))).toEqual(['FailureRate||orphan-span']);
  });

  test('a check that did not run has no rate', () => {
    const settings = { ...faulty.settings, checks: ['missing-root'] };
    const names = Object.keys(table(metricPoints({ ...faulty, settings }, { ...FACTS, maxServices: 0 })));
    expect(names.filter((name) => name.startsWith('FailureRate'))).toEqual(['FailureRate||missing-root']);
  });

  test('listed services come on top; those that do not occur have no points', () => {
    const services = new Set(
      metricPoints(faulty, { ...FACTS, maxServices: 1, services: ['payment', 'unheard-of'] }).map(
        ({ dimensions }) => dimensions['Service'] ?? null,
      ),
    );
    expect([...services]).toEqual([null, 'payment', 'checkout']);
  });

  test('nothing judged: the heartbeat and counts, and no rate of anything', () => {
    const empty: Report = {
      ...HEALTHY,
      verdict: 'unknown',
      coverage: { ...HEALTHY.coverage, traces: { ...HEALTHY.coverage.traces, judged: 0 } },
      traces: { complete: 0, incomplete: 0, partial: 0 },
      structure: { ...HEALTHY.structure, spans: 0 },
      services: [],
    };
    expect(table(metricPoints(empty, { ...FACTS, timing: null }))).toEqual({
      'AuditedWindows||': 1,
      'JudgedTraces||': 0,
      'IncompleteTraces||': 0,
      'FindingsError||': 0,
      'FindingsWarning||': 0,
      'UnreadableObjects||': 0,
      'SampleRate||': 100,
    });
  });

  test('the number of points has a bound, whatever the spans say', () => {
    const services = Array.from({ length: 5000 }, (_, index) => ({
      name: `service ${index}`,
      spans: 10,
      traces: 1,
      roots: 0,
      orphans: index % 3,
    }));
    const passed = FACTS.checks.map((check) => ({
      check,
      services: services.map(({ name }) => name),
      edges: [],
    }));
    const points = metricPoints({ ...faulty, services, passed }, { ...FACTS, maxServices: 25 });
    // 12 of the run, a rate for each of 2 checks, and for each of 25 services 3 and 2 rates.
    expect(points).toHaveLength(12 + 2 + 25 * (3 + 2));
    expect(points.every((point) => refusalOf(point, NOW) === null)).toBe(true);
  });
});

describe('publishing', () => {
  const points = Array.from({ length: 2500 }, (_, value) => ({ ...POINT, value }));

  test('what was accepted is not sent again', async () => {
    const sent: number[][] = [];
    let calls = 0;
    const outcome = await publishPoints(points, NOW, async (batch) => {
      calls++;
      if (calls === 2) throw new Error('throttled');
      sent.push(batch.map(({ value }) => value));
    });
    expect(outcome).toEqual({ sent: 2500, refused: [] });
    expect(calls).toBe(4);
    expect(sent.flat().toSorted((a, b) => a - b)).toEqual(points.map(({ value }) => value));
  });

  test('what cannot be sent is an error that names no secret', async () => {
    const failure = Object.assign(new Error('key=AKIASECRET'), { name: 'Throttling' });
    await expect(publishPoints(points, NOW, () => Promise.reject(failure))).rejects.toEqual(
      new MetricsError('metrics could not be published: CloudWatch did not accept them (Throttling)'),
    );
  });

  test('what CloudWatch would refuse is left out and told', async () => {
    const sent: MetricPoint[] = [];
    const old = { ...POINT, name: 'Old', time: NOW - MAX_AGE - 1 };
    const outcome = await publishPoints([old, POINT], NOW, async (batch) => {
      sent.push(...batch);
    });
    expect(sent).toEqual([POINT]);
    expect(outcome).toEqual({
      sent: 1,
      refused: [{ name: 'Old', reason: 'its time is more than two weeks ago' }],
    });
  });

  test('nothing to send is no request', async () => {
    expect(await publishPoints([], NOW, () => Promise.reject(new Error('asked')))).toEqual({
      sent: 0,
      refused: [],
    });
  });
});

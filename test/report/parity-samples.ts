import type { Finding } from '../../lib/report/finding-model';
import type { ParityReport } from '../../lib/report/parity-model';
import { HEALTHY, HOSTILE_NAMES } from './samples';

/** Comparisons as `tracewarden parity` makes them, for the tests of its renderers. */

const coverage = { first: HEALTHY.coverage, second: HEALTHY.coverage };
const NONE = { outsideWindow: 0, unsettled: 0, cut: 0, unread: 0 };

const SAME: ParityReport = {
  schemaVersion: 1,
  tool: { name: 'tracewarden', version: '0.1.0' },
  sources: { first: 's3://hot/traces', second: 's3://cold/traces' },
  window: HEALTHY.window,
  settings: { minApplicable: 20, services: [] },
  sample: { rate: 1, lastDigits: null },
  verdict: 'ok',
  traces: {
    compared: 1_200,
    same: 1_200,
    onlyInFirst: 0,
    onlyInSecond: 0,
    differing: 0,
    rate: 0,
    interval: { low: 0, high: 0.003 },
    notCompared: NONE,
  },
  spans: { same: 12_000, onlyInFirst: 0, onlyInSecond: 0, renamed: 0 },
  services: [service('cart', 0, 0, 0), service('frontend', 0, 0, 0)],
  examples: { onlyInFirst: [], onlyInSecond: [], differing: [] },
  findings: [],
  exemptions: [],
  coverage,
};

function service(
  name: string,
  differing: number,
  onlyInFirst: number,
  onlyInSecond: number,
): ParityReport['services'][number] {
  const rate = differing / 1_200;
  return {
    name,
    traces: 1_200,
    differing,
    rate,
    interval: { low: rate * 0.9, high: Math.min(1, rate * 1.1 + 0.001) },
    onlyInFirst,
    onlyInSecond,
  };
}

const example = (digit: string, onlyInFirst: number, onlyInSecond: number, services: readonly string[]) => ({
  traceId: digit.repeat(32),
  onlyInFirst,
  onlyInSecond,
  services,
});

const finding = (name: string, failing: number): Finding => ({
  check: 'source-mismatch',
  title: 'has spans that the second source lacks',
  severity: 'error',
  service: name,
  edge: null,
  unit: 'trace',
  applicable: 1_200,
  failing,
  exempt: 0,
  rate: failing / 1_200,
  interval: { low: 0.04, high: 0.06 },
  reasons: { 'spans-only-in-first': 50, 'trace-only-in-first': failing - 50 },
  blame: { service: null, basis: 'unknown' },
  firstSeen: '2026-11-20T14:02:00.000Z',
  lastSeen: '2026-11-20T14:40:00.000Z',
  histogram: { start: '2026-11-20T14:00:00.000Z', bucketSeconds: 60, counts: [0, 0, 20, 0, 40] },
  examples: [{ traceId: 'a'.repeat(32), spanId: '00000000000000aa' }],
  remedy: 'Look at the exporter that writes the second source.',
});

export const PARITY: Readonly<
  Record<'same' | 'different' | 'sampled' | 'empty' | 'unread' | 'hostile', ParityReport>
> = {
  same: SAME,
  different: {
    ...SAME,
    verdict: 'findings',
    traces: {
      ...SAME.traces,
      same: 1_130,
      onlyInFirst: 10,
      onlyInSecond: 1,
      differing: 59,
      rate: 70 / 1_200,
      interval: { low: 0.0464, high: 0.073 },
    },
    spans: { same: 11_700, onlyInFirst: 170, onlyInSecond: 12, renamed: 1 },
    services: [service('cart', 60, 170, 0), service('frontend', 10, 0, 12), service('payment', 0, 0, 0)],
    examples: {
      onlyInFirst: [
        example('a', 3, 0, ['cart', 'frontend']),
        example('b', 2, 0, ['cart']),
        example('c', 2, 0, ['cart']),
      ],
      onlyInSecond: [example('d', 0, 1, ['frontend'])],
      differing: [example('e', 2, 1, ['cart', 'frontend', 'payment', 'shipping'])],
    },
    findings: [finding('cart', 60)],
  },
  sampled: {
    ...SAME,
    sample: { rate: 0.125, lastDigits: ['1', '2'] },
    traces: { ...SAME.traces, notCompared: { outsideWindow: 4, unsettled: 3, cut: 2, unread: 1 } },
  },
  empty: {
    ...SAME,
    verdict: 'unknown',
    traces: { ...SAME.traces, same: 0, onlyInFirst: 1_200, rate: 1, interval: { low: 0.997, high: 1 } },
    spans: { same: 0, onlyInFirst: 12_000, onlyInSecond: 0, renamed: 0 },
    coverage: {
      first: HEALTHY.coverage,
      second: {
        ...HEALTHY.coverage,
        objects: { listed: 0, read: 0, unreadable: 0 },
        traces: { ...HEALTHY.coverage.traces, seen: 0, sampled: 0, judged: 0, outsideWindow: 0 },
      },
    },
  },
  unread: {
    ...SAME,
    verdict: 'unknown',
    sample: { rate: 0.25, lastDigits: null },
    traces: { ...SAME.traces, notCompared: { ...NONE, unread: 345 } },
    coverage: {
      ...coverage,
      second: {
        ...HEALTHY.coverage,
        objects: { listed: 80, read: 79, unreadable: 1 },
        problems: [
          {
            object: 'traces/7.gz',
            offset: 12,
            reason: 'truncated',
            message: 'it ends before its end',
            count: 1,
          },
        ],
      },
    },
  },
  hostile: {
    ...SAME,
    verdict: 'findings',
    sources: { first: HOSTILE_NAMES[0]!, second: HOSTILE_NAMES[2]! },
    traces: { ...SAME.traces, same: 1_100, differing: 100 },
    services: HOSTILE_NAMES.map((name) => service(name, 100, 100, 0)),
    examples: { onlyInFirst: [], onlyInSecond: [], differing: [example('f', 1, 0, HOSTILE_NAMES)] },
    findings: HOSTILE_NAMES.map((name) => finding(name, 60)),
  },
};

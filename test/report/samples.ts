import type { Finding } from '../../lib/report/finding-model';
import type { Report } from '../../lib/report/model';

/** Reports as audits make them, for the tests of every renderer. */

export const HEALTHY: Report = {
  schemaVersion: 1,
  tool: { name: 'tracewarden', version: '0.1.0' },
  sources: ['s3://traces/prod/'],
  window: {
    start: '2026-11-20T14:00:00.000Z',
    end: '2026-11-20T15:00:00.000Z',
    settleSeconds: 120,
    marginSeconds: { before: 300, after: 900 },
  },
  settings: { minApplicable: 20, checks: ['missing-root', 'orphan-span'], services: [] },
  verdict: 'ok',
  coverage: {
    objects: { listed: 80, read: 80, unreadable: 0 },
    formats: { 'otlp-json': 80 },
    bytes: { read: 12_345_678, decoded: 98_765_432 },
    spans: { read: 123_456, kept: 123_456, rejected: 0 },
    skippedRecords: { logs: 0, metrics: 0 },
    traces: {
      seen: 12_400,
      seenEstimated: false,
      sampled: 12_400,
      outsideWindow: 55,
      judged: 12_345,
      unsettled: 0,
      cut: 0,
      damaged: 0,
    },
    sampleRate: 1,
    problems: [],
  },
  traces: { complete: 12_345, incomplete: 0, partial: 0 },
  structure: {
    spans: 123_456,
    orphans: 0,
    missingParents: 0,
    tracesWithOrphans: 0,
    rootless: 0,
    multiRoot: 0,
    resends: 0,
    idClashes: 0,
    sharedRpc: 0,
    selfParents: 0,
    cycles: 0,
    invalidIds: 0,
  },
  services: [
    { name: 'cart', spans: 24_690, traces: 12_345, roots: 0, orphans: 0 },
    { name: 'checkout', spans: 29_381, traces: 5120, roots: 0, orphans: 0 },
    { name: 'frontend', spans: 49_380, traces: 12_345, roots: 12_345, orphans: 0 },
    { name: 'payment', spans: 20_005, traces: 5120, roots: 0, orphans: 0 },
  ],
  edges: [
    { from: 'frontend', to: 'cart', calls: 12_345, withoutServer: 0 },
    { from: 'frontend', to: 'checkout', calls: 5120, withoutServer: 0 },
    { from: 'checkout', to: 'payment', calls: 5120, withoutServer: 0 },
  ],
  findings: [],
  passed: [
    { check: 'orphan-span', services: ['checkout', 'frontend'], edges: [{ from: 'frontend', to: 'cart' }] },
    { check: 'missing-root', services: ['cart', 'checkout', 'frontend', 'payment'], edges: [] },
  ],
  exemptions: [],
};

export const OWN_ORPHANS: Finding = {
  check: 'orphan-span',
  title: 'loses parents of its own spans',
  severity: 'error',
  service: 'checkout',
  edge: null,
  unit: 'span',
  applicable: 29_381,
  failing: 1234,
  exempt: 0,
  rate: 0.042,
  interval: { low: 0.03977, high: 0.04436 },
  reasons: { 'local-parent': 1200, 'kind-says-local': 34 },
  blame: { service: 'checkout', basis: 'own' },
  firstSeen: '2026-11-20T14:02:11.125Z',
  lastSeen: '2026-11-20T14:58:40.900Z',
  histogram: {
    start: '2026-11-20T14:00:00.000Z',
    bucketSeconds: 120,
    counts: [
      0, 3, 2, 1, 0, 0, 0, 12, 40, 160, 301, 298, 250, 90, 40, 20, 9, 3, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2,
    ],
  },
  examples: [
    { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' },
    { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' },
    { traceId: 'a0892f3577b34da6a3ce929d0e0e4701', spanId: 'b7ad6b7169203331' },
  ],
  remedy:
    'Look at the exporter first: raise OTEL_BSP_MAX_QUEUE_SIZE above the largest burst, lower OTEL_BSP_SCHEDULE_DELAY, and call shutdown() before the process ends.',
};

export const REMOTE_ORPHANS: Finding = {
  ...OWN_ORPHANS,
  severity: 'warning',
  service: 'payment',
  title: 'is called by spans that are missing',
  check: 'remote-orphan',
  applicable: 5120,
  failing: 31,
  exempt: 12,
  rate: 31 / 5120,
  interval: { low: 0.00427, high: 0.00858 },
  reasons: { 'remote-parent': 31 },
  blame: { service: 'checkout', basis: 'inferred' },
  histogram: null,
  examples: [{ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }],
  remedy: 'See what the caller loses.',
};

export const SILENT_CALLS: Finding = {
  ...OWN_ORPHANS,
  check: 'client-without-server',
  title: 'makes calls that no server span answers',
  service: 'frontend',
  edge: { from: 'frontend', to: 'cart' },
  unit: 'call',
  applicable: 12_345,
  failing: 5120,
  rate: 5120 / 12_345,
  interval: { low: 0.4061, high: 0.4235 },
  reasons: { 'no-child': 5120 },
  blame: { service: 'cart', basis: 'inferred' },
  firstSeen: '2026-11-20T23:59:11.125Z',
  lastSeen: '2026-11-21T00:58:40.900Z',
  remedy: 'Check that the called service extracts the trace context and exports its server spans.',
};

export const NOTE: Finding = {
  ...REMOTE_ORPHANS,
  check: 'clock-skew',
  title: 'runs on hosts whose clocks differ',
  severity: 'info',
  unit: 'trace',
  service: 'cart',
  blame: { service: null, basis: 'unknown' },
};

export const FAULTY: Report = {
  ...HEALTHY,
  verdict: 'findings',
  traces: { complete: 11_100, incomplete: 1204, partial: 41 },
  structure: { ...HEALTHY.structure, orphans: 1265, missingParents: 1250, tracesWithOrphans: 1204 },
  services: [
    { name: 'cart', spans: 24_690, traces: 12_345, roots: 0, orphans: 0 },
    { name: 'checkout', spans: 29_381, traces: 5120, roots: 0, orphans: 1234 },
    { name: 'frontend', spans: 49_380, traces: 12_345, roots: 12_345, orphans: 0 },
    { name: 'payment', spans: 20_005, traces: 5120, roots: 0, orphans: 31 },
    ...Array.from({ length: 11 }, (_, index) => ({
      name: `worker-${String(index).padStart(2, '0')}`,
      spans: 40,
      traces: 40,
      roots: 0,
      orphans: 0,
    })),
  ],
  findings: [
    NOTE,
    REMOTE_ORPHANS,
    {
      ...OWN_ORPHANS,
      service: 'payment',
      failing: 900,
      rate: 0.03,
      interval: { low: 0.028, high: 0.032 },
      applicable: 30_000,
      blame: { service: 'payment', basis: 'own' },
    },
    OWN_ORPHANS,
    SILENT_CALLS,
  ],
  passed: [
    { check: 'orphan-span', services: ['frontend'], edges: [{ from: 'frontend', to: 'cart' }] },
    { check: 'missing-root', services: ['frontend'], edges: [] },
  ],
};

const NO_TRACES: Report['coverage']['traces'] = {
  seen: 0,
  seenEstimated: false,
  sampled: 0,
  outsideWindow: 0,
  judged: 0,
  unsettled: 0,
  cut: 0,
  damaged: 0,
};

/** An empty folder. */
export const NO_DATA: Report = {
  ...HEALTHY,
  passed: [],
  sources: ['./archive'],
  window: null,
  verdict: 'unknown',
  coverage: {
    ...HEALTHY.coverage,
    objects: { listed: 0, read: 0, unreadable: 0 },
    formats: {},
    bytes: { read: 0, decoded: 0 },
    spans: { read: 0, kept: 0, rejected: 0 },
    traces: NO_TRACES,
  },
  traces: { complete: 0, incomplete: 0, partial: 0 },
  structure: { ...HEALTHY.structure, spans: 0 },
  services: [],
  edges: [],
};

/** Faults may hide in what was not read. */
export const UNREADABLE: Report = {
  ...HEALTHY,
  verdict: 'unknown',
  coverage: {
    ...HEALTHY.coverage,
    objects: { listed: 80, read: 77, unreadable: 3 },
    spans: { read: 123_456, kept: 123_456, rejected: 34 },
    traces: { ...HEALTHY.coverage.traces, sampled: 12_407, seen: 12_407, damaged: 7 },
    problems: [
      {
        object: 's3://traces/prod/year=2026/month=11/day=20/hour=14/minute=05/traces_48213.json.gz',
        offset: 1_048_576,
        reason: 'truncated',
        message: 'the gzip stream ends early',
        count: 1,
      },
      {
        object: 's3://traces/prod/year=2026/month=11/day=20/hour=14/minute=06/traces_48214.json.gz',
        offset: 4711,
        reason: 'invalid-field',
        message: 'startTimeUnixNano is no time',
        count: 34,
      },
      {
        object: 's3://traces/prod/year=2026/month=11/day=20/hour=14/minute=07/traces_48215.json.gz',
        offset: null,
        reason: 'gone',
        message: 'the object was listed and is no longer there',
        count: 1,
      },
    ],
  },
};

/** One trace in eight, with traces that could not be judged. */
export const SAMPLED: Report = {
  ...HEALTHY,
  coverage: {
    ...HEALTHY.coverage,
    spans: { read: 987_654, kept: 123_456, rejected: 0 },
    skippedRecords: { logs: 120, metrics: 3 },
    traces: {
      seen: 99_280,
      seenEstimated: true,
      sampled: 12_410,
      outsideWindow: 0,
      judged: 12_345,
      unsettled: 60,
      cut: 5,
      damaged: 0,
    },
    sampleRate: 0.125,
  },
  settings: { ...HEALTHY.settings, services: ['shop-*', 'cart'] },
  findings: [NOTE],
  exemptions: [
    {
      check: 'orphan-span',
      service: 'legacy-*',
      edge: null,
      reason: 'replaced in spring',
      until: '2027-03-31',
      expired: false,
      units: 12,
    },
  ],
};

/** Names that try to write to the terminal, to turn the text, to forge lines and to become links. */
export const HOSTILE_NAMES = [
  '\u001b[2J\u001b[31mOK  all fine\u001b[0m',
  'pay\u202Etnem\u202C',
  'line\nOK        forged line\r\n\u2028\u2029\u0085',
  'zero\u200bwidth\u200d\ufeff\u00ad',
  '\ud800lone\udfff',
  '[link](https://evil.example) ![i](x) <img src=x onerror=alert(1)> @team #1 | `code` **b**',
  '支付服务-決済サービス-결제-서비스',
  'e\u0301\u0301\u0301\u0301\u0301\u0301\u0301zalgo',
  'a-very-long-service-name-'.repeat(8) + 'end',
  '   ',
  '👩‍👩‍👧‍👦 family 🇩🇪',
  '\u0301leading mark',
  '\u{e0041}\u{e0042}tags\ue000private',
];

function hostileFinding(name: string, index: number): Finding {
  const other = HOSTILE_NAMES[index + 4] ?? '';
  return {
    ...OWN_ORPHANS,
    service: name,
    edge: { from: name, to: other },
    interval: { low: 0.04 - index / 1000, high: 0.05 },
    blame: { service: other, basis: 'inferred' },
    histogram: null,
    examples: [{ traceId: '\u001b[31m', spanId: 'not-hex-'.repeat(10) }],
  };
}

export const HOSTILE: Report = {
  ...FAULTY,
  sources: HOSTILE_NAMES.slice(0, 2),
  services: HOSTILE_NAMES.map((name, index) => ({
    name,
    spans: 1000 - index,
    traces: 100,
    roots: 1,
    orphans: 20 - index,
  })),
  findings: HOSTILE_NAMES.slice(0, 4).map(hostileFinding),
  coverage: {
    ...HEALTHY.coverage,
    objects: { listed: 80, read: 79, unreadable: 1 },
    problems: [
      {
        object: HOSTILE_NAMES[5] ?? '',
        offset: 12,
        reason: 'invalid-json',
        message: HOSTILE_NAMES[0] ?? '',
        count: 1,
      },
    ],
  },
};

export const EXPIRED: Finding = {
  ...NOTE,
  check: 'expired-exemption',
  title: 'has an exemption from orphan-span that ended with 2026-10-31 (its reason: replaced in autumn)',
  severity: 'warning',
  service: 'legacy-gateway',
  unit: 'exemption',
  applicable: 1,
  failing: 1,
  exempt: 0,
  rate: 1,
  interval: { low: 0.2065, high: 1 },
  reasons: { expired: 1 },
  firstSeen: '2026-11-01T00:00:00.000Z',
  lastSeen: '2026-11-20T15:00:00.000Z',
  examples: [],
  remedy: 'See whether the exception is still needed.',
};

/** Every sample by the name of its expected texts. */
export const SAMPLES = {
  healthy: HEALTHY,
  faulty: FAULTY,
  'no-data': NO_DATA,
  unreadable: UNREADABLE,
  sampled: SAMPLED,
  hostile: HOSTILE,
  expired: { ...FAULTY, findings: [EXPIRED] },
} as const satisfies Record<string, Report>;

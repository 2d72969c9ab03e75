import type { SpanRow, TraceReport, TraceRow } from '../../lib/report/trace-model';
import { HEALTHY, HOSTILE_NAMES } from './samples';

/** Traces as `tracewarden trace` makes them, for the tests of its renderers. */

export const spanRow = (depth: number, id: string, rest: Partial<SpanRow> = {}): SpanRow => ({
  type: 'span',
  depth,
  spanId: id.padStart(16, '0'),
  parentId: null,
  name: `GET /${id}`,
  service: 'frontend',
  kind: 'internal',
  startMs: depth,
  durationMs: 10,
  isError: false,
  resends: 0,
  fails: [],
  ...rest,
});

const PASSING: TraceReport['checks'] = ['missing-root', 'clock-skew', 'invalid-id'].map((check) => ({
  check,
  title: 'is as it should not be',
  answer: check === 'clock-skew' ? 'not-applicable' : 'pass',
  severity: 'error',
  applicable: check === 'clock-skew' ? 0 : 3,
  failing: 0,
  exempt: 0,
  services: [],
  reasons: {},
  skipped: {},
  needsMany: check === 'clock-skew',
}));

export function traceReport(rows: readonly TraceRow[], rest: Partial<TraceReport> = {}): TraceReport {
  return {
    schemaVersion: 1,
    tool: { name: 'tracewarden', version: '0.1.0' },
    sources: ['s3://traces/prod/'],
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    status: 'whole',
    verdict: 'complete',
    summary: {
      spans: rows.filter(({ type }) => type === 'span').length,
      services: 2,
      roots: 1,
      missingParents: 0,
      resends: 0,
      start: '2026-11-20T14:00:00.123Z',
      durationMs: 143.25,
    },
    rows,
    checks: PASSING,
    coverage: HEALTHY.coverage,
    ...rest,
  };
}

const orphan = {
  check: 'orphan-span',
  title: 'has spans whose parent was never stored',
  answer: 'fail',
  severity: 'error',
  applicable: 3,
  failing: 2,
  exempt: 0,
  services: ['cart', 'payment'],
  reasons: { 'local-parent-missing': 1, 'remote-parent-missing': 1 },
  skipped: {},
  needsMany: false,
} as const;

const exempt = {
  check: 'child-outside-parent',
  title: 'has spans outside the time of their parent',
  answer: 'exempt',
  severity: 'warning',
  applicable: 3,
  failing: 0,
  exempt: 2,
  services: ['cart'],
  reasons: { 'starts-before-parent': 2 },
  skipped: {},
  needsMany: false,
} as const;

const FAULTY_ROWS: readonly TraceRow[] = [
  spanRow(0, 'a', { name: 'GET /checkout', kind: 'server', durationMs: 143.25 }),
  spanRow(1, 'b', { name: 'POST', kind: 'client', startMs: 0.25, isError: true }),
  { type: 'missing-server', depth: 2, service: 'inventory' },
  spanRow(1, 'c', { name: 'render', startMs: 12, resends: 2 }),
  spanRow(2, 'd', { name: 'load template', startMs: -3, fails: ['child-outside-parent'] }),
  spanRow(1, 'e', { name: 'no end', startMs: 20, durationMs: null }),
  { type: 'missing', depth: 0, spanId: '00000000000000ff', service: 'cart', basis: 'own' },
  spanRow(1, '1', { service: 'cart', name: 'total', startMs: 31, fails: ['orphan-span'] }),
  { type: 'missing', depth: 0, spanId: '00000000000000fe', service: 'frontend', basis: 'inferred' },
  spanRow(1, '2', {
    service: 'payment',
    kind: 'server',
    name: 'POST /pay',
    startMs: 40,
    fails: ['orphan-span'],
  }),
  spanRow(0, '3', { name: 'poll', startMs: 90_000, durationMs: 0, fails: ['parent-cycle'] }),
  spanRow(1, '4', { name: 'poll again', startMs: 8_000_000, fails: ['parent-cycle'] }),
  { type: 'again', depth: 2, spanId: '0000000000000003' },
];

export const TRACES: Readonly<Record<string, TraceReport>> = {
  whole: traceReport([
    spanRow(0, 'a', { name: 'GET /checkout', kind: 'server' }),
    spanRow(1, 'b', { name: 'POST', kind: 'client' }),
    spanRow(2, 'c', { service: 'cart', name: 'POST /carts', kind: 'server' }),
  ]),
  faulty: traceReport(FAULTY_ROWS, {
    verdict: 'incomplete',
    summary: {
      spans: 9,
      services: 3,
      roots: 1,
      missingParents: 2,
      resends: 2,
      start: '2026-11-20T14:00:00.123Z',
      durationMs: 8_000_010,
    },
    checks: [orphan, exempt, ...PASSING],
  }),
  unsettled: traceReport([spanRow(0, 'a')], { status: 'unsettled', verdict: 'unknown' }),
  unread: traceReport([spanRow(0, 'a')], {
    status: 'unread',
    verdict: 'unknown',
    coverage: { ...HEALTHY.coverage, objects: { listed: 80, read: 78, unreadable: 2 } },
  }),
  missing: traceReport([], { status: 'not-found', verdict: 'unknown', checks: [] }),
  wide: traceReport([
    spanRow(0, 'a'),
    ...Array.from({ length: 1_000 }, (_, index) =>
      spanRow(1, index.toString(16), { isError: index === 700 || index === 800 }),
    ),
    spanRow(0, 'b', { name: 'another root' }),
  ]),
  deep: traceReport(Array.from({ length: 10_000 }, (_, depth) => spanRow(depth, depth.toString(16)))),
  hostile: traceReport(
    HOSTILE_NAMES.flatMap((name, index) => [
      spanRow(index, 'a', { name, service: name, spanId: name, fails: [name], isError: true }),
      { type: 'missing', depth: index, spanId: name, service: name, basis: 'inferred' } as const,
    ]),
    {
      verdict: 'incomplete',
      sources: [...HOSTILE_NAMES],
      checks: [{ ...orphan, services: [...HOSTILE_NAMES] }],
    },
  ),
};

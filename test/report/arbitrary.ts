import * as fc from 'fast-check';
import { PROBLEM_REASONS } from '../../lib/model/problems';
import type { Finding } from '../../lib/report/finding-model';
import type { Report } from '../../lib/report/model';
import { verdictOf } from '../../lib/report/verdict';
import { HOSTILE_NAMES } from './samples';

/** Any report that its schema allows, with names that may hold anything. */

const name = fc.oneof(
  fc.constantFrom(...HOSTILE_NAMES),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
);
const count = fc.oneof(fc.nat(30), fc.nat(100_000_000), fc.constant(100_000_000_000));
const share = fc.oneof(fc.constantFrom(0, 1, 1e-9), fc.double({ min: 0, max: 1, noNaN: true }));
const instant = fc
  .date({ min: new Date(0), max: new Date('2554-07-21T23:34:33.709Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const edge = fc.record({ from: name, to: name });

const finding: fc.Arbitrary<Finding> = fc.record({
  check: name,
  title: name,
  severity: fc.constantFrom('error', 'warning', 'info'),
  service: name,
  edge: fc.option(edge),
  unit: fc.constantFrom('span', 'trace', 'call', 'exemption'),
  applicable: count,
  failing: count,
  exempt: count,
  rate: share,
  interval: fc.record({ low: share, high: share }),
  reasons: fc.dictionary(name, count, { maxKeys: 4 }),
  blame: fc.record({ service: fc.option(name), basis: fc.constantFrom('own', 'inferred', 'unknown') }),
  firstSeen: fc.option(instant),
  lastSeen: fc.option(instant),
  histogram: fc.option(
    fc.record({ start: instant, bucketSeconds: fc.nat(), counts: fc.array(count, { maxLength: 60 }) }),
  ),
  examples: fc.array(fc.record({ traceId: name, spanId: name }), { maxLength: 5 }),
  remedy: name,
});

const problem = fc.record({
  object: name,
  offset: fc.option(count),
  reason: fc.constantFrom(...PROBLEM_REASONS),
  message: name,
  count: fc.integer({ min: 1, max: 1000 }),
});

const coverage: fc.Arbitrary<Report['coverage']> = fc.record({
  objects: fc.record({ listed: count, read: count, unreadable: count }),
  formats: fc.dictionary(name, count, { maxKeys: 3 }),
  bytes: fc.record({ read: count, decoded: count }),
  spans: fc.record({ read: count, kept: count, rejected: fc.oneof(fc.constant(0), count) }),
  skippedRecords: fc.record({ logs: fc.nat(1e9), metrics: fc.nat(1e9) }),
  traces: fc.record({
    seen: count,
    seenEstimated: fc.boolean(),
    sampled: count,
    outsideWindow: count,
    judged: count,
    unsettled: fc.nat(1e9),
    cut: fc.nat(1e9),
    damaged: fc.nat(1e9),
  }),
  sampleRate: fc.oneof(fc.constantFrom(1, 0.5, 2 ** -20), fc.double({ min: 2 ** -20, max: 1, noNaN: true })),
  problems: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(problem, { maxLength: 12 })),
});

const structureFields = [
  'spans',
  'orphans',
  'missingParents',
  'tracesWithOrphans',
  'rootless',
  'multiRoot',
  'resends',
  'idClashes',
  'sharedRpc',
  'selfParents',
  'cycles',
  'invalidIds',
] as const;

const parts = fc.record({
  sources: fc.array(name, { maxLength: 5 }),
  window: fc.option(
    fc.record({
      start: instant,
      end: instant,
      settleSeconds: fc.nat(),
      marginSeconds: fc.record({ before: fc.nat(), after: fc.nat() }),
    }),
  ),
  settings: fc.record({
    minApplicable: count,
    checks: fc.array(name, { maxLength: 3 }),
    services: fc.array(name, { maxLength: 4 }),
  }),
  coverage,
  traces: fc.record({ complete: count, incomplete: count, partial: count }),
  structure: fc
    .array(count, { minLength: structureFields.length, maxLength: structureFields.length })
    .map((values) => structureOf(values)),
  services: fc.array(fc.record({ name, spans: count, traces: count, roots: count, orphans: count }), {
    maxLength: 30,
  }),
  edges: fc.array(fc.record({ from: name, to: name, calls: count, withoutServer: count }), { maxLength: 5 }),
  findings: fc.array(finding, { maxLength: 20 }),
  exemptions: fc.array(
    fc.record({
      check: name,
      service: fc.option(name),
      edge: fc.option(edge),
      reason: name,
      until: instant.map((time) => time.slice(0, 10)),
      expired: fc.boolean(),
      units: fc.nat(1e9),
    }),
    { maxLength: 4 },
  ),
  passed: fc.array(
    fc.record({
      check: name,
      services: fc.array(name, { maxLength: 3 }),
      edges: fc.array(edge, { maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
});

function structureOf(values: readonly number[]): Report['structure'] {
  const [spans = 0, orphans = 0, missingParents = 0, tracesWithOrphans = 0, rootless = 0, multiRoot = 0] =
    values;
  const [resends = 0, idClashes = 0, sharedRpc = 0, selfParents = 0, cycles = 0, invalidIds = 0] =
    values.slice(6);
  const shape = { spans, orphans, missingParents, tracesWithOrphans, rootless, multiRoot };
  return { ...shape, resends, idClashes, sharedRpc, selfParents, cycles, invalidIds };
}

/** Any report. */
export const anyReport: fc.Arbitrary<Report> = parts.map((made) => withVerdict(made));

/** Any report whose verdict is ok: notes and warnings about the coverage, but no fault and nothing unread. */
export const okReport: fc.Arbitrary<Report> = parts.map((made) =>
  withVerdict({
    ...made,
    findings: made.findings.filter(({ severity }) => severity === 'info'),
    coverage: {
      ...made.coverage,
      objects: { ...made.coverage.objects, unreadable: 0 },
      spans: { ...made.coverage.spans, rejected: 0 },
      traces: { ...made.coverage.traces, judged: Math.max(1, made.coverage.traces.judged) },
      problems: [],
    },
  }),
);

function withVerdict(made: Omit<Report, 'schemaVersion' | 'tool' | 'verdict'>): Report {
  const verdict = verdictOf(made);
  return { schemaVersion: 1, tool: { name: 'tracewarden', version: '0.1.0' }, verdict, ...made };
}

import * as fc from 'fast-check';
import { CHECKS, runChecks } from '../../lib/checks';
import type { Finding } from '../../lib/checks/finding';
import { findings } from '../../lib/checks/findings';
import { learn } from '../../lib/checks/learned';
import { countStructure } from '../../lib/checks/structure';
import { assemble } from '../../lib/model/assemble';
import { createColumns } from '../../lib/model/columns';
import type { Corpus } from '../../lib/model/corpus';
import { PoolMap } from '../../lib/model/pool-map';
import { Kind, MISSING_PARENT, NO_PARENT } from '../../lib/model/span';
import { SpanTable } from '../../lib/model/table';
import { ALL_JUDGED } from '../model/spans';
import { corpusOf, NOON, type TestSpan, traceIdOf } from './corpus-builder';

/** Few traces, IDs, services, names and hosts, so that all kinds of ties, clashes and circles come about. */
const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const arbitrarySpan: fc.Arbitrary<TestSpan> = fc.record(
  {
    trace: fc.constantFrom('1', '2', '3', '00000000000000000000000000000001', '4'),
    id: fc.constantFrom('1', '2', '3', '4', '5', '6'),
    parent: fc.option(fc.constantFrom('1', '2', '3', '4', '5', '6', '7'), { nil: undefined }),
    service: fc.constantFrom('a', 'b', 'c', null, 'unknown_service'),
    name: fc.constantFrom('GET', 'GET /health', 'x'),
    kind: fc.constantFrom(...kinds),
    start: fc.integer({ min: -200, max: 200 }),
    end: fc.integer({ min: -200, max: 90_000 }),
    noStart: fc.boolean(),
    noEnd: fc.boolean(),
    peer: fc.constantFrom('b:80', 'c', 'db', 'localhost'),
    host: fc.constantFrom('h1', 'h2'),
    link: fc.boolean(),
    error: fc.boolean(),
    remote: fc.boolean(),
    threshold: fc.nat(2),
  },
  { requiredKeys: ['trace', 'id', 'parent'] },
);

/** A trace ID is invalid on all of its spans. */
const arbitrarySpans = fc
  .array(arbitrarySpan, { maxLength: 40 })
  .map((spans): TestSpan[] =>
    spans.map((span) => (span.trace === '4' ? { ...span, invalid: 'trace' } : span)),
  );

function findingsOf(corpus: Corpus): Finding[] {
  const results = runChecks(corpus, learn(corpus));
  return findings(corpus, results, { window: null, now: NOON });
}

test('every count agrees with every other', () => {
  fc.assert(
    fc.property(arbitrarySpans, (spans) => {
      const corpus = corpusOf(spans);
      const learned = learn(corpus);
      const results = runChecks(corpus, learned);
      for (const { meta, subjects } of results) {
        for (const { applicable, failing, rows, reasons, skipped } of subjects) {
          expect(failing).toBeLessThanOrEqual(applicable);
          expect(rows).toHaveLength(failing);
          expect([...reasons.values()].reduce((sum, count) => sum + count, 0)).toBe(failing);
          for (const row of rows) expect(row).toBeLessThan(corpus.spanCount);
          for (const reason of [...reasons.keys(), ...skipped.keys()])
            expect(meta.reasons).toHaveProperty([reason]);
        }
      }
      const { structure, traces } = countStructure(corpus, learned);
      const invalid = new Set(spans.filter((span) => span.invalid).map(({ trace }) => trace)).size;
      expect(traces.complete + traces.incomplete + traces.partial + invalid).toBe(corpus.traceCount);
      expect(structure.orphans).toBe(learned.services.orphans.reduce((sum, count) => sum + count, 0));
      expect(structure.spans).toBe(learned.services.allSpans.reduce((sum, count) => sum + count, 0));
      expect(structure.missingParents).toBeLessThanOrEqual(structure.orphans);
    }),
    { numRuns: 400 },
  );
});

test('findings show what fails, and count it', () => {
  fc.assert(
    fc.property(arbitrarySpans, (spans) => {
      const ids = new Set(spans.map(({ trace, id }) => traceIdOf(trace) + id.padStart(16, '0')));
      for (const finding of findingsOf(corpusOf(spans))) {
        expect(finding.rate).toBe(finding.failing / finding.applicable);
        expect(finding.interval.low).toBeLessThanOrEqual(finding.rate);
        expect(finding.interval.high).toBeGreaterThanOrEqual(finding.rate);
        expect(finding.examples.length).toBeGreaterThan(0);
        expect(finding.examples.length).toBeLessThanOrEqual(5);
        for (const { traceId, spanId } of finding.examples) expect(ids).toContain(traceId + spanId);
        const inBuckets = finding.histogram?.counts.reduce((sum, count) => sum + count, 0) ?? 0;
        expect(inBuckets).toBeLessThanOrEqual(finding.failing);
      }
    }),
    { numRuns: 200 },
  );
});

test('the order of the spans never changes a finding', () => {
  // Of spans with one ID the assembly takes the likeliest parent by content, and equal content has no order.
  const distinct = arbitrarySpans.map((spans) =>
    Array.from(new Map(spans.map((span) => [`${traceIdOf(span.trace)} ${span.id}`, span])).values()),
  );
  const shuffled = distinct.chain((spans) =>
    fc.tuple(
      fc.constant(spans),
      fc.shuffledSubarray(spans, { minLength: spans.length, maxLength: spans.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([spans, others]) => {
      expect(findingsOf(corpusOf(others))).toEqual(findingsOf(corpusOf(spans)));
    }),
    { numRuns: 400 },
  );
});

describe('large traces', () => {
  /** One trace of spans of one service whose parents are as told. */
  function oneTrace(count: number, parentOf: (row: number) => number, kind: number): Corpus {
    const columns = createColumns(count);
    columns.kind.fill(kind);
    for (let row = 0; row < count; row++) {
      columns.traceId[row * 4] = 1;
      columns.spanId[row * 2 + 1] = row + 1;
      columns.start[row * 2] = 400_000_000;
      columns.end[row * 2] = 400_000_001;
      const parent = parentOf(row);
      if (parent !== NO_PARENT)
        columns.parentId[row * 2 + 1] = parent === MISSING_PARENT ? count + 1 + row : parent + 1;
    }
    const table = new SpanTable();
    const pools = new PoolMap(table);
    pools.extend([], [{ service: 'shop', host: 'h1', instance: null, language: null }]);
    table.append(columns, count, pools);
    return assemble(table, ALL_JUDGED).corpus;
  }

  const MILLION = 1_000_000;
  const MANY = 100_000;

  test.each<[string, number, (row: number) => number, number, Record<string, number>]>([
    [
      'a million roots',
      MILLION,
      () => NO_PARENT,
      Kind.CONSUMER,
      { 'consumer-without-link': MILLION, 'multiple-roots': 1 },
    ],
    ['a chain of a million', MILLION, (row) => row - 1, Kind.INTERNAL, {}],
    [
      'one that came in the opposite order',
      MILLION,
      (row) => (row + 1 < MILLION ? row + 1 : NO_PARENT),
      Kind.INTERNAL,
      {},
    ],
    ['orphans', MANY, () => MISSING_PARENT, Kind.INTERNAL, { 'orphan-span': MANY, 'missing-root': 1 }],
    ['one circle', MANY, (row) => (row + 1) % MANY, Kind.INTERNAL, { 'parent-cycle': MANY }],
    ['circles of two', MANY, (row) => row ^ 1, Kind.INTERNAL, { 'parent-cycle': MANY }],
    ['each its own parent', MANY, (row) => row, Kind.INTERNAL, { 'parent-cycle': MANY }],
  ])('%s', (_, count, parentOf, kind, expected) => {
    const found = findingsOf(oneTrace(count, parentOf, kind));
    expect(Object.fromEntries(found.map(({ check, failing }) => [check, failing]))).toEqual(expected);
  });
});

test('a corpus of nothing', () => {
  const corpus = corpusOf([]);
  expect(findingsOf(corpus)).toEqual([]);
  expect(runChecks(corpus, learn(corpus)).map(({ meta }) => meta)).toEqual(CHECKS.map(({ meta }) => meta));
});

import * as fc from 'fast-check';
import { runChecks } from '../../lib/checks';
import { findings } from '../../lib/checks/findings';
import { surveyor } from '../../lib/checks/kernel/survey-kernel';
import { type Learned, learn } from '../../lib/checks/learned';
import { NO_EDGE } from '../../lib/checks/learned/orphans';
import { NOTED_FACTS } from '../../lib/checks/learned/span-survey';
import { Survey } from '../../lib/checks/learned/survey';
import { countStructure } from '../../lib/checks/structure';
import { assemble, assembleBy } from '../../lib/model/assemble';
import type { Corpus } from '../../lib/model/corpus';
import { assembleRange } from '../../lib/model/kernel/assembled-range';
import { sortRows } from '../../lib/model/kernel/sorted-rows';
import { kernelIn } from '../../lib/model/kernel/table-kernel';
import { SpanTable } from '../../lib/model/table';
import type { Team, Teamwork } from '../../lib/model/team';
import { ALL_JUDGED } from '../model/spans';
import { addSpans, corpusOf, NOON, type TestSpan } from './corpus-builder';

/** Assembled in ranges by kernels of their own, each trace gone over while it is at hand. */
function inRanges(spans: readonly TestSpan[], ranges: number): { corpus: Corpus; learned: Learned } {
  const table = new SpanTable();
  addSpans(table, spans);
  const { shared } = table.memory;
  const team: Team<Teamwork & { readonly survey: Survey; readonly addresses: readonly number[] }> = {
    sizeFor: () => ranges,
    headStart: 0,
    sort: (parts) => parts.forEach((rows) => sortRows(kernelIn(shared), rows)),
    assemble: (all, layout) => {
      const survey = new Survey(layout);
      const surveyors = all.map(() => surveyor(shared, survey.plan));
      return {
        outcomes: all.map((range, index) =>
          assembleRange(kernelIn(shared), shared, range, surveyors[index]!.follow),
        ),
        survey,
        addresses: surveyors.map(({ address }) => address),
      };
    },
  };
  const { corpus, parts, work } = assembleBy(team, table, ALL_JUDGED, new Map());
  work.survey.take(parts, work.addresses);
  return { corpus, learned: learn(corpus, [], work.survey) };
}

/** All that is learned, as plain values. */
function plain(corpus: Corpus, learned: Learned) {
  const { services, edges, traceFacts, orphans, calls, cycles, skews } = learned;
  const results = runChecks(corpus, learned);
  return {
    services: Object.fromEntries(Object.entries(services).map(([name, counts]) => [name, [...counts]])),
    edges,
    rows: [learned.unusualRows, learned.badTimeRows, learned.outsideRows].map((list) => [...list]),
    noted: NOTED_FACTS.map((fact) => [...learned.tracesWith(fact)]),
    traces: [
      [...traceFacts],
      Array.from(traceFacts, (_, trace) => learned.rootOf(trace)),
      [...learned.factCounts],
    ],
    parentage: [...learned.parentage],
    orphans: [orphans.rows, orphans.traces].map((list) => [...list]),
    callers: Array.from(orphans.edges, (edge) => (edge === NO_EDGE ? null : learned.edgeTable.at(edge))),
    calls: [calls.unanswered, calls.callees].map((list) => [...list]),
    cycles: [[...cycles.selfParents], [...cycles.members], cycles.count],
    early: [...skews.earlyRows],
    structure: countStructure(corpus, learned),
    findings: findings(corpus, results, { window: null, now: NOON }),
  };
}

const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'] as const;
const IDS = ['1', '2', '3', '4', '5', '6'];
const TRACES = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

const arbitrarySpan: fc.Arbitrary<TestSpan> = fc.record(
  {
    trace: fc.constantFrom(...TRACES),
    id: fc.constantFrom(...IDS),
    parent: fc.option(fc.constantFrom(...IDS, '7'), { nil: undefined }),
    service: fc.constantFrom('a', 'b', 'c'),
    name: fc.constantFrom('GET', 'x'),
    kind: fc.constantFrom(...kinds),
    start: fc.integer({ min: -200, max: 200 }),
    end: fc.integer({ min: -200, max: 90_000 }),
    noStart: fc.boolean(),
    peer: fc.constantFrom('b:80', 'c', 'db'),
    host: fc.constantFrom('h1', 'h2'),
    remote: fc.boolean(),
    threshold: fc.nat(2),
  },
  { requiredKeys: ['trace', 'id', 'parent'] },
);

/** As they come, with clashes; and some of them again, as resends, in a trace in which no ID comes twice otherwise. */
const clashing = fc.array(arbitrarySpan, { maxLength: 60 });
const resent = fc.tuple(clashing, fc.array(fc.nat(), { maxLength: 20 })).map(([spans, again]): TestSpan[] => {
  const distinct = [...new Map(spans.map((span) => [`${span.trace} ${span.id}`, span])).values()];
  const resends = distinct.length === 0 ? [] : again.map((number) => distinct[number % distinct.length]!);
  return [...distinct, ...resends];
});

test.each([
  ['with IDs that clash', clashing],
  ['with resends', resent],
])('spans %s tell the same in ranges as in one go', (_, spans) => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 9 }), (all, ranges) => {
      const { corpus, learned } = inRanges(all, ranges);
      const whole = corpusOf(all);
      expect(plain(corpus, learned)).toEqual(plain(whole, learn(whole)));
    }),
    { numRuns: 300 },
  );
});

function tellIn(table: SpanTable, spans: readonly TestSpan[]) {
  addSpans(table, spans);
  const { corpus } = assemble(table, ALL_JUDGED);
  return plain(corpus, learn(corpus));
}

test('where addresses need all of their 32 bits, spans tell the same', () => {
  fc.assert(
    fc.property(clashing, (spans) => {
      const high = new SpanTable();
      // Nobody touches it, so that it takes no memory of the machine; it is not released, since it would be cleared then.
      high.memory.newBytes(2 ** 31);
      expect(high.memory.newBytes(4)).toBeGreaterThan(2 ** 31);
      expect(tellIn(high, spans)).toEqual(tellIn(new SpanTable(), spans));
    }),
    { numRuns: 5 },
  );
});

test('in the memory of a table that was released, spans tell the same as in a new one', () => {
  fc.assert(
    fc.property(clashing, clashing, clashing, (before, long, all) => {
      const first = new SpanTable();
      tellIn(first, before);
      first.release();
      const second = new SpanTable();
      expect(second.memory.shared).toBe(first.memory.shared);
      tellIn(second, long);
      second.release();
      const again = new SpanTable();
      const fresh = new SpanTable();
      expect(again.memory.shared).toBe(first.memory.shared);
      expect(fresh.memory.shared).not.toBe(first.memory.shared);
      expect(tellIn(again, all)).toEqual(tellIn(fresh, all));
      again.release();
    }),
    { numRuns: 200 },
  );
});

import * as fc from 'fast-check';
import { NO_EDGE } from '../../lib/checks/learned/orphans';
import { Parentage, TraceFact } from '../../lib/checks/learned/span-survey';
import { compareSpans } from '../../lib/checks/order';
import { Fact } from '../../lib/model/span';
import { learnedFrom, type TestSpan } from './corpus-builder';

/** Traces of few spans, mostly calls and answers: many orphans, services with several callers, and callees without spans. */
const usual: fc.Arbitrary<TestSpan> = fc.record(
  {
    trace: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'),
    id: fc.constantFrom('1', '2', '3', '4', '5', '6'),
    parent: fc.option(fc.constantFrom('1', '2', '3', '9'), { nil: undefined }),
    service: fc.constantFrom('a', 'b', 'c', 'd'),
    kind: fc.constantFrom('INTERNAL', 'SERVER', 'SERVER', 'SERVER', 'CLIENT', 'CLIENT', 'CLIENT'),
    start: fc.integer({ min: 0, max: 3 }),
    peer: fc.constantFrom('a:80', 'b', 'c:80', 'd'),
    remote: fc.boolean(),
  },
  { requiredKeys: ['trace', 'id', 'parent'] },
);
const excused = fc
  .tuple(usual, fc.nat(2), fc.boolean())
  .map(
    ([span, threshold, isValid]): TestSpan =>
      isValid ? { ...span, threshold } : { ...span, invalid: 'parent' },
  );
/** Half of them with nothing invalid: then no record is looked at. */
const arbitrarySpans = fc.oneof(
  fc.array(usual, { minLength: 20, maxLength: 80 }),
  fc.array(fc.oneof(usual, excused), { minLength: 20, maxLength: 80 }),
);

type Known = ReturnType<typeof learnedFrom>;

/** Who calls a service, the one that calls most first. */
function callersOf({ learned }: Known, service: number) {
  const callers: { from: number; edge: number; calls: number }[] = [];
  learned.edgeTable.each((from, to, calls, edge) => {
    if (to === service) callers.push({ from, edge, calls });
  });
  return callers.sort((a, b) => b.calls - a.calls || a.from - b.from);
}

/** The edge over which a remote orphan was called: what likeliestEdge says of itself (kernel/survey/settle.ts), put down word by word. */
function expectedEdge(known: Known, row: number, trace: number): number {
  const { corpus, learned } = known;
  const [first, last] = [corpus.traceStart[trace]!, corpus.traceStart[trace + 1]!];
  const present = new Set(corpus.service.subarray(first, last));
  const missed = new Set(
    [...learned.calls.callees].filter((callee, index) => {
      const call = learned.calls.unanswered[index]!;
      return call >= first && call < last && !present.has(callee);
    }),
  );
  const callers = callersOf(known, corpus.service[row]!);
  const likeliest =
    callers.find(({ from }) => missed.has(from)) ?? callers.find(({ from }) => present.has(from));
  return (likeliest ?? callers[0])?.edge ?? NO_EDGE;
}

function expectedExcuse({ corpus, learned }: Known, index: number) {
  const { rows, traces, phantoms } = learned.orphans;
  if ((corpus.spans.facts(rows[index]!) & Fact.INVALID_PARENT_ID) !== 0) return 'invalid-parent-id';
  if ((learned.traceFacts[traces[index]!]! & TraceFact.SAMPLED_DOWN) !== 0) return 'declared-sampling';
  return phantoms[index] === 1 ? 'phantom-parent' : null;
}

test('who called, what excuses, and which are alike', () => {
  fc.assert(
    fc.property(arbitrarySpans, (spans) => {
      const known = learnedFrom(spans);
      const { corpus, learned } = known;
      const { rows, traces, edges, excuseOf, groups, tops } = learned.orphans;
      const isLocal = (row: number) => learned.parentage[row] === Parentage.LOCAL;
      expect([...edges]).toEqual(
        Array.from(rows, (row, index) => (isLocal(row) ? NO_EDGE : expectedEdge(known, row, traces[index]!))),
      );
      expect(Array.from(rows, (_, index) => excuseOf(index))).toEqual(
        Array.from(rows, (_, index) => expectedExcuse(known, index)),
      );

      const alike = Map.groupBy(rows.keys(), (index) => {
        const row = rows[index]!;
        const edge = edges[index]!;
        const kind = isLocal(row) ? 'local' : edge === NO_EDGE ? 'uncalled' : 'called';
        return `${kind} ${kind === 'called' ? edge : corpus.service[row]} ${excuseOf(index)}`;
      });
      expect(
        Object.fromEntries(
          groups.map((group) => [`${group.kind} ${group.subject} ${group.excuse}`, [...group.rows]]),
        ),
      ).toEqual(Object.fromEntries([...alike].map(([key, some]) => [key, some.map((index) => rows[index])])));

      const rootless = [...new Set(traces)].filter(
        (trace) => (learned.traceFacts[trace]! & TraceFact.NO_ROOT) !== 0,
      );
      expect([...tops]).toEqual(
        rootless.map(
          (trace) =>
            [...rows.keys()]
              .filter((index) => traces[index] === trace)
              .sort((a, b) => compareSpans(corpus, rows[a]!, rows[b]!))[0],
        ),
      );
    }),
    { numRuns: 500 },
  );
});

test('phantoms are a group of their own', () => {
  const entry = (trace: number): TestSpan => ({ trace: `${trace}`, id: 'c', parent: 'b', kind: 'SERVER' });
  const { learned } = learnedFrom(Array.from({ length: 20 }, (_, index) => entry(10 + index)));
  expect(learned.orphans.groups).toEqual([
    {
      kind: 'uncalled',
      subject: 0,
      excuse: 'phantom-parent',
      rows: Uint32Array.from({ length: 20 }, (_, row) => row),
    },
  ]);
});

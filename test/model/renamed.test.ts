import * as fc from 'fast-check';
import type { Corpus } from '../../lib/model/corpus';
import { Fact, Kind } from '../../lib/model/span';
import { hexOfWords } from '../../lib/model/words';
import { withUniqueIds } from '../tempo/span-ids';
import { corpusOf, type TestSpan } from './spans';

/** Few IDs, so that many spans share one. Tempo may give the low ones as well: one of them it has to leave out. */
const SHARED = ['b7ad6b7169203331', 'b7ad6b7169203332', 'b7ad6b7169203333'];
const OTHERS = ['0000000000000002', '00f067aa0ba902b7'];
const MISSING = 'ffffffffffffffff';

const LOW = { id: SHARED.length, kind: Kind.INTERNAL, service: 'x', start: 1_000 };

/** Any trace in which spans of one ID have one parent, as the halves of a call have. */
const arbitraryTrace = fc
  .record({
    parents: fc.array(fc.constantFrom('', MISSING, ...SHARED, ...OTHERS), { minLength: 5, maxLength: 5 }),
    spans: fc.array(
      fc.record({
        id: fc.nat(SHARED.length + OTHERS.length - 1),
        kind: fc.constantFrom(Kind.INTERNAL, Kind.SERVER, Kind.CLIENT, Kind.SERVER),
        service: fc.constantFrom('x', 'y', 'z'),
        start: fc.constantFrom(1_000, 2_000),
      }),
      { minLength: 3, maxLength: 12 },
    ),
  })
  .map(({ parents, spans }) =>
    // What has a parent with a low ID has it in the trace: Tempo gives IDs that are missing there.
    [...spans, LOW].map(({ id, kind, ...rest }): TestSpan & { readonly parent: string } => ({
      trace: '1',
      id: [...SHARED, ...OTHERS][id]!,
      parent: parents[id]!,
      kind: id < SHARED.length ? kind : Kind.INTERNAL,
      ...rest,
    })),
  );

/** The same trace as Tempo's answer by ID has it. */
function renamed(spans: readonly (TestSpan & { readonly parent: string })[]): TestSpan[] {
  const asOtlp = spans.map(({ id, parent, kind = 0 }) => ({
    traceId: '',
    spanId: id,
    parentSpanId: parent,
    traceState: '',
    flags: 0,
    name: '',
    kind,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: [],
    events: [],
    links: [],
    status: { code: 0, message: '' },
  }));
  const scope = { name: '', version: '' };
  const groups = withUniqueIds([{ resource: { attributes: [] }, scopeSpans: [{ scope, spans: asOtlp }] }]);
  const answered = groups.flatMap(({ scopeSpans }) => scopeSpans.flatMap((group) => group.spans));
  return spans.map((span, index) => ({
    ...span,
    id: answered[index]!.spanId,
    parent: answered[index]!.parentSpanId,
  }));
}

/** Every span with its IDs, what was seen on it, and its parent; whether it was renamed is left out. */
function described(corpus: Corpus): string[] {
  const { spans, parent, service } = corpus;
  const text = (row: number): string =>
    row < 0
      ? String(row)
      : [
          spans.trace(row),
          hexOfWords(spans.words, spans.spanId(row), 2),
          hexOfWords(spans.words, spans.parentId(row), 2),
          corpus.services[service[row]!],
          spans.kind(row),
          spans.millis(spans.start(row)),
          spans.facts(row) & ~Fact.RENAMED,
        ].join(' ');
  return Array.from({ length: corpus.spanCount }, (_, row) => `${text(row)} < ${text(parent[row]!)}`).sort();
}

test('a trace is the same with the IDs that it was stored with and with those of Tempo', () => {
  let some = 0;
  fc.assert(
    fc.property(arbitraryTrace, (stored) => {
      const answered = renamed(stored);
      const corpus = corpusOf(answered).corpus;
      expect(described(corpus)).toEqual(described(corpusOf(stored).corpus));
      const isRenamed = answered.filter(({ id }, index) => id !== stored[index]!.id).length;
      some += isRenamed;
      // Both at once are one: whatever was read from both is a resend.
      expect(described(corpusOf([...stored, ...answered]).corpus)).toEqual(described(corpus));
    }),
    { numRuns: 1_000 },
  );
  expect(some).toBeGreaterThan(100);
});

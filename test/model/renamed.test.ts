import * as fc from 'fast-check';
import type { Corpus } from '../../lib/model/corpus';
import { Fact, Kind } from '../../lib/model/span';
import { hexOfWords } from '../../lib/model/words';
import { withUniqueIds } from '../tempo/span-ids';
import { corpusOf, type TestSpan } from './spans';
import { facts, tree } from './trees';

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

const SHARED_ID = 'b7ad6b7169203331';

/** A call as Tempo's answer by ID has it, with a child of each half. */
const halves = (server: string, client: string) => [
  { trace: '1', id: 'a', service: 'web' },
  { trace: '1', id: server, parent: client, service: 'api', kind: Kind.SERVER },
  { trace: '1', id: client, parent: 'a', service: 'web', kind: Kind.CLIENT },
  { trace: '1', id: 'c', parent: server, service: 'api' },
  { trace: '1', id: 'd', parent: server, service: 'web' },
];

test('halves of which Tempo gave the server an ID of its own are the same call', () => {
  const { corpus } = corpusOf(halves('1', SHARED_ID));
  expect(tree(corpus)).toEqual({
    1: {
      'web:a': '-',
      [`api:${SHARED_ID}`]: `web:${SHARED_ID}`,
      [`web:${SHARED_ID}`]: 'web:a',
      'api:c': `api:${SHARED_ID}`,
      'web:d': `web:${SHARED_ID}`,
    },
  });
  expect(facts(corpus)).toEqual([0, Fact.SHARED_RPC | Fact.RENAMED, Fact.SHARED_RPC, 0, 0]);
});

test('several server halves that Tempo renamed are the clash that they were', () => {
  const other = 'b7ad6b7169203332';
  const { corpus } = corpusOf([
    { trace: '1', id: 'a', service: 'web' },
    { trace: '1', id: SHARED_ID, parent: 'a', service: 'web', kind: Kind.CLIENT },
    // Tempo moved the first of them below the last, as all children of the shared ID.
    { trace: '1', id: '1', parent: '2', service: 'api', kind: Kind.SERVER },
    { trace: '1', id: '2', parent: SHARED_ID, service: 'cart', kind: Kind.SERVER },
    { trace: '1', id: 'c', parent: '2', service: 'api' },
    { trace: '1', id: other, parent: '2', service: 'cart', kind: Kind.CLIENT },
    { trace: '1', id: '3', parent: other, service: 'stock', kind: Kind.SERVER },
  ]);
  expect(tree(corpus)).toEqual({
    1: {
      'web:a': '-',
      [`web:${SHARED_ID}`]: 'web:a',
      [`api:${SHARED_ID}`]: 'web:a',
      [`cart:${SHARED_ID}`]: 'web:a',
      'api:c': `api:${SHARED_ID}`,
      [`cart:${other}`]: `cart:${SHARED_ID}`,
      [`stock:${other}`]: `cart:${other}`,
    },
  });
  const renamed = Fact.ID_CLASH | Fact.RENAMED;
  const call = Fact.SHARED_RPC;
  expect(facts(corpus)).toEqual([0, Fact.ID_CLASH, renamed, renamed, 0, call, call | Fact.RENAMED]);
});

test('a server half that came twice is folded, though Tempo gave it two IDs', () => {
  const server = { trace: '1', service: 'api', kind: Kind.SERVER };
  const { corpus } = corpusOf([
    { trace: '1', id: SHARED_ID, service: 'web', kind: Kind.CLIENT },
    { ...server, id: '1', parent: '2' },
    { ...server, id: '2', parent: SHARED_ID },
  ]);
  expect(tree(corpus)).toEqual({
    1: { [`web:${SHARED_ID}`]: '-', [`api:${SHARED_ID}`]: `web:${SHARED_ID}` },
  });
  expect([corpus.spanCount, corpus.resends]).toEqual([2, 1]);
});

test.each([
  ['no trace of five spans needs the ID 6 for that', '6', SHARED_ID],
  ['IDs that are counted up are low everywhere', '1', 'b'],
])('%s', (_, server, client) => {
  const { corpus } = corpusOf(halves(server, client));
  expect(tree(corpus)).toMatchObject({ 1: { 'web:d': `api:${server}` } });
  expect(facts(corpus)).toEqual([0, 0, 0, 0, 0]);
});

test.each([
  ['a span of another kind', Kind.INTERNAL, Kind.CLIENT],
  ['the child of a span of another kind', Kind.SERVER, Kind.INTERNAL],
])('%s with a low ID is no half', (_, kind, above) => {
  const { corpus } = corpusOf([
    { trace: '1', id: SHARED_ID, service: 'web', kind: above },
    { trace: '1', id: '1', parent: SHARED_ID, service: 'api', kind },
    { trace: '1', id: 'd', parent: '1', service: 'web' },
  ]);
  expect(tree(corpus)).toMatchObject({ 1: { 'web:d': 'api:1' } });
  expect(facts(corpus)).toEqual([0, 0, 0]);
});

/** A client span and two server spans whose IDs their tracer counted up. */
const counted = (parent: string) => [
  { trace: '1', id: SHARED_ID, service: 'web', kind: Kind.CLIENT },
  { trace: '1', id: '1', parent: SHARED_ID, service: 'api', kind: Kind.SERVER },
  { trace: '1', id: '2', parent, service: 'api', kind: Kind.SERVER },
];

test.each(['forwards', 'backwards'])(
  'of spans below one client span Tempo moves all but one: %s',
  (order) => {
    const spans = counted(SHARED_ID);
    const { corpus } = corpusOf(order === 'forwards' ? spans : spans.toReversed());
    const client = `web:${SHARED_ID}`;
    expect(tree(corpus)).toEqual({ 1: { [client]: '-', 'api:1': client, 'api:2': client } });
    expect(facts(corpus)).toEqual([0, 0, 0]);
  },
);

test('Tempo moves a span below one that got its ID later: else it is just its child', () => {
  const { corpus } = corpusOf(counted('1'));
  const server = `api:${SHARED_ID}`;
  expect(tree(corpus)).toEqual({
    1: { [`web:${SHARED_ID}`]: '-', [server]: `web:${SHARED_ID}`, 'api:2': server },
  });
  expect(facts(corpus)).toEqual([Fact.SHARED_RPC, Fact.SHARED_RPC | Fact.RENAMED, 0]);
});

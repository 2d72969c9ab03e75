import * as fc from 'fast-check';
import { assemble, assembleBy, UNNAMED_SERVICE } from '../../lib/model/assemble';
import { SpanBatch } from '../../lib/model/batch';
import type { Corpus } from '../../lib/model/corpus';
import { assembleRange } from '../../lib/model/kernel/assembled-range';
import { sortRows } from '../../lib/model/kernel/sorted-rows';
import { kernelIn } from '../../lib/model/kernel/table-kernel';
import { PoolMap } from '../../lib/model/pool-map';
import { ResourcePool } from '../../lib/model/resources';
import { Fact, Kind, NO_PARENT } from '../../lib/model/span';
import { StringPool } from '../../lib/model/strings';
import type { Team } from '../../lib/model/team';
import { hexOfWords } from '../../lib/model/words';
import { ALL_JUDGED, corpusOf, fillBatch, type TestSpan, tableOf } from './spans';
import { facts, tree } from './trees';

describe('assemble', () => {
  test('sorts spans into traces and finds parents, whatever the order', () => {
    const { corpus, counts } = corpusOf([
      { trace: '2', id: 'b', parent: 'a' },
      { trace: '1', id: 'c', parent: 'b' },
      { trace: '2', id: 'a' },
      { trace: '1', id: 'b', parent: '99' },
      { trace: '1', id: 'a', service: null },
    ]);
    expect(tree(corpus)).toEqual({
      1: { 'shop:c': 'shop:b', 'shop:b': '?', [`${UNNAMED_SERVICE}:a`]: '-' },
      2: { 'shop:b': 'shop:a', 'shop:a': '-' },
    });
    expect(counts).toEqual({ judged: 2, outside: 0, unsettled: 0, cut: 0, damaged: 0 });
    expect(corpus.services).toEqual([UNNAMED_SERVICE, 'shop']);
    expect([corpus.spanCount, corpus.traceCount, corpus.resends]).toEqual([5, 2, 0]);
  });

  test('nothing at all', () => {
    const { corpus, counts } = corpusOf([]);
    expect([corpus.spanCount, corpus.traceCount, counts.judged]).toEqual([0, 0, 0]);
  });

  test('the same span ID in two traces has nothing to do with each other', () => {
    const { corpus } = corpusOf([
      { trace: '1', id: 'a' },
      { trace: '2', id: 'b', parent: 'a' },
    ]);
    expect(tree(corpus)).toEqual({ 1: { 'shop:a': '-' }, 2: { 'shop:b': '?' } });
  });

  test('exact resends are folded, what they add is joined', () => {
    const root = { trace: '1', id: 'a' };
    const child = { trace: '1', id: 'b', parent: 'a' };
    const { corpus } = corpusOf([
      root,
      child,
      { ...child, flags: 0x100 },
      { ...root, facts: Fact.HAS_LINK },
      { trace: '2', id: 'b' },
      child,
      { trace: '2', id: 'c', parent: 'b' },
    ]);
    expect(corpus.resends).toBe(3);
    expect(corpus.spanCount).toBe(4);
    expect(tree(corpus)).toEqual({
      1: { 'shop:a': '-', 'shop:b': 'shop:a' },
      2: { 'shop:b': '-', 'shop:c': 'shop:b' },
    });
    expect(facts(corpus)).toEqual([Fact.HAS_LINK, 0, 0, 0]);
    expect([0, 1, 2, 3].map((row) => corpus.spans.flags(row))).toEqual([0, 0x100, 0, 0]);
  });

  test.each<[string, Partial<TestSpan>]>([
    ['kind', { kind: Kind.CLIENT }],
    ['name', { name: 'other' }],
    ['service', { service: 'other' }],
    ['parent', { parent: 'c' }],
    ['start', { start: 1_001, end: 1_001 }],
    ['end', { end: 1_007 }],
  ])('one ID with a different %s is a clash', (_, change) => {
    const { corpus } = corpusOf([
      { trace: '1', id: 'a' },
      { trace: '1', id: 'a', ...change },
    ]);
    expect(corpus.resends).toBe(0);
    expect(facts(corpus)).toEqual([Fact.ID_CLASH, Fact.ID_CLASH]);
  });

  test('children of clashing spans go to the one of their service, else to the least by content', () => {
    const spans: TestSpan[] = [
      { trace: '1', id: 'a', service: 'x', start: 2_000 },
      { trace: '1', id: 'a', service: 'y', start: 1_000 },
      { trace: '1', id: 'b', parent: 'a', service: 'x' },
      { trace: '1', id: 'c', parent: 'a', service: 'z' },
    ];
    for (const order of [spans, [...spans].reverse()]) {
      expect(tree(corpusOf(order).corpus)).toEqual({
        1: { 'x:a': '-', 'y:a': '-', 'x:b': 'x:a', 'z:c': 'y:a' },
      });
    }
  });

  test.each<[string, Partial<TestSpan>, Partial<TestSpan>]>([
    ['end', { end: 3_000 }, { end: 2_000 }],
    ['kind', { kind: Kind.PRODUCER }, { kind: Kind.INTERNAL }],
    ['service', { service: 'q' }, { service: 'p' }],
    ['parent', { parent: 'd' }, { parent: 'c' }],
    ['name', { name: 'q' }, { name: 'p' }],
  ])('the least by content, told by %s', (_, more, less) => {
    const base = { trace: '1', id: 'a', service: 'q' };
    const clash = [
      { ...base, ...more },
      { ...base, ...less },
    ];
    const child = { trace: '1', id: 'b', parent: 'a', service: 'child' };
    for (const order of [clash, [...clash].reverse()]) {
      const { corpus } = corpusOf([...order, child]);
      const { spans } = corpus;
      const up = corpus.parent[2]!;
      const seen = {
        end: spans.millis(spans.end(up)) === (less.end ?? 1_001),
        kind: spans.kind(up) === (less.kind ?? 1),
        service: corpus.services[corpus.service[up]!] === (less.service ?? 'q'),
        name: corpus.strings.text(spans.name(up)) === (less.name ?? 'work'),
        parent: spans.words[spans.parentId(up) + 1] === Number.parseInt(less.parent ?? '0', 16),
      };
      expect(seen).toEqual({ end: true, kind: true, service: true, name: true, parent: true });
    }
  });

  test("Zipkin's shared IDs are one call: the client half is the server half's parent", () => {
    const { corpus } = corpusOf([
      { trace: '1', id: 'a', service: 'web' },
      { trace: '1', id: 'b', parent: 'a', service: 'api', kind: Kind.SERVER, facts: Fact.SHARED },
      { trace: '1', id: 'b', parent: 'a', service: 'web', kind: Kind.CLIENT },
      { trace: '1', id: 'c', parent: 'b', service: 'api' },
      { trace: '1', id: 'd', parent: 'b', service: 'web' },
      { trace: '1', id: 'e', parent: 'b', service: 'other' },
    ]);
    expect(tree(corpus)).toEqual({
      1: {
        'web:a': '-',
        'api:b': 'web:b',
        'web:b': 'web:a',
        'api:c': 'api:b',
        'web:d': 'web:b',
        'other:e': 'api:b',
      },
    });
    expect(facts(corpus)).toEqual([0, Fact.SHARED | Fact.SHARED_RPC, Fact.SHARED_RPC, 0, 0, 0]);
  });

  test('a third span under a shared ID makes it a clash', () => {
    const { corpus } = corpusOf([
      { trace: '1', id: 'b', kind: Kind.SERVER },
      { trace: '1', id: 'b', kind: Kind.CLIENT },
      { trace: '1', id: 'b', kind: Kind.INTERNAL },
    ]);
    expect(facts(corpus)).toEqual([Fact.ID_CLASH, Fact.ID_CLASH, Fact.ID_CLASH]);
  });

  test('spans without an ID are never taken for one another', () => {
    const { corpus } = corpusOf([
      { trace: '1', id: '' },
      { trace: '1', id: '' },
    ]);
    expect([corpus.spanCount, corpus.resends]).toEqual([2, 0]);
  });

  test('self-parents and circles are kept as they are', () => {
    const { corpus } = corpusOf([
      { trace: '1', id: 'a', parent: 'a' },
      { trace: '1', id: 'b', parent: 'c' },
      { trace: '1', id: 'c', parent: 'b' },
    ]);
    expect(tree(corpus)).toEqual({ 1: { 'shop:a': 'shop:a', 'shop:b': 'shop:c', 'shop:c': 'shop:b' } });
  });

  test('names that one decoder kept and another only hashed are the same name', () => {
    const spans: TestSpan[] = Array.from({ length: 70_000 }, (_, number) => ({
      trace: '1',
      id: (number + 1).toString(16),
      name: `name ${number}`,
    }));
    const table = tableOf(spans);
    // 65,535 names fit beside the empty one. A second decoder had no room even for the first name.
    expect(table.strings.size).toBe(65_536);
    const batch = new SpanBatch(new StringPool(1), new ResourcePool(), 1);
    fillBatch(batch, [{ trace: '1', id: '1', name: 'name 0' }]);
    const pools = new PoolMap(table);
    pools.extend([], batch.resources.from(0));
    const { columns, length } = batch.take();
    table.append(columns, length, pools);
    const { corpus } = assemble(table, ALL_JUDGED);
    expect([corpus.spanCount, corpus.resends]).toEqual([70_000, 1]);
    expect(corpus.strings.text(corpus.spans.name(0))).toBe('name 0');
    expect(corpus.strings.text(corpus.spans.name(69_999))).toBeUndefined();
  });

  test('thousands of traces, their spans far apart', () => {
    const numbers = Array.from({ length: 5_000 }, (_, number) => number + 1);
    const roots = numbers.map((number) => ({ trace: number.toString(16), id: '1' }));
    const children = numbers.map((number) => ({ trace: number.toString(16), id: '2', parent: '1' }));
    const { corpus } = corpusOf([...roots, ...children]);
    expect([corpus.traceCount, corpus.spanCount]).toEqual([5_000, 10_000]);
    const rows = numbers.map((_, trace) => [corpus.parent[trace * 2], corpus.parent[trace * 2 + 1]]);
    expect(rows).toEqual(numbers.map((_, trace) => [NO_PARENT, trace * 2]));
    expect(corpus.traceIds[4_999 * 4 + 3]).toBe(5_000);
  });

  test('a chain of 100,000 spans and 100,000 roots in one trace', () => {
    const chain: TestSpan[] = Array.from({ length: 100_000 }, (_, number) => ({
      trace: '1',
      id: (number + 1).toString(16),
      ...(number > 0 && { parent: number.toString(16) }),
    }));
    const { corpus } = corpusOf(chain);
    expect([...corpus.parent.subarray(0, 3), corpus.parent[99_999]]).toEqual([NO_PARENT, 0, 1, 99_998]);
    const roots = corpusOf(chain.map(({ trace, id }) => ({ trace, id }))).corpus;
    expect(roots.parent.every((up) => up === NO_PARENT)).toBe(true);
  });

  /** Few traces, IDs and contents, so that resends, clashes and shared IDs come about. */
  const arbitrarySpan = fc.record({
    trace: fc.constantFrom('1', '2', '3'),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    parent: fc.constantFrom('', 'a', 'b', 'c', 'd', 'e'),
    kind: fc.constantFrom(1, 2, 3),
    service: fc.constantFrom('x', 'y'),
    name: fc.constantFrom('p', 'q'),
    start: fc.constantFrom(1_000, 2_000),
  });

  /** Every span, and its parent, in words. */
  function described(corpus: Corpus): string[] {
    const { spans, parent, service } = corpus;
    const text = (row: number): string =>
      row < 0
        ? String(row)
        : [
            hexOfWords(corpus.traceIds, spans.trace(row) * 4, 4),
            hexOfWords(spans.words, spans.spanId(row), 2),
            corpus.services[service[row]!],
            corpus.strings.text(spans.name(row)),
            spans.kind(row),
            spans.millis(spans.start(row)),
            spans.facts(row),
          ].join();
    return Array.from({ length: corpus.spanCount }, (_, row) => `${text(row)} < ${text(parent[row]!)}`);
  }

  test('the order of spans makes no difference', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrarySpan, { maxLength: 25 }),
        fc.array(fc.nat(), { minLength: 25, maxLength: 25 }),
        (spans, keys) => {
          const shuffled = spans.map((it, index) => [keys[index]!, it] as const).sort((a, b) => a[0] - b[0]);
          expect(described(corpusOf(shuffled.map(([, it]) => it)).corpus).sort()).toEqual(
            described(corpusOf(spans).corpus).sort(),
          );
        },
      ),
    );
  });

  test('in ranges, by kernels of their own, it comes to the same', () => {
    const traces = fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8');
    const spans = fc.array(
      fc.tuple(arbitrarySpan, traces).map(([span, trace]) => ({ ...span, trace })),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(spans, fc.integer({ min: 2, max: 9 }), (all, size) => {
        const whole = corpusOf(all).corpus;
        const table = tableOf(all);
        const { shared } = table.memory;
        const team: Team = {
          sizeFor: () => size,
          headStart: 0,
          // Whoever sorts first makes no difference.
          sort: (parts) => parts.toReversed().forEach((rows) => sortRows(kernelIn(shared), rows)),
          assemble: (ranges) => ({
            outcomes: ranges.map((range) => assembleRange(kernelIn(shared), shared, range)),
          }),
        };
        const { corpus, parts } = assembleBy(team, table, ALL_JUDGED, new Map());
        expect(described(corpus)).toEqual(described(whole));
        expect([...corpus.traceStart]).toEqual([...whole.traceStart]);
        expect([corpus.resends, corpus.earliest, corpus.latest]).toEqual([
          whole.resends,
          whole.earliest,
          whole.latest,
        ]);
        expect(parts.at(-1)?.to ?? 0).toBe(whole.traceCount);
      }),
      { numRuns: 300 },
    );
  });
});

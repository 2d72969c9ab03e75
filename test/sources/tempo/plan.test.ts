import * as fc from 'fast-check';
import { childrenOf, classOf, Enumeration, splitPart } from '../../../lib/sources/tempo/enumeration';
import { countBySuffix } from '../../../lib/sources/tempo/estimate';
import { narrowClasses, sampleOfClasses, sampleOfShare } from '../../../lib/sources/tempo/plan';
import { LONGEST_SEARCH, searchable, secondsOf, slicesOf } from '../../../lib/sources/tempo/ranges';
import { sampleOfSlices } from '../../../lib/sources/tempo/slices';
import { manyTraces, searchDouble } from './search-double';

const RANGE = { start: 1_000_000, end: 1_003_600 };
const { signal } = new AbortController();
const wanted = (maxTraces: number) => ({ query: null, ranges: [RANGE], maxTraces });

describe('times', () => {
  test('a window is widened to whole seconds, and is never empty', () => {
    expect(secondsOf({ start: 1999, end: 4001 })).toEqual({ start: 1, end: 5 });
    expect(secondsOf({ start: 2000, end: 2000 })).toEqual({ start: 2, end: 3 });
  });

  test('over 168 hours it is searched in pieces', () => {
    expect(searchable(RANGE)).toEqual([RANGE]);
    const pieces = searchable({ start: 0, end: 400 * 3600 });
    expect(pieces).toEqual([
      { start: 0, end: 480_000 },
      { start: 480_000, end: 960_000 },
      { start: 960_000, end: 1_440_000 },
    ]);
    for (const { start, end } of pieces) expect(end - start).toBeLessThanOrEqual(LONGEST_SEARCH);
  });

  test('slices are of a second at least', () => {
    expect(slicesOf({ start: 10, end: 12 }, 5)).toEqual([
      { start: 10, end: 11 },
      { start: 11, end: 12 },
    ]);
  });
});

describe('a full answer is split', () => {
  test('several classes in halves, one by one more digit', () => {
    expect(splitPart({ classes: { digits: 1, classes: [0, 1, 2] }, range: RANGE })).toEqual([
      { classes: { digits: 1, classes: [0] }, range: RANGE },
      { classes: { digits: 1, classes: [1, 2] }, range: RANGE },
    ]);
    expect(splitPart({ classes: { digits: 1, classes: [0xa] }, range: RANGE })).toEqual([
      { classes: { digits: 2, classes: [0x0a, 0x1a, 0x2a, 0x3a, 0x4a, 0x5a, 0x6a, 0x7a] }, range: RANGE },
      { classes: { digits: 2, classes: [0x8a, 0x9a, 0xaa, 0xba, 0xca, 0xda, 0xea, 0xfa] }, range: RANGE },
    ]);
  });

  test('after six digits by time, down to a second', () => {
    const classes = { digits: 6, classes: [5] };
    expect(splitPart({ classes, range: { start: 4, end: 7 } })).toEqual([
      { classes, range: { start: 4, end: 5 } },
      { classes, range: { start: 5, end: 7 } },
    ]);
    expect(splitPart({ classes, range: { start: 4, end: 5 } })).toEqual([]);
    expect(childrenOf(classes)).toBeNull();
  });

  test('until every trace of the part is named, once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 }),
        fc.integer({ min: 2, max: 20 }),
        fc.uniqueArray(fc.nat({ max: 15 }), { minLength: 1, maxLength: 16 }),
        async (ids, page, classes) => {
          const traces = ids.map((id) => ({
            traceId: id.toString(16).padStart(4, '0').padStart(32, 'c'),
            start: RANGE.start,
          }));
          const { search } = searchDouble(traces, page);
          const enumeration = new Enumeration(search, null);
          await enumeration.take({ classes: { digits: 1, classes }, range: RANGE }, signal);
          const expected = traces.filter(({ traceId }) => classes.includes(classOf(traceId, 1)));
          expect([...enumeration.hits.keys()].toSorted()).toEqual(
            expected.map(({ traceId }) => traceId).toSorted(),
          );
          expect(enumeration.pagesIncomplete).toBe(0);
        },
      ),
    );
  });

  test('what cannot be split is counted', async () => {
    const traces = Array.from({ length: 3 }, () => ({ traceId: 'a'.repeat(32), start: RANGE.start }));
    const { search } = searchDouble(traces, 2);
    const enumeration = new Enumeration(search, null);
    await enumeration.take(
      { classes: { digits: 6, classes: [0xaaaaaa] }, range: { start: RANGE.start, end: RANGE.start + 1 } },
      signal,
    );
    expect(enumeration.pagesIncomplete).toBe(1);
  });
});

describe('the estimate by a small class', () => {
  test.each([
    // 256 classes of two digits: 16 of 4,096 traces are too few to tell, so it is one of 16 classes: 256.
    [4096, 4096],
    // All of them: 20 traces are fewer than 30 in every class.
    [20, 20],
    [0, 0],
    // 400 in a class of two digits.
    [102_400, 102_400],
  ])('%d traces', async (count, expected) => {
    const { search } = searchDouble(manyTraces(count, RANGE), 5000);
    expect(await countBySuffix(search, null, [RANGE], signal)).toBe(expected);
  });

  test('takes a class with few traces where the next one is larger than an answer', async () => {
    const { search } = searchDouble(manyTraces(112, RANGE), 50);
    expect(await countBySuffix(search, null, [RANGE], signal)).toBe(7 * 16);
  });

  test('goes finer while a class is larger than an answer', async () => {
    const { search, asked } = searchDouble(manyTraces(524_288, RANGE), 5000);
    expect(await countBySuffix(search, null, [RANGE], signal)).toBe(524_288);
    expect(asked.map(({ query }) => query)).toEqual(['{ trace:id =~ ".*00" }', '{ trace:id =~ ".*000" }']);
  });
});

describe('the sample', () => {
  const traces = manyTraces(10_000, RANGE);
  const inClasses = (digits: number, count: number) =>
    traces.filter(({ traceId }) => classOf(traceId, digits) < count).map(({ traceId }) => traceId);

  test('is all traces of the first classes', async () => {
    const { search } = searchDouble(traces, 5000);
    const sample = await sampleOfShare(search, wanted(2500), 10_000, signal);
    expect(sample.plan).toEqual({
      kind: 'suffix-classes',
      digits: 1,
      classes: 4,
      pattern: '[0-3]',
      rate: 0.25,
    });
    expect([...sample.hits.keys()].toSorted()).toEqual(inClasses(1, 4).toSorted());
  });

  test.each([
    ['far too low', 1000],
    ['far too high', 1_000_000],
    ['zero', 0],
  ])('mends an estimate that is %s', async (_, estimate) => {
    const { search } = searchDouble(traces, 500);
    const { hits, plan } = await sampleOfShare(search, wanted(600), estimate, signal);
    expect(hits.size).toBeGreaterThanOrEqual(300);
    expect(hits.size).toBeLessThanOrEqual(750);
    expect(hits.size / plan.rate).toBeGreaterThan(9000);
    expect(hits.size / plan.rate).toBeLessThan(11_000);
  });

  test('is all there is where that is less than wanted', async () => {
    const { search, asked } = searchDouble(traces, 20_000);
    const { hits, plan } = await sampleOfShare(search, wanted(20_000), 10_000, signal);
    expect({ found: hits.size, rate: plan.rate }).toEqual({ found: 10_000, rate: 1 });
    expect(asked).toEqual([{ query: '{}', range: RANGE }]);
  });

  test('of classes that are given is not narrowed', async () => {
    const { search } = searchDouble(traces, 5000);
    const classes = { digits: 2, classes: [0x10, 0xff] };
    const { hits, plan } = await sampleOfClasses(search, wanted(1), classes, signal);
    const expected = traces.filter(({ traceId }) => /(10|ff)$/.test(traceId));
    expect([...hits.keys()].toSorted()).toEqual(expected.map(({ traceId }) => traceId).toSorted());
    expect(plan).toMatchObject({ pattern: '(10|ff)', rate: 2 / 256 });
  });

  test('is narrowed by how many traces there are', () => {
    const ids = ['00', '10', '20', '01', '11', '02'].map((end) => end.padStart(32, '5'));
    const classes = { digits: 1, classes: [0, 1, 2] };
    expect(narrowClasses(ids, classes, 6)).toEqual(classes);
    expect(narrowClasses(ids, classes, 5)).toEqual({ digits: 1, classes: [0, 1] });
    expect(narrowClasses(ids, classes, 2)).toEqual({
      digits: 2,
      classes: [0x00, 0x10],
    });
  });
});

describe('slices of time, where a server cannot choose by ID', () => {
  test('are read whole until there are enough', async () => {
    // 40 traces in each of the 240 slices of 15 s; each lasts into the next ones.
    const traces = manyTraces(9600, RANGE).map((trace) => ({ ...trace, duration: 60 }));
    const { search } = searchDouble(traces, 5000);
    const draws = [0, 0.5, 0.999];
    const sample = await sampleOfSlices(search, wanted(100), () => draws.shift() ?? 0, signal);
    expect(sample.plan).toEqual({
      kind: 'time-slices',
      of: 240,
      slices: 3,
      sliceSeconds: 15,
      rate: 3 / 240,
    });
    // The first slice; of the 239 left that in the middle (the 121st of all); of the 238 left the last.
    const slices = [0, 120, 239].map((slice) => RANGE.start + slice * 15);
    const expected = traces.filter(({ start }) =>
      slices.some((slice) => start >= slice && start < slice + 15),
    );
    expect([...sample.hits.keys()].toSorted()).toEqual(expected.map(({ traceId }) => traceId).toSorted());
    expect(sample.hits.size).toBe(120);
    expect(sample.slices).toEqual(slices.map((start) => ({ start: start * 1000, end: (start + 15) * 1000 })));
  });
});

import * as fc from 'fast-check';
import type { Problem } from '../../lib/model/problems';
import { createProblemLog } from '../../lib/report/problems';

function problem(object: string, offset: number | null, reason: Problem['reason'] = 'invalid-json'): Problem {
  return { object, offset, reason, message: 'no JSON' };
}

function logged(problems: readonly Problem[], limit?: number) {
  const log = createProblemLog(limit);
  for (const one of problems) log.add(one);
  return log.entries();
}

describe('the log of problems', () => {
  test('lists by object and offset', () => {
    const entries = logged([problem('b', 5), problem('a', 7), problem('a', 100), problem('a', null, 'gone')]);
    expect(entries.map(({ object, offset, count }) => [object, offset, count])).toEqual([
      ['a', null, 1],
      ['a', 7, 1],
      ['a', 100, 1],
      ['b', 5, 1],
    ]);
  });

  test('lists 20 pieces of one object and reason and counts the rest with the last', () => {
    const entries = logged(Array.from({ length: 1000 }, (_, index) => problem('a', index)));
    expect(entries).toHaveLength(20);
    expect(entries.at(-1)).toEqual({ ...problem('a', 19), count: 981 });
  });

  test('counts what is beyond the limit in a last entry', () => {
    const entries = logged(
      Array.from({ length: 10_000 }, (_, index) => problem(String(index).padStart(5, '0'), 0)),
    );
    expect(entries).toHaveLength(1001);
    expect(entries[999]).toEqual({ ...problem('00999', 0), count: 1 });
    expect(entries[1000]).toEqual({
      object: '(others)',
      offset: null,
      reason: 'more',
      message: 'further pieces that could not be read, not listed one by one',
      count: 9000,
    });
  });

  test('is the same whatever the order of the objects', () => {
    const shape = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 1, max: 40 })), { maxLength: 300 });
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 50 }), (objects, limit) => {
        const groups = new Map(objects.map(([name, pieces]) => [`o${name}`, pieces]));
        const problemsOf = ([name, pieces]: [string, number]) =>
          Array.from({ length: pieces }, (_, index) => problem(name, index));
        const inOrder = logged([...groups].flatMap(problemsOf), limit);
        expect(logged([...groups].toReversed().flatMap(problemsOf), limit)).toEqual(inOrder);
        const total = inOrder.reduce((sum, { count }) => sum + count, 0);
        expect(total).toBe([...groups.values()].reduce((sum, pieces) => sum + pieces, 0));
      }),
      { numRuns: 30 },
    );
  });
});

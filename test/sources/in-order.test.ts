import { inOrder } from '../../lib/sources/in-order';
import { failureOf } from './collect';

async function collect<Result>(results: AsyncIterable<Result>): Promise<Result[]> {
  const all: Result[] = [];
  for await (const result of results) all.push(result);
  return all;
}

test.each([1, 2, 3, 100])('results keep the order, at most %d at work', async (limit) => {
  const items = [5, 1, 4, 6, 3, 2];
  let working = 0;
  let most = 0;
  const results = inOrder(items, limit, async (turns) => {
    most = Math.max(most, ++working);
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    working--;
    return turns;
  });
  expect(await collect(results)).toEqual(items);
  expect(most).toBe(Math.min(limit, items.length));
});

test('a failure is thrown in its turn, after the results before it', async () => {
  const seen: number[] = [];
  const read = async () => {
    const results = inOrder([0, 1, 2, 3], 4, async (item) => {
      if (item === 2) throw new Error('two');
      return item;
    });
    for await (const result of results) seen.push(result);
  };
  expect(await failureOf(read())).toMatchObject({ message: 'two' });
  expect(seen).toEqual([0, 1]);
});

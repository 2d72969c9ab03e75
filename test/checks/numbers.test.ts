import * as fc from 'fast-check';
import { NumberList, PairIndex } from '../../lib/checks/numbers';

test('a list of numbers grows, adds, and reads as zeros beyond its end', () => {
  const list = new NumberList();
  for (let value = 0; value < 40; value++) list.push(value);
  list.add(3, 10);
  list.add(500, 7);
  list.add(500, 1);
  expect([list.length, list.at(3), list.at(39), list.at(40), list.at(500), list.at(501)]).toEqual([
    501, 13, 39, 0, 8, 0,
  ]);
  expect(list.view()).toHaveLength(501);
});

test('pairs are numbered as they come, and found again', () => {
  const word = fc.oneof(fc.nat(5), fc.integer({ min: 0xffff_fff0, max: 0xffff_ffff }));
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 300 }), (pairs) => {
      const index = new PairIndex();
      const known = new Map<string, number>();
      for (const [first, second] of pairs) {
        const key = `${first} ${second}`;
        expect(index.find(first, second)).toBe(known.get(key) ?? -1);
        if (!known.has(key)) known.set(key, known.size);
        expect(index.number(first, second)).toBe(known.get(key));
      }
      expect(index.size).toBe(known.size);
      for (const [key, number] of known) expect(`${index.first(number)} ${index.second(number)}`).toBe(key);
    }),
  );
});

test('a hundred thousand pairs', () => {
  const index = new PairIndex();
  for (let number = 0; number < 100_000; number++) index.number(number % 317, number);
  expect([index.size, index.find(5, 5), index.find(6, 5)]).toEqual([100_000, 5, -1]);
});

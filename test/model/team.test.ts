import { cutRows, cutTraces } from '../../lib/model/team';

describe('cutRows', () => {
  test.each<[number, number, [number, number][]]>([
    [0, 2, [[0, 0]]],
    [1, 2, [[0, 1]]],
    [
      7,
      2,
      [
        [0, 4],
        [4, 7],
      ],
    ],
    [
      5,
      4,
      [
        [0, 2],
        [2, 3],
        [3, 4],
        [4, 5],
      ],
    ],
  ])('%i rows into %i', (rows, parts, expected) => {
    expect(cutRows(rows, parts).map(({ from, to }) => [from, to])).toEqual(expected);
  });
  test('with a head start for the first', () => {
    expect(cutRows(10, 2, 4)).toEqual([
      { from: 0, to: 7 },
      { from: 7, to: 10 },
    ]);
    expect(cutRows(3, 2, 4)).toEqual([{ from: 0, to: 3 }]);
  });
});

describe('cutTraces', () => {
  test.each<[string, number[], number, [number, number, number][]]>([
    ['nothing', [0], 2, [[0, 0, 0]]],
    [
      'one for each',
      [0, 5, 10],
      2,
      [
        [0, 1, 0],
        [1, 2, 5],
      ],
    ],
    [
      'a large one first',
      [0, 90, 95, 100],
      2,
      [
        [0, 1, 0],
        [1, 3, 90],
      ],
    ],
    ['a large one last', [0, 5, 10, 100], 3, [[0, 3, 0]]],
    [
      'more parts than traces',
      [0, 1, 2],
      5,
      [
        [0, 1, 0],
        [1, 2, 1],
      ],
    ],
  ])('%s', (_, starts, parts, expected) => {
    const ranges = cutTraces(Uint32Array.from(starts), parts);
    expect(ranges.map(({ from, to, row }) => [from, to, row])).toEqual(expected);
  });
  test('with a head start for the first', () => {
    const starts = Uint32Array.of(0, 2, 4, 6, 8, 10);
    expect(cutTraces(starts, 2, 5)).toEqual([
      { from: 0, to: 4, row: 0 },
      { from: 4, to: 5, row: 8 },
    ]);
    expect(cutTraces(starts, 2, 50)).toEqual([{ from: 0, to: 5, row: 0 }]);
  });
});

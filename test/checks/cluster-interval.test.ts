import {
  type ClusterCount,
  clusterInterval,
  designEffect,
  studentQuantile,
} from '../../lib/checks/cluster-interval';
import { wilson } from '../../lib/checks/statistics';
import { mix32 } from '../../lib/model/words';

const count = (failing: number, applicable: number): ClusterCount => ({ failing, applicable });

describe('the design effect', () => {
  test.each<[string, ClusterCount[], number, number]>([
    // r = 0.2, squares 4 + 4, variance 1/2 * 2/1 * 8 / 400 = 0.02, against 0.2 * 0.8 / 20 = 0.008.
    ['two unlike minutes of four', [count(0, 10), count(4, 10)], 4, 2.5],
    // The same of very many minutes: twice that.
    ['two unlike minutes of a million', [count(0, 10), count(4, 10)], 1_000_000, 5],
    ['minutes alike', [count(2, 10), count(2, 10), count(2, 10)], 60, 1],
    ['all minutes of the window', [count(0, 10), count(4, 10)], 2, 1],
    ['one minute: all its units may be alike', [count(3, 40)], 60, 40],
    ['no failure', [count(0, 10), count(0, 20)], 60, 1],
    ['failures only', [count(10, 10), count(20, 20)], 60, 1],
    ['nothing', [count(0, 0), count(0, 0)], 60, 1],
  ])('of %s', (_, counts, total, expected) => {
    expect(designEffect(counts, total)).toBeCloseTo(expected, 4);
  });
});

// Source: any table of Student's distribution, two-sided 95 %.
test.each([
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [10, 2.228],
  [29, 2.045],
  [59, 2.001],
])("Student's quantile for %i degrees is %f", (degrees, expected) => {
  expect(Math.abs(studentQuantile(degrees) - expected)).toBeLessThan(0.005);
});

describe('the interval', () => {
  test('of all minutes is the usual one', () => {
    const { low, high } = clusterInterval([count(1, 10), count(3, 30)], 2);
    const usual = wilson(4, 40);
    expect(low).toBeCloseTo(usual.low, 12);
    expect(high).toBeCloseTo(usual.high, 12);
  });

  test('of one minute says nearly nothing', () => {
    // Wilson with one unit of rate 0.5.
    const { low, high } = clusterInterval([count(500, 1000)], 60);
    expect(low).toBeCloseTo(0.0546, 3);
    expect(high).toBeCloseTo(0.9454, 3);
  });

  test('of nothing is everything', () => {
    expect(clusterInterval([count(0, 0)], 60)).toEqual({ low: 0, high: 1 });
  });

  test('holds the true rate about 95 times of 100 where failures come in bursts; the usual one does not', () => {
    // 60 minutes of 200 units; the rate of a third of them is 0.3, of the others 0: 0.1 on the whole.
    const minutes = Array.from({ length: 60 }, (_, index) => count(index % 3 === 0 ? 60 : 0, 200));
    const rounds = 2000;
    let held = 0;
    let heldByUsual = 0;
    for (let round = 0; round < rounds; round++) {
      const chosen = minutes
        .map((minute, index) => ({ minute, order: mix32(round * 60 + index + 1) }))
        .toSorted((a, b) => a.order - b.order)
        .slice(0, 12)
        .map(({ minute }) => minute);
      const { low, high } = clusterInterval(chosen, minutes.length);
      if (low <= 0.1 && 0.1 <= high) held++;
      const failing = chosen.reduce((sum, { failing }) => sum + failing, 0);
      const usual = wilson(failing, 12 * 200);
      if (usual.low <= 0.1 && 0.1 <= usual.high) heldByUsual++;
    }
    expect(held / rounds).toBeGreaterThan(0.93);
    expect(heldByUsual / rounds).toBeLessThan(0.5);
  });
});

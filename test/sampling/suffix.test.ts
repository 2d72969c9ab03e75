import { assert, double, property } from 'fast-check';
import { createColumns } from '../../lib/model/columns';
import { wordsOfHex } from '../../lib/model/words';
import { classesOfShare, inClasses, shareOfClasses, suffixOfClass } from '../../lib/sampling/suffix';

describe('classes of last digits', () => {
  test.each([
    [1, 1, 16],
    [2, 1, 16],
    [15 / 16, 1, 15],
    [0.5, 1, 8],
    [0.1, 2, 26],
    [1 / 16, 1, 1],
    [0.01, 3, 41],
    [1e-9, 6, 1],
  ])('a share of %p is %p digits, %p classes', (share, digits, count) => {
    const chosen = classesOfShare(share);
    expect(chosen.digits).toBe(digits);
    expect(chosen.classes).toEqual(Array.from({ length: count }, (_, index) => index));
  });

  test('hold at least the share that was asked for, and little more', () => {
    assert(
      property(double({ min: 1e-6, max: 1, noNaN: true }), (share) => {
        const held = shareOfClasses(classesOfShare(share));
        expect(held).toBeGreaterThanOrEqual(share);
        expect(held).toBeLessThanOrEqual(Math.max((share * 16) / 15, 16 ** -6));
      }),
    );
  });

  test.each([
    ['4bf92f3577b34da6a3ce929d0e0e4736', 1, [6], true],
    ['4bf92f3577b34da6a3ce929d0e0e4736', 1, [3, 5], false],
    ['4bf92f3577b34da6a3ce929d0e0e4736', 2, [0x36], true],
    ['4bf92f3577b34da6a3ce929d0e0e4736', 3, [0x736], true],
    ['ffffffffffffffffffffffffffffffff', 6, [0xffffff], true],
    ['ffffffffffffffffffffffff00000000', 2, [0], true],
  ])('%s, %p digits: in %p is %p', (hex, digits, classes, expected) => {
    const columns = createColumns(1);
    wordsOfHex(hex, columns.traceId, 0, 4);
    expect(inClasses({ digits, classes })(columns, 0)).toBe(expected);
  });

  test('a class is written with all its digits', () => {
    expect(suffixOfClass({ digits: 3, classes: [] }, 0xa)).toBe('00a');
  });
});

import * as fc from 'fast-check';
import { countLevel } from '../../../lib/formats/tempo-block/levels';

test('levels are counted one by one, and many at once', () => {
  const levels = fc.uint8Array({ max: 7, maxLength: 3000, size: 'max' });
  fc.assert(
    fc.property(
      levels,
      fc.nat({ max: 7 }),
      fc.nat(),
      fc.nat(),
      fc.nat({ max: 7 }),
      (all, level, a, b, shift) => {
        // Wherever they begin in their memory.
        const memory = new Uint8Array(all.length + shift);
        memory.set(all, shift);
        const [from = 0, to = 0] = [a % (all.length + 1), b % (all.length + 1)].toSorted(
          (one, other) => one - other,
        );
        const expected = [...all.subarray(from, to)].filter((own) => own === level).length;
        expect(countLevel(memory.subarray(shift), level, from, to)).toBe(expected);
      },
    ),
  );
});

test('equal ones for as long as a page is', () => {
  for (const length of [63, 64, 1019, 1020, 1021, 100_000])
    expect(countLevel(new Uint8Array(length).fill(5), 5, 0, length)).toBe(length);
});

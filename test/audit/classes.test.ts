import { commonClasses, shownClasses } from '../../lib/audit/parity/classes';
import type { SuffixClasses } from '../../lib/sampling/suffix';

describe('classes that two sources chose', () => {
  test.each<[string, SuffixClasses, SuffixClasses, SuffixClasses]>([
    [
      'of equal length',
      { digits: 1, classes: [0, 1, 2] },
      { digits: 1, classes: [1, 2, 3] },
      { digits: 1, classes: [1, 2] },
    ],
    // 0x00, 0x01 and 0x10 end in 0 and 1; 0x02 ends in 2.
    [
      'of one and two digits',
      { digits: 1, classes: [0, 1] },
      { digits: 2, classes: [0x00, 0x01, 0x02, 0x10] },
      { digits: 2, classes: [0x00, 0x01, 0x10] },
    ],
    [
      'with nothing in common',
      { digits: 1, classes: [5] },
      { digits: 2, classes: [0x56] },
      { digits: 2, classes: [] },
    ],
  ])('%s', (_, a, b, common) => {
    expect(commonClasses(a, b)).toEqual(common);
    expect(commonClasses(b, a)).toEqual(common);
  });

  test('are shown as digits, the first of many', () => {
    expect(shownClasses({ digits: 2, classes: [0, 15, 255] }, 2)).toEqual(['00', '0f']);
  });
});

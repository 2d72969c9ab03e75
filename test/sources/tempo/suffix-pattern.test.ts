import * as fc from 'fast-check';
import { conditionOfClasses, patternOf } from '../../../lib/sources/tempo/suffix-pattern';

test.each([
  [1, [0], '0'],
  [1, [0, 1], '[01]'],
  [1, [0, 1, 2, 3], '[0-3]'],
  [1, [8, 9, 10, 11], '[89ab]'],
  [1, [0, 2, 3, 4, 15], '[02-4f]'],
  [2, [0x0f], '0f'],
  [2, range(0, 16), '0.'],
  [2, range(0, 0x24), '([01].|2[0-3])'],
  [2, [0x03, 0x13, 0xf3], '[01f]3'],
  [3, range(0, 0x210), '([01]..|20.)'],
])('%d digits, %j', (digits, classes, pattern) => {
  expect(patternOf({ digits, classes })).toBe(pattern);
});

test('the condition is on the end of the ID, and there is none for all classes', () => {
  expect(conditionOfClasses({ digits: 1, classes: [0, 1] })).toBe('trace:id =~ ".*[01]"');
  expect(conditionOfClasses({ digits: 1, classes: range(0, 16) })).toBeNull();
});

test('the pattern fits the IDs of the classes, and no others', () => {
  const classes = fc.integer({ min: 1, max: 3 }).chain((digits) =>
    fc.record({
      digits: fc.constant(digits),
      classes: fc
        .uniqueArray(fc.nat({ max: 16 ** digits - 1 }), { minLength: 1, maxLength: 60 })
        .map((list) => list.toSorted((a, b) => a - b)),
    }),
  );
  fc.assert(
    fc.property(classes, ({ digits, classes: chosen }) => {
      const expression = new RegExp(`^.*${patternOf({ digits, classes: chosen })}$`);
      const fitting = range(0, 16 ** digits).filter((suffix) =>
        expression.test(`4bf92f3577b34da6a3ce929d${suffix.toString(16).padStart(digits, '0')}`),
      );
      expect(fitting).toEqual(chosen);
    }),
  );
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

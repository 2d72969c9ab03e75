import * as fc from 'fast-check';
import { LineRange } from '../../lib/formats/line-range';

/** What a range gives of a text that is given to it from the byte before the range on, `size` bytes at a time. */
function cut(text: string, from: number, to: number, size = text.length || 1) {
  const bytes = Buffer.from(text, 'latin1');
  const range = new LineRange(from, to);
  let lines = '';
  for (let at = Math.max(0, from - 1); at < bytes.length && !range.isOver; at += size) {
    lines += Buffer.from(range.cut(bytes.subarray(at, at + size))).toString('latin1');
  }
  return { lines, first: range.first, isOver: range.isOver };
}

describe('the lines that begin in a range', () => {
  //            0123 4567 89
  const text = 'abc\ndef\ngh';

  test.each([
    ['all', 0, 10, text, 0],
    ['one that ends with the range', 0, 4, 'abc\n', 0],
    ['one that reaches beyond it', 0, 3, 'abc\n', 0],
    ['one more that begins at its last byte', 0, 5, 'abc\ndef\n', 0],
    ['one that begins with it', 4, 8, 'def\n', 4],
    ['one that begins behind its first byte', 1, 5, 'def\n', 4],
    ['none where a line goes on through it', 5, 7, '', null],
    ['none where the next begins right behind it', 5, 8, '', 8],
    ['the last, which no line feed ends', 5, 10, 'gh', 8],
    ['none behind the last', 9, 10, '', null],
  ])('%s', (_, from, to, lines, first) => {
    for (const size of [1, 2, 3, 10]) {
      const found = cut(text, from, to, size);
      expect(found.lines).toBe(lines);
      if (lines !== '') expect(found.first).toBe(first);
    }
  });

  test('ends when its end is told while it is read', () => {
    const range = new LineRange(0);
    const give = (bytes: string) => Buffer.from(range.cut(Buffer.from(bytes))).toString();
    expect(give('abc\nde')).toBe('abc\nde');
    expect(range.position).toBe(6);
    range.endAt(7);
    expect(give('f\ngh\n')).toBe('f\n');
    expect(range.isOver).toBe(true);
  });

  test('a range without a line does not ask for the rest of the one that goes through it', () => {
    const range = new LineRange(10, 20);
    expect(range.cut(Buffer.alloc(10, 'x'))).toHaveLength(0);
    expect(range.isOver).toBe(false);
    expect(range.cut(Buffer.alloc(2, 'x'))).toHaveLength(0);
    expect(range.isOver).toBe(true);
  });

  test('ranges that follow one another have each line once', () => {
    const anyText = fc
      .array(fc.constantFrom('a', 'b', '\n'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(anyText, fc.array(fc.nat(40)), fc.integer({ min: 1, max: 7 }), (whole, cuts, size) => {
        const borders = [0, ...cuts.filter((at) => at > 0 && at < whole.length), whole.length].sort(
          (a, b) => a - b,
        );
        const ranges = borders.slice(1).map((to, index) => cut(whole, borders[index]!, to, size));
        expect(ranges.map(({ lines }) => lines).join('')).toBe(whole);
        // Each but the last ends where a line does.
        const ended = ranges.map(({ lines }) => lines).filter((lines) => lines !== '');
        expect(ended.slice(0, -1).every((lines) => lines.endsWith('\n'))).toBe(true);
      }),
    );
  });
});

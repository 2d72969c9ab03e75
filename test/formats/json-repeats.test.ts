import * as fc from 'fast-check';
import { Repeats } from '../../lib/formats/json/repeats';
import { FAIL } from '../../lib/formats/json/skip';
import { Source } from '../../lib/formats/json/source';

const PREFIX = 64;
/** What stands behind a value in its document. */
const REST = `,"scopeSpans":[${'9'.repeat(PREFIX)}]`;

/** Repeats, and what they say of values that stand at the beginning of documents. */
function remembering(slots: number) {
  const source = new Source();
  const repeats = new Repeats(source, PREFIX, slots);
  const take = (value: string, rest: string) => {
    const bytes = Buffer.from(`${value}${rest}`);
    return source.take(bytes, 0, bytes.length, 0);
  };
  return {
    /** Length and tag of the value; null where it is not known. */
    find: (value: string, rest = REST) => {
      const start = take(value, rest);
      const end = repeats.find(start);
      return end === FAIL ? null : [end - start, repeats.tag];
    },
    keep: (value: string, tag: number, rest = REST) => {
      const start = take(value, rest);
      repeats.keep(start, start + value.length, tag);
    },
  };
}

/** A resource of some process of a service: only the last of it tells which. */
function resourceOf(process: string, more = ''): string {
  return `{"attributes":"service.name=orders,service.namespace=shop,service.version=2.14.1,${process}${more}"}`;
}

describe('values that begin alike', () => {
  const processes = ['a81f', 'b002', 'c7e4', 'd5d5', 'ee01'].map((id) =>
    resourceOf(`service.instance.id=${id}-4c1d-9e7b-1f2a`),
  );

  test('all are known from the second time on', () => {
    const { find, keep } = remembering(1024);
    const round = () =>
      processes.map((value, tag) => {
        const found = find(value);
        if (found === null) keep(value, tag);
        return found;
      });
    expect(round()).toEqual(processes.map(() => null));
    // The first stood where nobody knew yet in what it differs from others.
    expect(round()).toEqual(processes.map((value, tag) => (tag === 0 ? null : [value.length, tag])));
    expect(round()).toEqual(processes.map((value, tag) => [value.length, tag]));
  });

  test('what follows them makes no difference, however near their end they differ', () => {
    const { find, keep } = remembering(1024);
    const ends = [resourceOf('pod-1'), resourceOf('pod-2')];
    for (let time = 0; time < 2; time++) ends.forEach((value, tag) => keep(value, tag));
    ends.forEach((value, tag) => {
      expect(find(value, `,"spans":[{"traceId":"${String(tag).repeat(PREFIX)}`)).toEqual([value.length, tag]);
    });
  });

  test('a longer one that begins with all of a known one is another', () => {
    const { find, keep } = remembering(1024);
    keep('['.repeat(80), 1);
    expect(find('['.repeat(90))).toEqual([80, 1]);
    keep(resourceOf('pod-1'), 2);
    expect(find(resourceOf('pod-1', '0'))).toBe(null);
  });
});

test('too short, too long, or too near the end of the document: never known', () => {
  const { find, keep } = remembering(4);
  for (const [value, rest] of [
    ['{}', REST],
    [`["${'x'.repeat(2045)}"]`, REST],
    ['{"name":"x"}', ']}'],
  ] as const) {
    keep(value, 1, rest);
    expect(find(value, rest)).toBe(null);
  }
  const largest = `["${'x'.repeat(2044)}"]`;
  keep(largest, 1);
  expect(find(largest)).toEqual([2048, 1]);
});

test('whatever is remembered where: what is found is that very value', () => {
  const value = fc
    .tuple(
      fc.constantFrom('', 'a'.repeat(70), 'b'.repeat(150)),
      fc.stringMatching(/^[xy]{0,20}$/),
      fc.constantFrom('', 'tail', 'z'.repeat(40)),
    )
    .map(([head, middle, tail]) => `{"v":"${head}${middle}${tail}"}`);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, fc.stringMatching(/^[0-9]{60,70}$/)), { maxLength: 60 }),
      fc.constantFrom(1, 2, 16, 1024),
      (values, slots) => {
        const { find, keep } = remembering(slots);
        const tags = new Map<string, number>();
        for (const [one, rest] of values) {
          const found = find(one, `,${rest}`);
          if (found !== null) expect(found).toEqual([one.length, tags.get(one)]);
          tags.set(one, tags.get(one) ?? tags.size);
          if (found === null) keep(one, tags.get(one)!, `,${rest}`);
        }
      },
    ),
    { numRuns: 500 },
  );
});

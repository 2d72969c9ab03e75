import { createColumns } from '../../lib/model/columns';
import { wordsOfHex } from '../../lib/model/words';
import { KEEP_ALL } from '../../lib/sampling/selection';
import {
  ALL_TRACES,
  firstThreshold,
  keepOf,
  shareOfSelection,
  type TraceSelection,
} from '../../lib/sampling/trace-selection';

// Their hashes are known (selection.test.ts): 1,912,534,941; 2,018,738,100; 139,591,747.
const IDS = [
  '4bf92f3577b34da6a3ce929d0e0e4736',
  '0af7651916cd43dd8448eb211c80319c',
  '58406520a006649127e371903a2de979',
];

function keptBy(selection: TraceSelection, threshold?: number): readonly string[] | 'all' {
  const columns = createColumns(IDS.length);
  IDS.forEach((id, row) => wordsOfHex(id, columns.traceId, row * 4, 4));
  const keep = keepOf(selection, threshold);
  return keep === undefined ? 'all' : IDS.filter((_, row) => keep(columns, row));
}

describe('what a selection keeps', () => {
  const half: TraceSelection = { by: 'share', threshold: 2_000_000_000 };
  const ends: TraceSelection = { by: 'suffix', classes: { digits: 1, classes: [6, 12] } };
  const one: TraceSelection = { by: 'trace', traceId: IDS[1]! };

  test.each<[string, TraceSelection, number | undefined, readonly string[] | 'all']>([
    ['all', ALL_TRACES, undefined, 'all'],
    ['all, thinned out', ALL_TRACES, 1_000_000_000, [IDS[2]!]],
    ['a share', half, undefined, [IDS[0]!, IDS[2]!]],
    ['a share under a higher threshold', half, KEEP_ALL, [IDS[0]!, IDS[2]!]],
    ['a share, thinned out', half, 139_591_747, []],
    ['last digits', ends, undefined, [IDS[0]!, IDS[1]!]],
    ['last digits, thinned out', ends, 2_000_000_000, [IDS[0]!]],
    ['one', one, undefined, [IDS[1]!]],
    ['one, never thinned out', one, 1, [IDS[1]!]],
  ])('%s', (_, selection, threshold, kept) => expect(keptBy(selection, threshold)).toEqual(kept));

  test.each<[string, TraceSelection, number, number]>([
    ['all', ALL_TRACES, KEEP_ALL, 1],
    ['all, halved', ALL_TRACES, 2 ** 31, 0.5],
    ['a share', { by: 'share', threshold: 2 ** 30 }, 2 ** 30, 0.25],
    ['two of 16 classes', ends, KEEP_ALL, 0.125],
    ['two of 16 classes, halved', ends, 2 ** 31, 0.0625],
    ['one', one, KEEP_ALL, 1],
  ])('%s: its share', (_, selection, threshold, share) =>
    expect(shareOfSelection(selection, threshold)).toBe(share),
  );

  test('thresholds begin with the share that is wanted', () => {
    expect(firstThreshold(half)).toBe(2_000_000_000);
    expect(firstThreshold(ends)).toBe(KEEP_ALL);
    expect(firstThreshold(one)).toBe(KEEP_ALL);
  });

  test('what is no ID is a mistake of ours', () => {
    expect(() => keepOf({ by: 'trace', traceId: 'abc' })).toThrow('"abc" is not 32 hex digits');
  });
});

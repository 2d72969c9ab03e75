import * as fc from 'fast-check';
import { createColumns } from '../../lib/model/columns';
import { wordsOfHex } from '../../lib/model/words';
import {
  belowThreshold,
  KEEP_ALL,
  shareOfThreshold,
  thresholdOfShare,
  traceHash,
} from '../../lib/sampling/selection';

function words(traceId: string): Uint32Array {
  const ids = new Uint32Array(4);
  wordsOfHex(traceId, ids, 0, 4);
  return ids;
}

describe('the hash of a trace ID', () => {
  // Worked out with mmh3 (PyPI): MurmurHash3_x86_32, seed 0x77617264, over the words as 4 little-endian integers.
  test.each([
    ['4bf92f3577b34da6a3ce929d0e0e4736', 1_912_534_941],
    ['0af7651916cd43dd8448eb211c80319c', 2_018_738_100],
    ['58406520a006649127e371903a2de979', 139_591_747],
    ['00000000000000000000000000000000', 1_813_856_151],
  ])('%s', (traceId, hash) => {
    expect(traceHash(words(traceId), 0)).toBe(hash);
  });

  /** What SDK samplers decide on, as a share of 1 (reference: their sources). */
  const samplers: Readonly<Record<string, (ids: Uint32Array) => number>> = {
    'Go and Python: the last 8 bytes': (ids) => ids[2]! / KEEP_ALL,
    '.NET: the first 8 bytes': (ids) => (ids[0]! & 0x7fffffff) / 2 ** 31,
    'JS: an xor of the words': (ids) => ((ids[0]! ^ ids[1]! ^ ids[2]! ^ ids[3]!) >>> 0) / KEEP_ALL,
    'consistent: the last 7 bytes': (ids) => (ids[2]! & 0xffffff) / 2 ** 24,
  };

  // 40,000 IDs: our share among those that a sampler keeps at 10 % lies within 5 standard deviations of ours.
  test.each(Object.entries(samplers))('is independent of %s', (_, sampled) => {
    const random = fc.sample(fc.array(fc.nat(0xffffffff), { minLength: 4, maxLength: 4 }), {
      numRuns: 40_000,
      seed: 7,
    });
    const kept = random.map((it) => Uint32Array.from(it)).filter((ids) => sampled(ids) < 0.1);
    const both = kept.filter((ids) => traceHash(ids, 0) < thresholdOfShare(0.25)).length;
    const deviation = Math.sqrt(0.25 * 0.75 * kept.length);
    expect(kept.length).toBeGreaterThan(3_000);
    expect(Math.abs(both - 0.25 * kept.length)).toBeLessThan(5 * deviation);
  });
});

test('shares and thresholds', () => {
  expect(thresholdOfShare(1)).toBe(KEEP_ALL);
  expect(thresholdOfShare(0.5)).toBe(2 ** 31);
  expect(thresholdOfShare(1e-12)).toBe(1);
  expect(shareOfThreshold(2 ** 30)).toBe(0.25);
});

test('a lower threshold keeps a part of what a higher one keeps, and all keeps all', () => {
  const columns = createColumns(1);
  fc.assert(
    fc.property(
      fc.array(fc.nat(0xffffffff), { minLength: 4, maxLength: 4 }),
      fc.nat(0xffffffff),
      (ids, threshold) => {
        columns.traceId.set(ids);
        const kept = belowThreshold(threshold)(columns, 0);
        const keptByHalf = belowThreshold(Math.floor(threshold / 2))(columns, 0);
        expect(belowThreshold(KEEP_ALL)(columns, 0)).toBe(true);
        expect(keptByHalf && !kept).toBe(false);
      },
    ),
  );
});

import { KeptBytes } from '../../lib/formats/json/kept-bytes';

const MIB = 1 << 20;

/** The buffer of one who kept so many bytes. */
function bufferOf(size: number): Uint8Array {
  const kept = new KeptBytes(Number.POSITIVE_INFINITY);
  kept.append(new Uint8Array(size), 0, size);
  const { bytes } = kept;
  kept.giveBack();
  expect([kept.length, kept.bytes.length]).toEqual([0, 0]);
  return bytes;
}

test('a buffer that was given back is used again', () => {
  const first = bufferOf(MIB);
  expect(bufferOf(10)).toBe(first);
});

test('a very large one is not held for those who come later', () => {
  const large = bufferOf(17 * MIB);
  expect(large.length).toBeGreaterThan(17 * MIB);
  expect(bufferOf(10).length).toBeLessThanOrEqual(16 * MIB);
});

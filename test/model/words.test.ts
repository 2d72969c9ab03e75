import { HEX_VALUE, hexOfWords, mix32, murmurRound, wordsOfHex } from '../../lib/model/words';

describe('hex and words', () => {
  test('a trace ID is four words, most significant first', () => {
    const words = new Uint32Array(4);
    expect(wordsOfHex('4bf92f3577b34da6A3CE929D0E0E4736', words, 0, 4)).toBe(true);
    expect([...words]).toEqual([0x4bf92f35, 0x77b34da6, 0xa3ce929d, 0x0e0e4736]);
    expect(hexOfWords(words, 0, 4)).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(hexOfWords(words, 3, 1)).toBe('0e0e4736');
  });

  test.each(['', '4bf92f35', '4bf92f3577b34da6a3ce929d0e0e473', 'zzf92f3577b34da6a3ce929d0e0e4736'])(
    '%j is no trace ID, and nothing is written',
    (text) => {
      const words = Uint32Array.of(1, 2, 3, 4);
      expect(wordsOfHex(text, words, 0, 4)).toBe(false);
      expect([...words]).toEqual([1, 2, 3, 4]);
    },
  );

  test('values of hex digits', () => {
    const digits = Array.from('09afAF', (digit) => HEX_VALUE[digit.charCodeAt(0)]);
    expect(digits).toEqual([0, 9, 10, 15, 10, 15]);
    const others = Array.from('/:@G`g', (digit) => HEX_VALUE[digit.charCodeAt(0)]);
    expect(others).toEqual(Array(6).fill(0x100));
  });

  // MurmurHash3_x86_32 of the 4 bytes 21 43 65 87 with seed 0 is 0xf55b516b (published test vector).
  test('a round and the finaliser make MurmurHash3_x86_32', () => {
    expect(mix32(murmurRound(0, 0x87654321) ^ 4)).toBe(0xf55b516b);
    // ... and with seed 0x5082edee 0x2362f9de.
    expect(mix32(murmurRound(0x5082edee, 0x87654321) ^ 4)).toBe(0x2362f9de);
  });
});

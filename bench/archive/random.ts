const HEX: readonly string[] = Array.from({ length: 65_536 }, (_, value) =>
  value.toString(16).padStart(4, '0'),
);

/** Random numbers that are the same for the same seed on every machine: xorshift128 (Marsaglia 2003). */
export class Random {
  private x: number;
  private y: number;
  private z: number;
  private w: number;

  constructor(seed: number) {
    let state = seed | 0;
    // The four words must differ and not all be zero: steps of splitmix32.
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return (mixed ^ (mixed >>> 15)) | 0;
    };
    this.x = next();
    this.y = next();
    this.z = next();
    this.w = next() | 1;
  }

  /** 0 to 2^32-1. */
  word(): number {
    const mixed = this.x ^ (this.x << 11);
    this.x = this.y;
    this.y = this.z;
    this.z = this.w;
    this.w = this.w ^ (this.w >>> 19) ^ mixed ^ (mixed >>> 8);
    return this.w >>> 0;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor((this.word() / 2 ** 32) * limit);
  }

  /** True in a share of all calls. */
  chance(share: number): boolean {
    return this.word() < share * 2 ** 32;
  }

  /** `words` times 8 lower-case hex digits. */
  hex(words: number): string {
    let text = '';
    for (let index = 0; index < words; index++) {
      const word = this.word();
      text += HEX[word >>> 16]! + HEX[word & 0xffff]!;
    }
    return text;
  }
}

import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { decompress } from '../../lib/formats/compression';
import { EMPTY_FRAME, LARGE, LIMITS, outcomeOf, pieces, SKIPPABLE, SMALL } from './stored-samples';

describe('whole objects', () => {
  const cases: [string, Buffer, Buffer][] = [
    ['nothing', Buffer.alloc(0), Buffer.alloc(0)],
    ['one byte', Buffer.from([0x1f]), Buffer.from([0x1f])],
    ['plain', SMALL, SMALL],
    ['small gzip', gzipSync(SMALL), SMALL],
    ['large gzip', gzipSync(LARGE), LARGE],
    ['gzip of nothing', gzipSync(Buffer.alloc(0)), Buffer.alloc(0)],
    [
      'two small gzip members',
      Buffer.concat([gzipSync(SMALL), gzipSync(SMALL)]),
      Buffer.concat([SMALL, SMALL]),
    ],
    [
      'two large gzip members',
      Buffer.concat([gzipSync(LARGE), gzipSync(SMALL)]),
      Buffer.concat([LARGE, SMALL]),
    ],
    ['gzip, zero padding', Buffer.concat([gzipSync(SMALL), Buffer.alloc(40_000)]), SMALL],
    ['large gzip, zero padding', Buffer.concat([gzipSync(LARGE), Buffer.alloc(40_000)]), LARGE],
    ['small zstd', zstdCompressSync(SMALL), SMALL],
    ['large zstd', zstdCompressSync(LARGE), LARGE],
    ['zstd with a checksum', zstdCompressSync(LARGE, { params: { 201: 1 } }), LARGE],
    ['empty zstd frame', EMPTY_FRAME, Buffer.alloc(0)],
    [
      'zstd frames',
      Buffer.concat([zstdCompressSync(SMALL), zstdCompressSync(LARGE)]),
      Buffer.concat([SMALL, LARGE]),
    ],
    ['skippable frames', Buffer.concat([SKIPPABLE, zstdCompressSync(SMALL), SKIPPABLE]), SMALL],
    ['a gzip within a gzip', gzipSync(gzipSync(SMALL)), gzipSync(SMALL)],
  ];

  it.each(cases)('%s', async (_, stored, expected) => {
    for (const size of [stored.length || 1, 1000, 65_536]) {
      const outcome = await outcomeOf(stored, size);
      expect(outcome.reason).toBeNull();
      expect(outcome.decoded.equals(expected)).toBe(true);
    }
  });

  it('in pieces of any size', async () => {
    const members = Buffer.concat([gzipSync(SMALL), gzipSync(SMALL.subarray(7)), Buffer.alloc(9)]);
    const frames = Buffer.concat([SKIPPABLE, zstdCompressSync(SMALL), EMPTY_FRAME, zstdCompressSync(SMALL)]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 64 }), fc.boolean(), async (size, isGzip) => {
        const outcome = await outcomeOf(isGzip ? members : frames, size);
        expect(outcome.reason).toBeNull();
        const expected = Buffer.concat(isGzip ? [SMALL, SMALL.subarray(7)] : [SMALL, SMALL]);
        expect(outcome.decoded.equals(expected)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('limits', () => {
  const limits = { maxObjectBytes: 1_000_000 };

  it.each([
    ['gzip', gzipSync(Buffer.alloc(200_000_000))],
    ['zstd', zstdCompressSync(Buffer.alloc(200_000_000))],
    ['small gzip', gzipSync(Buffer.alloc(1_000_001))],
    ['small zstd', zstdCompressSync(Buffer.alloc(1_000_001))],
  ])('a bomb stops at the limit: %s', async (_, stored) => {
    const outcome = await outcomeOf(stored, stored.length, limits);
    expect(outcome.reason).toBe('too-large');
    expect(outcome.decoded.length).toBe(1_000_000);
  });

  it('a bomb of gigabytes is never held in memory', async () => {
    // RLE blocks: four bytes for each 128 KiB, so 256 KiB of them make 8 GiB.
    const block = Buffer.from('02001000', 'hex');
    const stored = Buffer.concat([Buffer.from('28b52ffd0058', 'hex'), ...Array<Buffer>(65_536).fill(block)]);
    const before = process.memoryUsage().rss;
    const outcome = await outcomeOf(stored, stored.length, { maxObjectBytes: 50_000_000 });
    expect(outcome).toMatchObject({ reason: 'too-large' });
    expect(outcome.decoded.length).toBe(50_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  it('an object of exactly the limit is whole', async () => {
    expect((await outcomeOf(gzipSync(Buffer.alloc(1_000_000)), 70_000, limits)).reason).toBeNull();
  });

  it('what is not compressed is no bomb, however large it is', async () => {
    const outcome = await outcomeOf(Buffer.alloc(1_000_001), 70_000, limits);
    expect(outcome.reason).toBeNull();
    expect(outcome.decoded.length).toBe(1_000_001);
  });

  it('a limit of nothing', async () => {
    const outcome = await outcomeOf(gzipSync(SMALL), 100, { maxObjectBytes: 0 });
    expect(outcome).toMatchObject({ reason: 'too-large', decoded: Buffer.alloc(0) });
  });
});

describe('ends', () => {
  it.each([
    ['gzip', gzipSync(LARGE)],
    ['zstd', zstdCompressSync(LARGE)],
    ['plain', LARGE],
  ])('a consumer that stops early ends the source: %s', async (_, stored) => {
    let isClosed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* pieces(stored, 300_000);
      } finally {
        isClosed = true;
      }
    }
    for await (const chunk of decompress(source(), LIMITS)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(isClosed).toBe(true);
  });

  it('an error of the source passes through', async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield gzipSync(LARGE).subarray(0, 300_000);
      throw new Error('connection reset');
    }
    const read = async (): Promise<void> => {
      for await (const chunk of decompress(source(), LIMITS)) expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(read()).rejects.toThrow('connection reset');
  });

  it('a source without a return method', async () => {
    const chunks = [gzipSync(LARGE)];
    const source: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          const value = chunks.pop();
          return value === undefined ? { done: true, value: undefined } : { done: false, value };
        },
      }),
    };
    for await (const chunk of decompress(source, LIMITS)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });

  it('a slow consumer gets the same bytes', async () => {
    for (const stored of [gzipSync(LARGE), zstdCompressSync(LARGE)]) {
      const decoded: Uint8Array[] = [];
      for await (const chunk of decompress(pieces(stored, 400_000), LIMITS)) {
        decoded.push(Uint8Array.from(chunk));
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      }
      expect(Buffer.concat(decoded).equals(LARGE)).toBe(true);
    }
  });

  it('the samples are what they should be', () => {
    expect(gunzipSync(gzipSync(SMALL)).equals(SMALL)).toBe(true);
    expect(zstdDecompressSync(EMPTY_FRAME).length).toBe(0);
  });
});

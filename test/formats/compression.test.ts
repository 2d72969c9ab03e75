import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { CompressionError, decompress } from '../../lib/formats/compression';

const LIMITS = { maxObjectBytes: 64 * 1024 * 1024 };

/** What a run of `decompress` handed out, and how it ended. */
interface Outcome {
  readonly decoded: Buffer;
  readonly reason: string | null;
  readonly offset: number | null;
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function outcomeOf(stored: Uint8Array, size = stored.length || 1, limits = LIMITS): Promise<Outcome> {
  const decoded: Uint8Array[] = [];
  try {
    for await (const chunk of decompress(pieces(stored, size), limits)) decoded.push(Buffer.from(chunk));
  } catch (error) {
    if (!(error instanceof CompressionError)) throw error;
    return { decoded: Buffer.concat(decoded), reason: error.reason, offset: error.offset };
  }
  return { decoded: Buffer.concat(decoded), reason: null, offset: null };
}

/** Bytes that do not compress to nothing: text of a small vocabulary, the same in every run. */
function sample(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = 97 + ((state >>> 20) % 13);
  }
  return bytes;
}

const SMALL = sample(3000);
const LARGE = sample(2_000_000);
const SKIPPABLE = Buffer.from('502a4d1803000000010203', 'hex');
/** A whole zstd frame: single segment, content size 0, one empty last block. */
const EMPTY_FRAME = Buffer.from('28b52ffd2000010000', 'hex');

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

describe('damaged objects', () => {
  const gzip = gzipSync(LARGE);
  const zstd = zstdCompressSync(LARGE);

  it.each([
    ['gzip', gzip],
    ['zstd', zstd],
  ])('truncated %s: what was decoded comes first', async (_, whole) => {
    const stored = whole.subarray(0, whole.length - 20_000);
    const outcome = await outcomeOf(stored, 50_000);
    expect(outcome).toMatchObject({ reason: 'truncated', offset: stored.length });
    // zstd makes blocks of 128 KiB: up to one of them is lost with what is missing.
    expect(outcome.decoded.length).toBeGreaterThan(1_500_000);
    expect(outcome.decoded.equals(LARGE.subarray(0, outcome.decoded.length))).toBe(true);
  });

  it('a gzip cut off anywhere', async () => {
    const stored = gzipSync(SMALL);
    for (const length of [2, 3, 9, 10, 11, 100, stored.length - 8, stored.length - 1]) {
      expect(await outcomeOf(stored.subarray(0, length))).toMatchObject({
        reason: 'truncated',
        offset: length,
      });
    }
  });

  it('a zstd frame cut off anywhere', async () => {
    const stored = Buffer.concat([zstdCompressSync(SMALL), SKIPPABLE]);
    for (let length = 4; length < stored.length; length += 13) {
      const outcome = await outcomeOf(stored.subarray(0, length));
      const isBetweenFrames = length === stored.length - SKIPPABLE.length;
      expect(outcome.reason).toBe(isBetweenFrames ? null : 'truncated');
    }
    for (let missing = 1; missing < SKIPPABLE.length; missing++) {
      const outcome = await outcomeOf(stored.subarray(0, stored.length - missing));
      expect(outcome.reason).toBe('truncated');
      expect(outcome.decoded.equals(SMALL)).toBe(true);
    }
  });

  it('rubbish after the last gzip member', async () => {
    const member = gzipSync(SMALL);
    for (const rubbish of [Buffer.from('rubbish'), Buffer.concat([Buffer.alloc(20_000), Buffer.from('x')])]) {
      const outcome = await outcomeOf(Buffer.concat([member, rubbish]));
      expect(outcome.reason).toBe('corrupt-compression');
    }
    const padded = Buffer.concat([member, Buffer.alloc(20_000), Buffer.from('x')]);
    const outcome = await outcomeOf(padded);
    expect(outcome.offset).toBe(padded.length - 1);
    expect(outcome.decoded.equals(SMALL)).toBe(true);
  });

  it('a gzip member after zero padding is not read', async () => {
    const stored = Buffer.concat([gzipSync(SMALL), Buffer.alloc(5), gzipSync(SMALL)]);
    for (const size of [1, stored.length]) {
      const outcome = await outcomeOf(stored, size);
      expect(outcome.reason).toBe('corrupt-compression');
      expect(outcome.decoded.equals(SMALL)).toBe(true);
    }
  });

  it('rubbish after the last zstd frame', async () => {
    const frame = zstdCompressSync(SMALL);
    const outcome = await outcomeOf(Buffer.concat([frame, Buffer.from('rubbish')]));
    expect(outcome).toMatchObject({ reason: 'corrupt-compression', offset: frame.length });
    expect(outcome.decoded.equals(SMALL)).toBe(true);
    expect(await outcomeOf(Buffer.concat([frame, Buffer.from('(')]))).toMatchObject({ reason: 'truncated' });
  });

  it('a wrong checksum of gzip: what was decoded comes first', async () => {
    const stored = Buffer.from(gzip);
    stored[stored.length - 6] = stored[stored.length - 6]! ^ 1;
    const outcome = await outcomeOf(stored);
    expect(outcome.reason).toBe('corrupt-compression');
    expect(outcome.decoded.length).toBeGreaterThan(1_900_000);
  });

  it('damage in the middle of a zstd frame', async () => {
    const stored = Buffer.from(zstd);
    stored.fill(0xff, stored.length >> 1, (stored.length >> 1) + 3000);
    const outcome = await outcomeOf(stored);
    expect(outcome.reason).toBe('corrupt-compression');
    expect(outcome.decoded.length).toBeGreaterThan(500_000);
    expect(outcome.decoded.equals(LARGE.subarray(0, outcome.decoded.length))).toBe(true);
  });

  it('a zstd block of a type that does not exist', async () => {
    const stored = Buffer.from('28b52ffd2000070000', 'hex');
    expect((await outcomeOf(stored)).reason).toBe('corrupt-compression');
  });

  it('a zstd frame that needs a window of 2 GiB', async () => {
    const stored = Buffer.from('28b52ffd00a8010000', 'hex');
    expect((await outcomeOf(stored)).reason).toBe('too-large');
  });

  it('mutated bytes end in the content or in a problem', async () => {
    const objects = [
      gzipSync(SMALL),
      zstdCompressSync(SMALL),
      gzipSync(LARGE.subarray(0, 600_000), { level: 1 }),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(2),
        fc.array(fc.tuple(fc.nat(600_000), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 500, max: 300_000 }),
        async (which, changes, size) => {
          const stored = Buffer.from(objects[which]!);
          for (const [index, byte] of changes) stored[index % stored.length] = byte;
          const outcome = await outcomeOf(stored, size);
          expect([null, 'truncated', 'corrupt-compression', 'too-large']).toContain(outcome.reason);
        },
      ),
      { numRuns: 150 },
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
    ['plain', Buffer.alloc(1_000_001)],
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
    for (const stored of [Buffer.alloc(1_000_000), gzipSync(Buffer.alloc(1_000_000))]) {
      expect((await outcomeOf(stored, 70_000, limits)).reason).toBeNull();
    }
  });

  it('a limit of nothing', async () => {
    const outcome = await outcomeOf(SMALL, 100, { maxObjectBytes: 0 });
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
        decoded.push(chunk);
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

import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { LARGE, outcomeOf, SKIPPABLE, SMALL } from './stored-samples';

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
    expect(outcome.decoded.length).toBeGreaterThan(1_700_000);
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

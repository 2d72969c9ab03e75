import { gunzipSync } from 'node:zlib';
import { gzipEngine, run } from './engine';
import { CompressionError, compressionErrorOf } from './error';
import type { StoredInput } from './input';

/** Stored bytes that go to the engine at once: each costs a round trip to its thread; see `run` for why it is not more. */
export const SLICE_BYTES = 128 * 1024;
/** Objects up to this size are decompressed in one call: for them a stream costs more than the work itself. */
export const SMALL_BYTES = 256 * 1024;
/** What such a call may make of them; what is larger goes the long way, piece by piece. */
export const SMALL_DECODED_BYTES = 8 * 1024 * 1024;

/** The least that a member has: ten bytes of header, eight of trailer. */
const MEMBER_BYTES = 18;
const PADDED_MEMBER = Buffer.of(0, 0x1f, 0x8b, 8);

/**
 * The content of all gzip members (RFC 1952, section 2.2), and nothing else but zero padding after the last one.
 * @throws CompressionError
 */
export async function* gunzip(input: StoredInput): AsyncGenerator<Uint8Array, void, undefined> {
  if ((await input.ensure(SMALL_BYTES + 1)) <= SMALL_BYTES) {
    const { buffer, byteOffset, length } = input.available;
    const small = gunzipSmall(Buffer.from(buffer, byteOffset, length));
    if (small !== null) {
      yield small;
      giveBack(small);
      return;
    }
  }
  const engine = gzipEngine();
  const start = input.offset;
  try {
    yield* run(engine, () => input.slice(SLICE_BYTES));
  } catch (error) {
    throw compressionErrorOf(error, start + engine.bytesWritten) ?? error;
  }
  input.advance(start + engine.bytesWritten - input.offset);
  await expectZeros(input);
}

/** The content of a whole object of one member; null where it may be anything else, or is damaged. */
function gunzipSmall(stored: Buffer): Uint8Array | null {
  // A member after padding: gunzipSync would drop it without a word.
  if (stored.length < MEMBER_BYTES || stored.includes(PADDED_MEMBER)) return null;
  try {
    const decoded = gunzipSync(stored, { maxOutputLength: SMALL_DECODED_BYTES, chunkSize: SMALL_BYTES });
    // A member's last word is the length of its content. Where it is not, there are several, or something follows.
    return stored.readUInt32LE(stored.length - 4) === decoded.length ? decoded : null;
  } catch {
    // Damaged, or too large: the long way finds out which, and yields what there is before it.
    return null;
  }
}

/**
 * Frees the memory of what was decompressed in one call at once: many small objects would fill fresh memory faster
 * than the garbage collector gets it back. Whatever shares its memory with others is left alone.
 */
export function giveBack({ buffer }: Uint8Array): void {
  if (buffer.byteLength >= SMALL_BYTES && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

async function expectZeros(input: StoredInput): Promise<void> {
  for (;;) {
    const start = input.offset;
    const bytes = await input.slice(SLICE_BYTES);
    if (bytes === null) return;
    const index = bytes.findIndex((byte) => byte !== 0);
    if (index >= 0) {
      const message = 'After the last gzip member follow bytes that are neither a member nor zero padding';
      throw new CompressionError('corrupt-compression', start + index, message);
    }
  }
}

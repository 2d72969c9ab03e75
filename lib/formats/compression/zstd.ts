import { zstdDecompressSync } from 'node:zlib';
import { run, zstdEngine } from './engine';
import { CompressionError, compressionErrorOf, truncatedAt } from './error';
import { giveBack, SLICE_BYTES, SMALL_BYTES, SMALL_DECODED_BYTES } from './gzip';
import type { StoredInput } from './input';
import { ZstdFrame } from './zstd-frame';

/** Whether bytes begin with a zstd frame (RFC 8878, section 3.1.1). */
export function isZstdFrame(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

/** Whether bytes begin with a skippable frame (RFC 8878, section 3.1.2). */
export function isSkippableFrame(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18;
}

/**
 * The content of all zstd frames; skippable frames are passed over.
 * @throws CompressionError
 */
export async function* unzstd(input: StoredInput): AsyncGenerator<Uint8Array, void, undefined> {
  while ((await input.ensure(4)) > 0) {
    const head = input.available;
    if (isZstdFrame(head)) yield* readFrame(input);
    else if (isSkippableFrame(head)) await skipFrame(input);
    else if (head.length < 4) throw truncatedAt(input.offset);
    else {
      const message = 'After the last zstd frame follow bytes that are no frame';
      throw new CompressionError('corrupt-compression', input.offset, message);
    }
  }
}

async function skipFrame(input: StoredInput): Promise<void> {
  if ((await input.ensure(8)) < 8) throw truncatedAt(input.offset + input.available.length);
  const head = input.available;
  let left = new DataView(head.buffer, head.byteOffset, 8).getUint32(4, true);
  input.advance(8);
  while (left > 0) {
    const bytes = await input.slice(left);
    if (bytes === null) throw truncatedAt(input.offset);
    left -= bytes.length;
  }
}

async function* readFrame(input: StoredInput): AsyncGenerator<Uint8Array, void, undefined> {
  const small = readSmall(input);
  if (small !== null) {
    yield small;
    giveBack(small);
    return;
  }
  const start = input.offset;
  const frame = new ZstdFrame();
  const engine = zstdEngine();
  const nextSlice = async (): Promise<Uint8Array | null> => {
    if (frame.isWhole) return null;
    const bytes = await input.slice(SLICE_BYTES);
    if (bytes === null) return null;
    const end = frame.walk(bytes, 0);
    input.advance(end - bytes.length);
    return bytes.subarray(0, end);
  };
  try {
    yield* run(engine, nextSlice);
  } catch (error) {
    throw compressionErrorOf(error, start + engine.bytesWritten) ?? error;
  }
  if (!frame.isWhole) throw truncatedAt(input.offset);
}

/** The content of a small frame that is wholly available; null where it is anything else, or damaged. */
function readSmall(input: StoredInput): Uint8Array | null {
  const bytes = input.available;
  const frame = new ZstdFrame();
  const end = frame.walk(bytes.subarray(0, SMALL_BYTES), 0);
  if (!frame.isWhole) return null;
  const decoded = unzstdBytes(bytes.subarray(0, end), SMALL_DECODED_BYTES);
  if (decoded !== null) input.advance(end);
  return decoded;
}

/** The content of one whole frame; null where it is damaged or has more than `most` bytes. */
export function unzstdBytes(frame: Uint8Array, most: number): Uint8Array | null {
  try {
    return zstdDecompressSync(frame, { maxOutputLength: most, chunkSize: SMALL_BYTES });
  } catch {
    // What is wrong with it, the long way finds out, and yields what there is before it.
    return null;
  }
}

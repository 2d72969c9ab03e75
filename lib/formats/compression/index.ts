import { CompressionError } from './error';
import { gunzip } from './gzip';
import { StoredInput } from './input';
import { isSkippableFrame, isZstdFrame, unzstd } from './zstd';

export { CompressionError, type CompressionReason } from './error';

/** Limits on one object. */
export interface CompressionLimits {
  /** Bytes that one object may be decompressed to; what goes beyond is taken for a decompression bomb. */
  readonly maxObjectBytes: number;
}

/**
 * The decoded bytes of an object: gzip (several members too) and zstd (several frames too) are told by their first
 * bytes and unpacked, once; anything else passes as it is, however much there is of it. Neither the stored nor the
 * decoded bytes are ever held as a whole, unless they are few. A piece is good until the next one is asked for. Stopping early frees all that was taken and ends the source.
 * @throws CompressionError after all that was decoded before the damage; errors of `chunks` pass through
 */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  limits: CompressionLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const input = new StoredInput(chunks);
  try {
    await input.ensure(4);
    const unpack = unpackerOf(input.available);
    yield* unpack === null ? plain(input) : limited(unpack(input), input, limits);
  } finally {
    await input.close();
  }
}

/** Whether an object that begins with these bytes, four or more, is compressed. */
export function isCompressed(head: Uint8Array): boolean {
  return unpackerOf(head) !== null;
}

/** What unpacks an object that begins with these bytes; null where it is not compressed. */
function unpackerOf(head: Uint8Array): ((input: StoredInput) => AsyncIterable<Uint8Array>) | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return gunzip;
  return isZstdFrame(head) || isSkippableFrame(head) ? unzstd : null;
}

async function* limited(
  pieces: AsyncIterable<Uint8Array>,
  input: StoredInput,
  { maxObjectBytes }: CompressionLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = maxObjectBytes;
  for await (const piece of pieces) {
    if (piece.length > left) {
      if (left > 0) yield piece.subarray(0, left);
      const message = `The object has more than ${maxObjectBytes} bytes decoded (--max-object-size)`;
      throw new CompressionError('too-large', input.offset, message);
    }
    left -= piece.length;
    if (piece.length > 0) yield piece;
  }
}

async function* plain(input: StoredInput): AsyncGenerator<Uint8Array, void, undefined> {
  for (;;) {
    const bytes = await input.slice(Number.POSITIVE_INFINITY);
    if (bytes === null) return;
    yield bytes;
  }
}

import { CompressionError, decompress } from '../../lib/formats/compression';

/** More than any sample has. */
export const LIMITS = { maxObjectBytes: 64 * 1024 * 1024 };

/** What a run of `decompress` handed out, and how it ended. */
export interface Outcome {
  readonly decoded: Buffer;
  readonly reason: string | null;
  readonly offset: number | null;
}

/** Bytes as a source gives them. */
export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** Decompresses bytes that come in pieces of a size. */
export async function outcomeOf(
  stored: Uint8Array,
  size = stored.length || 1,
  limits = LIMITS,
): Promise<Outcome> {
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
export function sample(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[index] = 97 + ((state >>> 20) % 13);
  }
  return bytes;
}

/** Little enough to be decompressed in one call. */
export const SMALL = sample(3000);
/** Too much for that. */
export const LARGE = sample(2_000_000);
/** A skippable zstd frame with three bytes in it. */
export const SKIPPABLE = Buffer.from('502a4d1803000000010203', 'hex');
/** A whole zstd frame: single segment, content size 0, one empty last block. */
export const EMPTY_FRAME = Buffer.from('28b52ffd2000010000', 'hex');

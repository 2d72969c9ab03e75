import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { reasonOf } from '../reason';
import { EncodingError } from './error';
import { PageMemory } from './page-memory';
import { decompressSnappy } from './snappy';

/** Codecs (parquet.thrift, CompressionCodec). */
export const Codec = { UNCOMPRESSED: 0, SNAPPY: 1, GZIP: 2, ZSTD: 6 } as const;

/**
 * Decompresses the body of a page.
 * @param size bytes that it must have decompressed: no more memory than that is taken
 * @param memory may be used for them
 * @throws EncodingError
 */
export function decompressPage(
  codec: number,
  bytes: Uint8Array,
  size: number,
  memory = new PageMemory(),
): Uint8Array {
  if (codec === Codec.UNCOMPRESSED) return checked(bytes, size);
  if (size === 0) return new Uint8Array(0);
  if (codec === Codec.SNAPPY) return decompressSnappy(bytes, memory.bytesFor('body', size));
  try {
    if (codec === Codec.GZIP) return checked(gunzipSync(bytes, { maxOutputLength: size }), size);
    if (codec === Codec.ZSTD) return checked(zstdDecompressSync(bytes, { maxOutputLength: size }), size);
  } catch (error) {
    throw error instanceof EncodingError
      ? error
      : new EncodingError(`it does not decompress: ${reasonOf(error)}`);
  }
  throw new EncodingError(`the compression codec ${codec} is not supported`);
}

function checked(bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length !== size) throw new EncodingError('a page is not of the size that it announces');
  return bytes;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

/**
 * The objects of a folder one after the other, whole and decompressed: for the references, to which whole buffers
 * are faster than streams.
 */
export function* decompressed(directory: string): Generator<Buffer, void, undefined> {
  for (const name of readdirSync(directory).sort()) {
    const bytes = readFileSync(join(directory, name));
    if (name.endsWith('.gz')) yield gunzipSync(bytes);
    else if (name.endsWith('.zst')) yield zstdDecompressSync(bytes);
    else yield bytes;
  }
}

import type { ArchiveOptions } from '../archive/options';
import { generateArchive } from '../generator';
import type { Counts } from './job';

/** Makes an archive; gives its truth under the names that the other jobs use. */
export async function runGenerate(directory: string, options: ArchiveOptions): Promise<Counts> {
  const { objects, requests, spansWritten, bytes, structure, traces } = await generateArchive(
    directory,
    options,
  );
  return {
    ...structure,
    ...traces,
    objects,
    requests,
    spansWritten,
    storedBytes: bytes.stored,
    decodedBytes: bytes.decoded,
  };
}

import type { ArchiveOptions } from '../archive/options';
import { generateBlock } from '../block-generator';
import { generateArchive } from '../generator';
import type { Counts } from './job';

/** Makes an archive; gives its truth under the names that the other jobs use. */
export async function runGenerate(directory: string, options: ArchiveOptions): Promise<Counts> {
  const generate = options.format === 'tempo-block' ? generateBlock : generateArchive;
  const { objects, requests, spansWritten, bytes, structure, traces } = await generate(directory, options);
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

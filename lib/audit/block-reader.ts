import type { DecodeSink } from '../formats/format';
import type { BlockResult } from '../formats/tempo-block';
import type { BlockFacts } from '../model/block';
import type { Need } from '../model/needs';
import type { ListedObject, ReadableSource, Source } from '../sources/source';
import type { Outlet } from './outlet';

/** An object that is a block, and a source that can give parts of it. */
export interface BlockObject {
  readonly listed: ListedObject & { readonly block: BlockFacts };
  readonly parts: NonNullable<Source['parts']>;
}

/** Whether an object is read as a block; null: it is read from its first byte to its last. */
export function blockOf(source: ReadableSource, listed: ListedObject): BlockObject | null {
  const { block } = listed;
  const parts = source.parts?.bind(source);
  return block === undefined || parts === undefined ? null : { listed: { ...listed, block }, parts };
}

/**
 * Reads a block: of the traces that our sampling keeps, the columns that are needed.
 * @throws ObjectError
 */
export async function readBlock(
  { listed, parts }: BlockObject,
  sink: DecodeSink,
  needs: readonly Need[],
  outlet: Outlet,
  signal: AbortSignal,
  afterStep: () => Promise<void>,
): Promise<BlockResult> {
  // Most archives have none, and a thread has to load all that it may need.
  const { decodeBlock } = await import('../formats/tempo-block/index.js');
  const opened = parts(listed, signal);
  try {
    const file = {
      size: opened.size,
      async read(start: number, end: number, memory?: Uint8Array): Promise<Uint8Array> {
        const bytes = await opened.read(start, end, memory);
        outlet.count(bytes.length);
        return bytes;
      },
    };
    const keep = (traceId: Uint32Array, row: number) => outlet.keeps(traceId, row);
    const options = { needs: new Set(needs), keep, mayHold: betweenIds(outlet.onlyTrace) };
    return await decodeBlock(file, listed.block, sink, options, afterStep);
  } finally {
    opened.close();
  }
}

/** Traces of a row group are sorted: one trace is in few of them. */
function betweenIds(only: string | null): ((least: Uint8Array, greatest: Uint8Array) => boolean) | undefined {
  if (only === null) return undefined;
  const wanted = Buffer.from(only, 'hex');
  return (least, greatest) => wanted.compare(least) >= 0 && wanted.compare(greatest) <= 0;
}

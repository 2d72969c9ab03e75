import type { TableMemory } from './table-memory';

/** The columns of a corpus, in the memory of the table that it is made from. */
export interface CorpusColumns {
  /** Where a block of words with the addresses of all of them is (kernel/shared/corpus.ts). */
  readonly block: number;
  /** The address of each row's record. */
  readonly records: Uint32Array;
  /** Row of the parent of each, NO_PARENT or MISSING_PARENT. */
  readonly parent: Int32Array;
  /** Service number of each. */
  readonly service: Uint32Array;
}

/**
 * Columns for traces and their records.
 * @throws RangeError where there is no room
 */
export function newCorpusColumns(
  memory: TableMemory,
  traceStart: Uint32Array,
  records: Uint32Array,
): CorpusColumns {
  const rows = records.length;
  const parents = memory.newWords(rows);
  const service = memory.newWords(rows);
  const block = memory.newWords(4);
  block.set([traceStart, records, parents, service].map(({ byteOffset }) => byteOffset));
  const parent = new Int32Array(parents.buffer, parents.byteOffset, rows);
  return { block: block.byteOffset, records, parent, service };
}

import { COLUMN_NAMES, createColumns, type SpanColumns } from '../columns';
import type { TableMemory } from './table-memory';

/** Columns of a batch in the memory of a table, which takes their rows from there. */
export interface PlacedColumns extends SpanColumns {
  /** Where the addresses of the columns are, in the order of COLUMN_NAMES (kernel/table/batch.ts). */
  readonly block: number;
}

/** New columns, all zero. @throws RangeError where there is no room */
export function placeColumns(memory: TableMemory, rows: number): PlacedColumns {
  const columns = createColumns(rows, memory);
  const block = memory.newWords(COLUMN_NAMES.length);
  block.set(COLUMN_NAMES.map((name) => columns[name].byteOffset));
  return { ...columns, block: block.byteOffset };
}

/** The first `rows` rows of columns that somebody placed, also in another thread. */
export function placedColumnsAt(memory: TableMemory, block: number, rows: number): PlacedColumns {
  const addresses = memory.wordsAt(block, COLUMN_NAMES.length);
  const addressOf = (name: keyof SpanColumns) => addresses[COLUMN_NAMES.indexOf(name)]!;
  const columns = createColumns(rows, {
    newWords: (count, name) => new Uint32Array(memory.buffer, addressOf(name), count),
    newHalves: (count, name) => new Uint16Array(memory.buffer, addressOf(name), count),
    newOctets: (count, name) => new Uint8Array(memory.buffer, addressOf(name), count),
  });
  return { ...columns, block };
}

export function isPlaced(columns: SpanColumns): columns is PlacedColumns {
  return 'block' in columns;
}

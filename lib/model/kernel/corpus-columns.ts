import type { SortedColumns } from '../columns';
import type { TableMemory } from './table-memory';

/** The columns of a corpus, in the memory of the table that it was made from. */
export interface CorpusColumns {
  /** Where a block of words with the addresses of all of them is (kernel/shared/corpus.ts). */
  readonly block: number;
  readonly columns: SortedColumns;
  /** Service number of each row. */
  readonly service: Uint32Array;
  /** Row of the parent of each, NO_PARENT or MISSING_PARENT. */
  readonly parent: Int32Array;
}

/** New columns, all zero. @throws RangeError where there is no room */
export function newCorpusColumns(memory: TableMemory, traceStart: Uint32Array, rows: number): CorpusColumns {
  const words = (width: number) => memory.newWords(rows * width);
  const halves = () => new Uint16Array(...newIn(memory, rows, 2));
  const columns: SortedColumns = {
    spanId: words(2),
    parentId: words(2),
    start: words(2),
    end: words(2),
    resource: words(1),
    name: words(1),
    peer: words(1),
    flags: halves(),
    facts: halves(),
    threshold: halves(),
    kind: new Uint8Array(...newIn(memory, rows, 1)),
  };
  const service = words(1);
  const parent = new Int32Array(...newIn(memory, rows, 4));
  const { spanId, parentId, start, end, resource, name, peer, flags, facts, threshold, kind } = columns;
  const ids = [spanId, parentId, start, end, resource, name, peer];
  const inOrder = [traceStart, ...ids, flags, facts, threshold, kind, service, parent];
  const block = memory.newWords(inOrder.length);
  block.set(inOrder.map(({ byteOffset }) => byteOffset));
  return { block: block.byteOffset, columns, service, parent };
}

function newIn(memory: TableMemory, rows: number, width: number): [SharedArrayBuffer, number, number] {
  const address = memory.newBytes(rows * width);
  return [memory.buffer, address, rows];
}

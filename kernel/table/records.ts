import { take } from '../shared/heap';
import {
  AT_END,
  AT_FACTS,
  AT_FLAGS,
  AT_KIND,
  AT_NAME,
  AT_OBJECT,
  AT_ORDINAL,
  AT_PARENT_ID,
  AT_PEER,
  AT_RESOURCE,
  AT_SPAN_ID,
  AT_START,
  AT_THRESHOLD,
  AT_TRACE,
  RECORD_BYTES,
} from '../shared/record';
import { end, facts, flags, kind, object, parentId, spanId, start, threshold } from './batch';
import { BLOCKS, MOST_BLOCKS } from './memory';

/* The records of the table lie in blocks, which are known by their number. */

const BLOCK_BITS: u32 = 12;
/** Records of a block. */
export const BLOCK_ROWS: u32 = 1 << BLOCK_BITS;
let blocks: u32 = 0;

/** Records in use: the first ones. */
export let length: u32 = 0;

export function setLength(rows: u32): void {
  length = rows;
}

/** Where a record stands. */
@inline
export function recordAt(row: u32): usize {
  return <usize>load<u32>(BLOCKS + ((row >> BLOCK_BITS) << 2)) + ((row & (BLOCK_ROWS - 1)) << 6);
}

/** Makes sure that there is room for `rows` records. @returns whether there is */
export function makeRoom(rows: u32): bool {
  while (blocks << BLOCK_BITS < rows) {
    const block = blocks < MOST_BLOCKS ? take(BLOCK_ROWS * RECORD_BYTES) : 0;
    if (block == 0) return false;
    store<u32>(BLOCKS + (blocks++ << 2), block);
  }
  return true;
}

/** Writes a row of the batch into a record, with numbers that the table gave it. */
@inline
export function writeRecord(
  record: usize,
  row: u32,
  trace: u32,
  ordinal: u32,
  name: u32,
  peer: u32,
  resource: u32,
): void {
  store<u64>(record, load<u64>(spanId + (row << 3)), AT_SPAN_ID);
  store<u64>(record, load<u64>(parentId + (row << 3)), AT_PARENT_ID);
  store<u64>(record, load<u64>(start + (row << 3)), AT_START);
  store<u64>(record, load<u64>(end + (row << 3)), AT_END);
  store<u32>(record, trace, AT_TRACE);
  store<u32>(record, name, AT_NAME);
  store<u32>(record, resource, AT_RESOURCE);
  store<u32>(record, peer, AT_PEER);
  store<u32>(record, load<u32>(object + (row << 2)), AT_OBJECT);
  store<u16>(record, load<u16>(flags + (row << 1)), AT_FLAGS);
  store<u16>(record, load<u16>(facts + (row << 1)), AT_FACTS);
  store<u16>(record, load<u16>(threshold + (row << 1)), AT_THRESHOLD);
  store<u8>(record, load<u8>(kind + row), AT_KIND);
  store<u32>(record, ordinal, AT_ORDINAL);
}

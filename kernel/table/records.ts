import { take } from '../shared/heap';
import {
  BLOCKS,
  END,
  FACTS,
  FLAGS,
  KIND,
  MOST_BLOCKS,
  NAME,
  OBJECT,
  PARENT_ID,
  PEER,
  RESOURCE,
  SPAN_ID,
  START,
  THRESHOLD,
} from './memory';

/*
 * A span in the table is a record of 64 bytes, one line of a processor's cache: spans of one trace lie far apart, and
 * each costs one wait for memory, not one for each column. Records lie in blocks, which are known by their number.
 */

export const RECORD_BYTES: u32 = 64;
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

// The fields: offsets of each in a record. Times and IDs are the two words of a column, as they stand there.
export const AT_SPAN_ID: usize = 0;
export const AT_PARENT_ID: usize = 8;
export const AT_START: usize = 16;
export const AT_END: usize = 24;
export const AT_TRACE: usize = 32;
export const AT_NAME: usize = 36;
export const AT_RESOURCE: usize = 40;
export const AT_PEER: usize = 44;
export const AT_OBJECT: usize = 48;
export const AT_FLAGS: usize = 52;
export const AT_FACTS: usize = 54;
export const AT_THRESHOLD: usize = 56;
export const AT_KIND: usize = 58;

/** Writes a row of the columns into a record, with numbers that the table gave it. */
@inline
export function writeRecord(
  record: usize,
  row: u32,
  trace: u32,
  name: u32,
  peer: u32,
  resource: u32,
): void {
  store<u64>(record, load<u64>(SPAN_ID + (row << 3)), AT_SPAN_ID);
  store<u64>(record, load<u64>(PARENT_ID + (row << 3)), AT_PARENT_ID);
  store<u64>(record, load<u64>(START + (row << 3)), AT_START);
  store<u64>(record, load<u64>(END + (row << 3)), AT_END);
  store<u32>(record, trace, AT_TRACE);
  store<u32>(record, name, AT_NAME);
  store<u32>(record, resource, AT_RESOURCE);
  store<u32>(record, peer, AT_PEER);
  store<u32>(record, load<u32>(OBJECT + (row << 2)), AT_OBJECT);
  store<u16>(record, load<u16>(FLAGS + (row << 1)), AT_FLAGS);
  store<u16>(record, load<u16>(FACTS + (row << 1)), AT_FACTS);
  store<u16>(record, load<u16>(THRESHOLD + (row << 1)), AT_THRESHOLD);
  store<u8>(record, load<u8>(KIND + row), AT_KIND);
}

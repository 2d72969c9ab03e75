/*
 * A span in the table is a record of 64 bytes, one line of a processor's cache: spans of one trace lie far apart, and
 * each costs one wait for memory, not one for each column.
 */

export const RECORD_BYTES: u32 = 64;

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
/** How many records of its trace came before, until they are sorted. */
export const AT_ORDINAL: usize = 60;

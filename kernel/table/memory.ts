import { GIVEN, HEAP } from '../shared/memory';

/*
 * Where things stand in the kernel's memory, below its heap: columns through which spans come into the table, some at
 * a time, as in SpanColumns.
 */

/** Spans that go through at once: few enough for their columns to stay in a processor's cache. */
export const MAX_ROWS: u32 = 4096;

export const TRACE_ID: usize = GIVEN + 64;
export const SPAN_ID: usize = TRACE_ID + MAX_ROWS * 16;
export const PARENT_ID: usize = SPAN_ID + MAX_ROWS * 8;
export const START: usize = PARENT_ID + MAX_ROWS * 8;
export const END: usize = START + MAX_ROWS * 8;
export const RESOURCE: usize = END + MAX_ROWS * 8;
export const NAME: usize = RESOURCE + MAX_ROWS * 4;
export const PEER: usize = NAME + MAX_ROWS * 4;
export const OBJECT: usize = PEER + MAX_ROWS * 4;
export const FLAGS: usize = OBJECT + MAX_ROWS * 4;
export const FACTS: usize = FLAGS + MAX_ROWS * 2;
export const THRESHOLD: usize = FACTS + MAX_ROWS * 2;
export const KIND: usize = THRESHOLD + MAX_ROWS * 2;

/** The most blocks of records, and of traces: more than fill all memory that can be addressed. */
export const MOST_BLOCKS: u32 = 16384;
/** Addresses of the blocks of records. */
export const BLOCKS: usize = KIND + MAX_ROWS;
/** Addresses of the blocks of traces. */
export const TRACE_BLOCKS: usize = BLOCKS + MOST_BLOCKS * 4;

if (TRACE_BLOCKS + MOST_BLOCKS * 4 > HEAP) ERROR('the heap begins too early');

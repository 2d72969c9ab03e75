/*
 * Where things stand in the kernel's memory. Places are told by arithmetic: static memory of an imported memory would
 * become zeros in the compiled module.
 *
 * Columns through which spans come into the table and leave it, some at a time: as in SpanColumns, and for those that
 * leave, the service and the parent.
 */

/** Spans that go through at once: few enough for their columns to stay in a processor's cache. */
export const MAX_ROWS: u32 = 4096;

/** The compiler keeps what is below for itself. */
const BASE: usize = 4096;

export const TRACE_ID: usize = BASE;
export const SPAN_ID: usize = TRACE_ID + MAX_ROWS * 16;
export const PARENT_ID: usize = SPAN_ID + MAX_ROWS * 8;
export const START: usize = PARENT_ID + MAX_ROWS * 8;
export const END: usize = START + MAX_ROWS * 8;
export const RESOURCE: usize = END + MAX_ROWS * 8;
export const NAME: usize = RESOURCE + MAX_ROWS * 4;
export const PEER: usize = NAME + MAX_ROWS * 4;
export const OBJECT: usize = PEER + MAX_ROWS * 4;
export const SERVICE: usize = OBJECT + MAX_ROWS * 4;
export const PARENT: usize = SERVICE + MAX_ROWS * 4;
export const FLAGS: usize = PARENT + MAX_ROWS * 4;
export const FACTS: usize = FLAGS + MAX_ROWS * 2;
export const THRESHOLD: usize = FACTS + MAX_ROWS * 2;
export const KIND: usize = THRESHOLD + MAX_ROWS * 2;

/** The most blocks of records, and of traces: more than fill all memory that can be addressed. */
export const MOST_BLOCKS: u32 = 16384;
/** Addresses of the blocks of records. */
export const BLOCKS: usize = KIND + MAX_ROWS;
/** Addresses of the blocks of traces. */
export const TRACE_BLOCKS: usize = BLOCKS + MOST_BLOCKS * 4;

/** What is left from here on is given out as it is asked for (heap.ts). */
export const HEAP: usize = TRACE_BLOCKS + MOST_BLOCKS * 4;

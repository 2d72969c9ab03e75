/**
 * Where things stand in the kernel's memory. It has no heap: all of it is laid out here, once.
 */

/** Bytes of a document that are looked at together: few enough to stay in a processor's cache. */
export const WINDOW_BYTES: i32 = 131072;
/** Zeros that follow the window's bytes, so that looking ahead needs no bounds and every loop ends there. */
export const SLACK: i32 = 64;
/** The bytes to be read. */
export const WINDOW: usize = memory.data(WINDOW_BYTES + SLACK, 16);

/** Bytes with white space between tokens, on their way into the window (compact.ts), and what is noted of each 64. */
export const RAW: usize = memory.data(WINDOW_BYTES + SLACK, 16);
export const MARKS: usize = memory.data((WINDOW_BYTES / 64) * 4, 16);

/** Spans that are read in one call at most: more than stand in a window. */
export const MAX_ROWS: i32 = 2048;

// What was read, column by column, as in SpanColumns.
export const TRACE_ID: usize = memory.data(MAX_ROWS * 16, 16);
export const SPAN_ID: usize = memory.data(MAX_ROWS * 8, 16);
export const PARENT_ID: usize = memory.data(MAX_ROWS * 8, 16);
export const START: usize = memory.data(MAX_ROWS * 8, 16);
export const END: usize = memory.data(MAX_ROWS * 8, 16);
export const NAME: usize = memory.data(MAX_ROWS * 4, 16);
export const PEER: usize = memory.data(MAX_ROWS * 4, 16);
export const FLAGS: usize = memory.data(MAX_ROWS * 2, 16);
export const FACTS: usize = memory.data(MAX_ROWS * 2, 16);
export const THRESHOLD: usize = memory.data(MAX_ROWS * 2, 16);
export const KIND: usize = memory.data(MAX_ROWS, 16);

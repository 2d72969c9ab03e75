import { GIVEN, HEAP } from '../shared/memory';

// Where things stand in the kernel's memory, below its heap.

/** The most blocks of records, and of traces: more than fill all memory that can be addressed. */
export const MOST_BLOCKS: u32 = 16384;
/** Addresses of the blocks of records. */
export const BLOCKS: usize = GIVEN + 64;
/** Addresses of the blocks of traces. */
export const TRACE_BLOCKS: usize = BLOCKS + MOST_BLOCKS * 4;

/** Rows whose traces are looked up together. */
export const LOOKED_UP: u32 = 256;
/** The numbers of their traces. */
export const NUMBERS: usize = TRACE_BLOCKS + MOST_BLOCKS * 4;

if (NUMBERS + LOOKED_UP * 4 > HEAP) ERROR('the heap begins too early');

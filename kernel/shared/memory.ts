/*
 * What kernels that share a memory agree on: one thread's table, and what other threads and kernels do with it. Places
 * are told by arithmetic: static memory of an imported memory would become zeros in the compiled module.
 */

/** The compiler keeps what is below for itself. */
export const BASE: usize = 4096;

/** How many bytes of the heap were given out: one word, which all threads count up. */
export const GIVEN: usize = BASE;

/** Up to so many bytes of the heap may hold what an earlier table left behind: one word, which only begin writes. */
export const LEFT: usize = BASE + 4;

/** What is left from here on is given out as it is asked for (heap.ts); below it the table's kernel keeps its blocks. */
export const HEAP: usize = 1 << 18;

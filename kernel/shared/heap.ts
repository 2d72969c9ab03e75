import { GIVEN, HEAP, LEFT } from './memory';

const PAGE_BITS: u64 = 16;
/** Pages by which the memory grows at least: each growth costs as much as reading some hundred spans. */
const FEWEST_PAGES: u64 = 256;

/**
 * New bytes, all zero, at a multiple of 64; 0 where the memory has no room for them. Nothing is given back but all of it.
 * Threads may ask at the same time.
 */
export function take(bytes: u64): usize {
  const size = (bytes + 63) & ~63;
  let given: u32;
  let end: u64;
  do {
    given = atomic.load<u32>(GIVEN);
    end = <u64>HEAP + <u64>given + size;
    if (end >= 1 << 32) return 0;
  } while (atomic.cmpxchg<u32>(GIVEN, given, given + <u32>size) != given);
  const has = <u64>memory.size() << PAGE_BITS;
  if (end > has) {
    const pages = (end - has + (1 << PAGE_BITS) - 1) >> PAGE_BITS;
    if (memory.grow(<i32>max<u64>(pages, FEWEST_PAGES)) < 0 && memory.grow(<i32>pages) < 0) return 0;
  }
  const left = load<u32>(LEFT);
  if (given < left) memory.fill(HEAP + <usize>given, 0, min<usize>(<usize>size, left - given));
  return HEAP + <usize>given;
}

/** Takes everything back, so that the memory can be another table's. Nobody may work in it meanwhile. */
export function takeBack(): void {
  store<u32>(LEFT, max<u32>(load<u32>(LEFT), load<u32>(GIVEN)));
  store<u32>(GIVEN, 0);
}

import { HEAP } from './memory';

/** The bytes from here on were never given to anybody. */
let free: usize = HEAP;

const PAGE_BITS: u64 = 16;
/** Pages by which the memory grows at least: each growth costs as much as reading some hundred spans. */
const FEWEST_PAGES: u64 = 16;

/** New bytes, all zero, at a multiple of 64; 0 where the memory has no room for them. Nothing is ever given back. */
export function take(bytes: u64): usize {
  const at = (<u64>free + 63) & ~63;
  const end = at + bytes;
  const has = <u64>memory.size() << PAGE_BITS;
  if (end > has) {
    const pages = (end - has + (1 << PAGE_BITS) - 1) >> PAGE_BITS;
    if (end >= 1 << 32) return 0;
    if (memory.grow(<i32>max<u64>(pages, FEWEST_PAGES)) < 0 && memory.grow(<i32>pages) < 0) return 0;
  }
  free = <usize>end;
  return <usize>at;
}

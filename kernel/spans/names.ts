import { CACHE_BYTES, keep, MOST_BYTES, numberIn, slotOf, UNKNOWN } from './cache';
import { nameNumber } from './outside';

const CACHE: usize = memory.data(CACHE_BYTES, 16);

/** The number of a name, which is plain ASCII. */
@inline
export function numberOfName(text: usize, length: u32): u32 {
  if (length == 0) return 0;
  if (length > MOST_BYTES) return nameNumber(text, length);
  const slot = slotOf(CACHE, text, length);
  const number = numberIn(slot, text, length);
  return number == UNKNOWN ? learn(slot, text, length) : number;
}

function learn(slot: usize, text: usize, length: u32): u32 {
  const number = nameNumber(text, length);
  keep(slot, text, length, number);
  return number;
}

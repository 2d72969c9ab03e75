import { CACHE_BYTES, keep, MOST_BYTES, numberIn, slotOf, UNKNOWN } from './cache';
import { thresholdNumber } from './outside';

const CACHE: usize = memory.data(CACHE_BYTES, 16);

/** What the `threshold` column has for a tracestate. */
@inline
export function thresholdOf(text: usize, length: u32): u32 {
  if (length == 0) return 0;
  if (length > MOST_BYTES) return thresholdNumber(text, length);
  const slot = slotOf(CACHE, text, length);
  const threshold = numberIn(slot, text, length);
  return threshold == UNKNOWN ? learn(slot, text, length) : threshold;
}

function learn(slot: usize, text: usize, length: u32): u32 {
  const threshold = thresholdNumber(text, length);
  keep(slot, text, length, threshold);
  return threshold;
}

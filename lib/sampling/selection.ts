import type { Keep } from '../model/table';
import { mix32, murmurRound } from '../model/words';

/** Thresholds are out of 2^32: a trace is kept while its hash lies below. */
export const KEEP_ALL = 2 ** 32;

/** Fixed, so that two audits, or an audit of two copies, keep the same traces. */
const KEY = 0x7761_7264;

/**
 * Hash of a trace ID, uniform in 0 to 2^32-1, by which whole traces are kept or dropped.
 *
 * MurmurHash3_x86_32 over the four words with a key of our own. SDK samplers decide on the first or last bytes,
 * or an xor of the words, and the Collector's probabilistic sampler on FNV-1a: a sample of ours that followed
 * any of them would be biased towards what they kept.
 */
export function traceHash(traceId: Uint32Array, row: number): number {
  let hash = murmurRound(KEY, traceId[row * 4]!);
  hash = murmurRound(hash, traceId[row * 4 + 1]!);
  hash = murmurRound(hash, traceId[row * 4 + 2]!);
  hash = murmurRound(hash, traceId[row * 4 + 3]!);
  return mix32(hash ^ 16);
}

/** A test that keeps the traces below a threshold. */
export function belowThreshold(threshold: number): Keep {
  return ({ traceId }, number) => traceHash(traceId, number) < threshold;
}

/** The threshold that keeps a share (0 to 1] of all traces. */
export function thresholdOfShare(share: number): number {
  return Math.max(1, Math.round(share * KEEP_ALL));
}

/** The share of traces that a threshold keeps. */
export function shareOfThreshold(threshold: number): number {
  return threshold / KEEP_ALL;
}

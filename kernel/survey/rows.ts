import { openCorpus, recordOf } from '../shared/corpus';
import { AT_SPAN_ID, AT_START, AT_TRACE } from '../shared/record';
import { valueAt } from './order';

/** IDs of the traces, 16 bytes each. */
let traceIds: usize = 0;

/**
 * Begins to look at single rows.
 * @param block where the columns of the corpus are
 * @param ids IDs of the traces
 */
export function openRows(block: usize, ids: usize): void {
  openCorpus(block);
  traceIds = ids;
}

/**
 * Counts when spans start. Those that start before the first bucket or after the last count in the nearest one.
 * @param rows their rows
 * @param start of the first bucket, in milliseconds since the epoch, as is all here
 * @param width of a bucket
 * @param times where the first and the last start go; untouched where no span has one
 * @param counts a word for each bucket
 */
export function countTimes(
  rows: usize,
  length: u32,
  start: f64,
  width: f64,
  buckets: u32,
  times: usize,
  counts: usize,
): void {
  let first: f64 = Infinity;
  let last: f64 = -Infinity;
  for (let index: u32 = 0; index < length; index++) {
    const value = valueAt(recordOf(load<u32>(rows + (index << 2))), AT_START);
    if (value == 0) continue;
    const millis = millisOf(value);
    first = min<f64>(first, millis);
    last = max<f64>(last, millis);
    const bucket = min<f64>(max<f64>(floor<f64>((millis - start) / width), 0), <f64>(buckets - 1));
    const at = counts + (<u32>bucket << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  if (first > last) return;
  store<f64>(times, first);
  store<f64>(times, last, 8);
}

/** As lib/model/time.ts has it, so that both come to the same number. */
@inline
function millisOf(nanos: u64): f64 {
  return <f64>(nanos >> 32) * (4294967296.0 / 1e6) + <f64>(nanos & 0xffffffff) / 1e6;
}

/** Hashes of the trace ID and of the span ID of each row: two words each. */
export function hashIds(rows: usize, length: u32, hashes: usize): void {
  for (let index: u32 = 0; index < length; index++) {
    const record = recordOf(load<u32>(rows + (index << 2)));
    const at = hashes + (index << 3);
    store<u32>(at, hashOf(traceIds + (load<u32>(record, AT_TRACE) << 4), 4));
    store<u32>(at, hashOf(record + AT_SPAN_ID, 2), 4);
  }
}

/** MurmurHash3_x86_32 (Appleby, public domain) of some words, without their length. */
function hashOf(at: usize, words: u32): u32 {
  let hash: u32 = 0;
  for (let word: u32 = 0; word < words; word++) {
    hash ^= rotl<u32>(load<u32>(at + (word << 2)) * 0xcc9e2d51, 15) * 0x1b873593;
    hash = rotl<u32>(hash, 13) * 5 + 0xe6546b64;
  }
  hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
  return hash ^ (hash >>> 16);
}

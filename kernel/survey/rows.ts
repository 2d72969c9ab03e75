import { openCorpus, recordOf } from '../shared/corpus';
import { AT_SPAN_ID, AT_START, AT_TRACE } from '../shared/record';
import { valueOf } from '../shared/times';

/** What is told of a row: its start, 0 where it has none, and hashes of the IDs of its trace and of itself. */
const DETAIL_BITS: u32 = 4;
const AT_TIME: usize = 0;
const AT_TRACE_HASH: usize = 8;
const AT_SPAN_HASH: usize = 12;

/**
 * Tells of single rows. Their records lie far apart: nothing is done with what was loaded before all of it was, so that
 * many loads wait for memory together.
 * @param block where the columns of the corpus are
 * @param traceIds IDs of the traces, 16 bytes each
 * @param rows so many rows
 * @param traces where the trace of each goes
 * @param details where the details of each go
 */
export function readRows(
  block: usize,
  traceIds: usize,
  rows: usize,
  length: u32,
  traces: usize,
  details: usize,
): void {
  openCorpus(block);
  for (let index: u32 = 0; index < length; index++) {
    const record = recordOf(load<u32>(rows + (index << 2)));
    const detail = details + (index << DETAIL_BITS);
    store<u64>(detail, load<u64>(record, AT_START), AT_TIME);
    store<u64>(detail, load<u64>(record, AT_SPAN_ID), AT_TRACE_HASH);
    store<u32>(traces + (index << 2), load<u32>(record, AT_TRACE));
  }
  for (let index: u32 = 0; index < length; index++) {
    const detail = details + (index << DETAIL_BITS);
    store<u64>(detail, valueOf(load<u64>(detail, AT_TIME)), AT_TIME);
    const spanHash = hashOf(detail + AT_TRACE_HASH, 2);
    store<u32>(detail, hashOf(traceIds + (load<u32>(traces + (index << 2)) << 4), 4), AT_TRACE_HASH);
    store<u32>(detail, spanHash, AT_SPAN_HASH);
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

/**
 * Counts when rows start. Those that start before the first bucket or after the last count in the nearest one.
 * @param details of so many rows
 * @param start of the first bucket, in milliseconds since the epoch, as is all here
 * @param width of a bucket
 * @param times where the first and the last start go; untouched where no row has one
 * @param counts a word for each bucket
 */
export function countTimes(
  details: usize,
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
    const nanos = load<u64>(details + (index << DETAIL_BITS), AT_TIME);
    if (nanos == 0) continue;
    const millis = millisOf(nanos);
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

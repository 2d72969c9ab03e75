import { END, FACTS, FLAGS, KIND, NAME, PARENT_ID, PEER, SPAN_ID, START, THRESHOLD, TRACE_ID } from './memory';

// Bits of Fact (lib/model/span.ts).
const INVALID_TRACE_ID: u32 = 1 << 0;
const INVALID_SPAN_ID: u32 = 1 << 1;
export const HAS_LINK: u32 = 1 << 3;
export const STATUS_ERROR: u32 = 1 << 4;

// Kinds (lib/model/span.ts).
const KIND_CLIENT: u32 = 3;
const KIND_PRODUCER: u32 = 4;
export const KIND_CONSUMER: u32 = 5;

/** What readers return where a thing is not written in the usual way: nothing stands at address 0. */
export const UNUSUAL: usize = 0;

/** Empties what a span may lack of a row. */
@inline
export function clearRow(row: u32): void {
  v128.store(TRACE_ID + (row << 4), i64x2.splat(0));
  store<u64>(SPAN_ID + (row << 3), 0);
  store<u64>(PARENT_ID + (row << 3), 0);
  store<u64>(START + (row << 3), 0);
  store<u64>(END + (row << 3), 0);
  store<u32>(NAME + (row << 2), 0);
  store<u32>(PEER + (row << 2), 0);
  store<u16>(FLAGS + (row << 1), 0);
  store<u16>(THRESHOLD + (row << 1), 0);
  store<u8>(KIND + row, 0);
}

/** Whether a span calls somebody, whom its attributes name. */
@inline
export function isCaller(row: u32): bool {
  const kind = <u32>load<u8>(KIND + row);
  return kind == KIND_CLIENT || kind == KIND_PRODUCER;
}

/** Writes the facts of a row: those that are known, and what its IDs say. */
@inline
export function storeFacts(row: u32, known: u32): void {
  let facts = known;
  if (!v128.any_true(v128.load(TRACE_ID + (row << 4)))) facts |= INVALID_TRACE_ID;
  if (load<u64>(SPAN_ID + (row << 3)) == 0) facts |= INVALID_SPAN_ID;
  store<u16>(FACTS + (row << 1), facts);
}

import { take } from '../shared/heap';
import { MOST_BLOCKS, TRACE_BLOCKS } from './memory';

/*
 * Traces as numbers, in the order in which they first appear: open addressing over their IDs. What is known of a trace
 * is an entry of 24 bytes: its ID, how many records it has, and a word for whoever goes over all traces.
 */

export const ENTRY_BYTES: u32 = 24;
const BLOCK_BITS: u32 = 12;
/** Entries of a block. */
export const BLOCK_TRACES: u32 = 1 << BLOCK_BITS;
let blocks: u32 = 0;

/** How many traces there are. */
export let traceCount: u32 = 0;

/** Numbers of traces plus 1, by the hash of their IDs; 0: free. */
let slots: usize = 0;
let mask: u32 = 0;
const FIRST_SLOTS: u32 = 4096;

/** The number of a trace that has no room. */
export const NO_ROOM: u32 = 0xffffffff;

const AT_COUNT: usize = 16;
const AT_WORD: usize = 20;

@inline
export function entryOf(trace: u32): usize {
  return <usize>load<u32>(TRACE_BLOCKS + ((trace >> BLOCK_BITS) << 2)) + (trace & (BLOCK_TRACES - 1)) * ENTRY_BYTES;
}

/** Records of the trace. */
@inline
export function countAt(entry: usize): u32 {
  return load<u32>(entry, AT_COUNT);
}

@inline
export function setCount(entry: usize, count: u32): void {
  store<u32>(entry, count, AT_COUNT);
}

@inline
export function wordAt(entry: usize): u32 {
  return load<u32>(entry, AT_WORD);
}

@inline
export function setWord(entry: usize, word: u32): void {
  store<u32>(entry, word, AT_WORD);
}

/**
 * Looks up the traces of some rows, all at a time: each step of a look-up waits for memory, and those of different rows
 * can wait together.
 * @param ids their IDs, one after another
 * @param numbers where the numbers go, a word each; NO_ROOM where the trace is not found at once
 */
export function lookUp(ids: usize, rows: u32, numbers: usize): void {
  if (mask == 0) {
    memory.fill(numbers, 0xff, rows << 2);
    return;
  }
  for (let row: u32 = 0; row < rows; row++) {
    const id = ids + (row << 4);
    const slot = hashOf(load<u64>(id), load<u64>(id, 8)) & mask;
    store<u32>(numbers + (row << 2), load<u32>(slots + (slot << 2)) - 1);
  }
  for (let row: u32 = 0; row < rows; row++) {
    const number = load<u32>(numbers + (row << 2));
    if (number == NO_ROOM) continue;
    const isSame = v128.eq<u64>(v128.load(entryOf(number)), v128.load(ids + (row << 4)));
    if (!v128.all_true<u64>(isSame)) store<u32>(numbers + (row << 2), NO_ROOM);
  }
}

/** The number of the trace whose ID is at `id`, a new one where it was not known; NO_ROOM where there is none left. */
export function numberOf(id: usize): u32 {
  if (traceCount * 2 >= mask && !makeSlots(max<u32>(FIRST_SLOTS, (mask + 1) << 1))) return NO_ROOM;
  const high = load<u64>(id);
  const low = load<u64>(id, 8);
  let slot = hashOf(high, low) & mask;
  for (;;) {
    const known = load<u32>(slots + (slot << 2));
    if (known == 0) break;
    const entry = entryOf(known - 1);
    if (load<u64>(entry) == high && load<u64>(entry, 8) == low) return known - 1;
    slot = (slot + 1) & mask;
  }
  if (traceCount >> BLOCK_BITS == blocks) {
    const block = blocks < MOST_BLOCKS ? take(BLOCK_TRACES * ENTRY_BYTES) : 0;
    if (block == 0) return NO_ROOM;
    store<u32>(TRACE_BLOCKS + (blocks++ << 2), block);
  }
  const entry = entryOf(traceCount);
  store<u64>(entry, high);
  store<u64>(entry, low, 8);
  setCount(entry, 0);
  store<u32>(slots + (slot << 2), traceCount + 1);
  return traceCount++;
}

/** Forgets the traces whose word is NO_ROOM; the others have theirs as their new number, and these ascend. */
export function retainTraces(): void {
  let kept: u32 = 0;
  for (let trace: u32 = 0; trace < traceCount; trace++) {
    const entry = entryOf(trace);
    if (wordAt(entry) == NO_ROOM) continue;
    memory.copy(entryOf(kept++), entry, ENTRY_BYTES);
  }
  traceCount = kept;
  memory.fill(slots, 0, (mask + 1) << 2);
  fillSlots();
}

function makeSlots(size: u32): bool {
  const larger = take(<u64>size << 2);
  if (larger == 0) return false;
  slots = larger;
  mask = size - 1;
  fillSlots();
  return true;
}

function fillSlots(): void {
  for (let trace: u32 = 0; trace < traceCount; trace++) {
    const entry = entryOf(trace);
    let slot = hashOf(load<u64>(entry), load<u64>(entry, 8)) & mask;
    while (load<u32>(slots + (slot << 2)) != 0) slot = (slot + 1) & mask;
    store<u32>(slots + (slot << 2), trace + 1);
  }
}

/** Every bit of an ID counts in every bit that is used. */
@inline
function hashOf(high: u64, low: u64): u32 {
  const mixed = (high ^ rotl<u64>(low * 0x9e3779b97f4a7c15, 29)) * 0xbf58476d1ce4e5b9;
  return <u32>(mixed >> 32) ^ <u32>(mixed >> 57);
}

import {
  END,
  FACTS,
  FLAGS,
  KIND,
  MAX_ROWS,
  NAME,
  PARENT,
  PARENT_ID,
  PEER,
  RESOURCE,
  SERVICE,
  SPAN_ID,
  START,
  THRESHOLD,
} from './memory';
import { take } from './heap';
import { noteRenamed, noteTwin, takeRows } from './outside';
import {
  AT_END,
  AT_FACTS,
  AT_FLAGS,
  AT_KIND,
  AT_NAME,
  AT_PARENT_ID,
  AT_PEER,
  AT_RESOURCE,
  AT_SPAN_ID,
  AT_START,
  AT_THRESHOLD,
} from './records';
import { judged, largest, order, starts } from './sort';

/** Kind (lib/model/span.ts). */
const KIND_SERVER: u32 = 2;

// In place of a parent's row (lib/model/span.ts).
const NO_PARENT: i32 = -1;
const MISSING_PARENT: i32 = -2;

/** Rows of judged traces so far, resends folded. */
export let rows: u32 = 0;
/** Records that repeat another one of their trace exactly. */
export let resends: u32 = 0;

/** Rows that stand in the columns. */
let staged: u32 = 0;
// What all of them together have in the columns that many systems never use.
let peers: u32 = 0;
let flags: u32 = 0;
let facts: u32 = 0;
let thresholds: u32 = 0;

/**
 * Rows of one trace by span ID: numbers of rows plus 1. What is not above the trace's first row is left over from
 * another trace, and the slot is free, so that the table is never emptied. Small traces use only its beginning.
 */
let ids: usize = 0;

/** Begins assembling, after all records were sorted. @returns whether there is room */
export function startTraces(): bool {
  ids = take(<u64>tableSize(largest) << 2);
  return ids != 0;
}

/**
 * Assembles the judged traces `from` to `to`, one after the other.
 * @param services the number of the service of each resource
 */
export function assembleTraces(from: u32, to: u32, services: usize): void {
  for (let trace = from; trace < to; trace++) assembleTrace(trace, services);
}

/** Hands out what is left in the columns. */
export function finishTraces(): void {
  if (staged > 0) handOut();
  store<u32>(starts + (judged << 2), rows);
}

/**
 * Of records with one ID: equal content is a resend (one row stays); others are told of, and the first of them is the
 * parent of their children until somebody who knows better decides.
 */
function assembleTrace(trace: u32, services: usize): void {
  const first = order + (load<u32>(starts + (trace << 2)) << 2);
  const last = order + (load<u32>(starts + ((trace + 1) << 2)) << 2);
  const base = rows;
  const mask = tableSize((<u32>(last - first)) >> 2) - 1;
  let end = first;
  let hasRenamed = false;
  for (let at = first; at < last; at += 4) {
    const record = <usize>load<u32>(at);
    const id = load<u64>(record, AT_SPAN_ID);
    const row = base + (<u32>(end - first) >> 2);
    let twin: u32 = 0;
    let isResend = false;
    if (id != 0) {
      let slot = hashOf(id) & mask;
      for (;;) {
        const known = load<u32>(ids + (slot << 2));
        if (known <= base) {
          store<u32>(ids + (slot << 2), row + 1);
          break;
        }
        const other = <usize>load<u32>(first + ((known - 1 - base) << 2));
        if (load<u64>(other, AT_SPAN_ID) == id) {
          if (isSame(other, record, services)) {
            fold(other, record);
            isResend = true;
            break;
          }
          if (twin == 0) twin = known;
        }
        slot = (slot + 1) & mask;
      }
    }
    if (isResend) continue;
    store<u32>(end, <u32>record);
    end += 4;
    if (twin != 0) noteTwin(twin - 1, row);
    if (isLow(id, <u32>(last - first) >> 2) && load<u8>(record, AT_KIND) == KIND_SERVER) hasRenamed = true;
  }
  resends += <u32>((last - end) >> 2);
  store<u32>(starts + (trace << 2), base);
  for (let at = first; at < end; at += 4) {
    const record = <usize>load<u32>(at);
    handOver(record, parentOf(load<u64>(record, AT_PARENT_ID), first, base, mask), services);
  }
  if (hasRenamed) noteRenamed(trace);
}

/** Whether an ID, its two words as they stand in a column, is 1 to `most`. */
@inline
function isLow(id: u64, most: u32): bool {
  return <u32>id == 0 && id != 0 && <u32>(id >> 32) <= most;
}

/** The row of the span with this ID in the trace whose rows begin at `base` and whose records at `first`. */
@inline
function parentOf(id: u64, first: usize, base: u32, mask: u32): i32 {
  if (id == 0) return NO_PARENT;
  let slot = hashOf(id) & mask;
  let known = load<u32>(ids + (slot << 2));
  while (known > base) {
    const other = <usize>load<u32>(first + ((known - 1 - base) << 2));
    if (load<u64>(other, AT_SPAN_ID) == id) return known - 1;
    slot = (slot + 1) & mask;
    known = load<u32>(ids + (slot << 2));
  }
  return MISSING_PARENT;
}

/** Whether two spans of one ID say the same: parent, times, kind, name and service. */
@inline
function isSame(a: usize, b: usize, services: usize): bool {
  return (
    load<u64>(a, AT_START) == load<u64>(b, AT_START) &&
    load<u64>(a, AT_END) == load<u64>(b, AT_END) &&
    load<u64>(a, AT_PARENT_ID) == load<u64>(b, AT_PARENT_ID) &&
    load<u32>(a, AT_NAME) == load<u32>(b, AT_NAME) &&
    load<u8>(a, AT_KIND) == load<u8>(b, AT_KIND) &&
    serviceAt(a, services) == serviceAt(b, services)
  );
}

@inline
function serviceAt(record: usize, services: usize): u32 {
  return load<u32>(services + (load<u32>(record, AT_RESOURCE) << 2));
}

/** What a resend says beyond its content is joined, so that the order in which both came makes no difference. */
function fold(original: usize, resend: usize): void {
  store<u16>(original, load<u16>(original, AT_FLAGS) | load<u16>(resend, AT_FLAGS), AT_FLAGS);
  store<u16>(original, load<u16>(original, AT_FACTS) | load<u16>(resend, AT_FACTS), AT_FACTS);
  const threshold = max<u16>(load<u16>(original, AT_THRESHOLD), load<u16>(resend, AT_THRESHOLD));
  store<u16>(original, threshold, AT_THRESHOLD);
  store<u32>(original, max<u32>(load<u32>(original, AT_PEER), load<u32>(resend, AT_PEER)), AT_PEER);
}

/** Puts a record into the columns, as the next row. */
@inline
function handOver(record: usize, parent: i32, services: usize): void {
  if (staged == MAX_ROWS) handOut();
  const row = staged++;
  rows++;
  store<u64>(SPAN_ID + (row << 3), load<u64>(record, AT_SPAN_ID));
  store<u64>(PARENT_ID + (row << 3), load<u64>(record, AT_PARENT_ID));
  store<u64>(START + (row << 3), load<u64>(record, AT_START));
  store<u64>(END + (row << 3), load<u64>(record, AT_END));
  store<u32>(RESOURCE + (row << 2), load<u32>(record, AT_RESOURCE));
  store<u32>(NAME + (row << 2), load<u32>(record, AT_NAME));
  store<u32>(SERVICE + (row << 2), serviceAt(record, services));
  store<i32>(PARENT + (row << 2), parent);
  store<u8>(KIND + row, load<u8>(record, AT_KIND));
  const peer = load<u32>(record, AT_PEER);
  const ownFlags = <u32>load<u16>(record, AT_FLAGS);
  const ownFacts = <u32>load<u16>(record, AT_FACTS);
  const threshold = <u32>load<u16>(record, AT_THRESHOLD);
  store<u32>(PEER + (row << 2), peer);
  store<u16>(FLAGS + (row << 1), ownFlags);
  store<u16>(FACTS + (row << 1), ownFacts);
  store<u16>(THRESHOLD + (row << 1), threshold);
  peers |= peer;
  flags |= ownFlags;
  facts |= ownFacts;
  thresholds |= threshold;
}

/** Has the rows in the columns taken, and begins anew. */
function handOut(): void {
  const set =
    <u32>(peers != 0) | (<u32>(flags != 0) << 1) | (<u32>(facts != 0) << 2) | (<u32>(thresholds != 0) << 3);
  takeRows(staged, set);
  staged = peers = flags = facts = thresholds = 0;
}

function tableSize(count: u32): u32 {
  return count <= 4 ? 8 : 2 << (32 - clz<u32>(count - 1));
}

/** Both halves count in every bit that is used, whatever pattern the IDs have. */
@inline
function hashOf(id: u64): u32 {
  const mixed = id * 0x9e3779b97f4a7c15;
  return <u32>(mixed >> 32) ^ <u32>(mixed >> 54);
}

import { moveRows, openCorpus, placeOf, setParent, setService, traceStart } from '../shared/corpus';
import { take } from '../shared/heap';
import { isFull, List, newList } from '../shared/list';
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
  AT_TRACE,
} from '../shared/record';
import { MISSING_PARENT, NO_PARENT } from '../shared/span';
import { valueOf } from '../shared/times';
import { restoreIds } from './renamed';
import { hashOf, isLowId } from './span-ids';

/** What came of some traces (lib/model/kernel/assembled-range.ts reads it). */
@unmanaged
class Range {
  /** The row behind the last; resends are folded. */
  end: u32;
  /** Records that repeat another one of their trace exactly. */
  resends: u32;
  /** The earliest and the latest start of a span; both 0 where none has one. */
  earliest: u64;
  latest: u64;
  /** Of each span with the ID of an earlier one that says something else: the row of the first of them, and its own. */
  twins: List;
}

let range: Range = changetype<Range>(0);

/** The number of the service of each resource. */
let servicesOfResources: usize = 0;

/**
 * Rows of one trace by span ID: numbers of rows plus 1. What is not above the trace's first row is left over from
 * another trace, and the slot is free, so that the table is never emptied. Small traces use only its beginning.
 */
let ids: usize = 0;

/**
 * Begins assembling traces, after all records were sorted.
 * @param block where the columns of the corpus are: the records with their resends, so that these still count in
 *   traceStart; what comes of them takes their place
 * @param services the number of the service of each resource
 * @param largest records of the largest trace
 * @param row where the first span goes
 * @returns the address of what will come of them; 0 where there is no room
 */
export function startTraces(block: usize, services: usize, largest: u32, row: u32): usize {
  openCorpus(block);
  servicesOfResources = services;
  ids = take(<u64>tableSize(largest) << 2);
  range = changetype<Range>(take(offsetof<Range>()));
  if (ids == 0 || changetype<usize>(range) == 0) return 0;
  range.end = row;
  range.twins = newList();
  return changetype<usize>(range.twins) == 0 ? 0 : changetype<usize>(range);
}

/** Returned where there was no room for what is told of the traces. */
const FULL: u32 = 0;
const DONE: u32 = 1;
/** Returned where somebody has to look at twins before the parents of all spans are known. */
const UNSETTLED: u32 = 2;

/** Assembles the traces `from` to `to`, one after the other. */
export function assembleTraces(from: u32, to: u32): u32 {
  const twins = range.twins.length;
  const hasLow = fetch(placeOf(load<u32>(traceStart + (from << 2))), placeOf(load<u32>(traceStart + (to << 2))));
  for (let trace = from; trace < to; trace++) assembleTrace(trace, hasLow);
  if (isFull) return FULL;
  return range.twins.length == twins ? DONE : UNSETTLED;
}

/**
 * Has the records whose addresses are at these places brought into the processor's cache: assembling would wait for one
 * after the other, and here they are waited for together.
 * @returns whether one of them has an ID so low that Tempo may have given it (renamed.ts)
 */
function fetch(from: usize, to: usize): bool {
  let low: u32 = 0;
  for (let at = from; at < to; at += 4) {
    low |= <u32>isLowId(load<u64>(<usize>load<u32>(at), AT_SPAN_ID));
  }
  return low != 0;
}

/**
 * Of records with one ID: equal content is a resend (one row stays); others are told of, and the first of them is the
 * parent of their children until somebody who knows better decides.
 */
function assembleTrace(trace: u32, hasLow: bool): void {
  const first = placeOf(load<u32>(traceStart + (trace << 2)));
  const last = placeOf(load<u32>(traceStart + (trace << 2), 4));
  const base = range.end;
  const size = tableSize((<u32>(last - first)) >> 2);
  const mask = size - 1;
  let end = first;
  if (hasLow) restoreIds(first, last, ids, size);
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
          if (isSame(other, record)) {
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
    if (twin != 0) {
      range.twins.push(twin - 1);
      range.twins.push(row);
    }
  }
  store<u32>(traceStart + (trace << 2), base);
  let row = base;
  for (let at = first; at < end; at += 4) {
    const record = <usize>load<u32>(at);
    setParent(row, rowOf(load<u64>(record, AT_PARENT_ID), first, base, mask));
    setService(row, serviceAt(record));
    // Where all traces are judged it is the same.
    if (load<u32>(record, AT_TRACE) != trace) store<u32>(record, trace, AT_TRACE);
    seeStart(valueOf(load<u64>(record, AT_START)));
    row++;
  }
  if (placeOf(base) != first) memory.copy(placeOf(base), first, end - first);
  range.end = row;
  range.resends += <u32>((last - end) >> 2);
}

/** The row of the span with this ID in the trace whose rows begin at `base` and whose records at `first`. */
@inline
function rowOf(id: u64, first: usize, base: u32, mask: u32): i32 {
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
function isSame(a: usize, b: usize): bool {
  return (
    load<u64>(a, AT_START) == load<u64>(b, AT_START) &&
    load<u64>(a, AT_END) == load<u64>(b, AT_END) &&
    load<u64>(a, AT_PARENT_ID) == load<u64>(b, AT_PARENT_ID) &&
    load<u32>(a, AT_NAME) == load<u32>(b, AT_NAME) &&
    load<u8>(a, AT_KIND) == load<u8>(b, AT_KIND) &&
    serviceAt(a) == serviceAt(b)
  );
}

@inline
function serviceAt(record: usize): u32 {
  return load<u32>(servicesOfResources + (load<u32>(record, AT_RESOURCE) << 2));
}

/** What a resend says beyond its content is joined, so that the order in which both came makes no difference. */
function fold(original: usize, resend: usize): void {
  store<u16>(original, load<u16>(original, AT_FLAGS) | load<u16>(resend, AT_FLAGS), AT_FLAGS);
  store<u16>(original, load<u16>(original, AT_FACTS) | load<u16>(resend, AT_FACTS), AT_FACTS);
  const declared = max<u16>(load<u16>(original, AT_THRESHOLD), load<u16>(resend, AT_THRESHOLD));
  store<u16>(original, declared, AT_THRESHOLD);
  store<u32>(original, max<u32>(load<u32>(original, AT_PEER), load<u32>(resend, AT_PEER)), AT_PEER);
}

@inline
function seeStart(time: u64): void {
  if (time == 0) return;
  if (time > range.latest) range.latest = time;
  // 0 less 1 is the largest of all: none was seen.
  if (time - 1 < range.earliest - 1) range.earliest = time;
}

/**
 * Moves the rows `from` to `to`, those of the traces `trace` to `lastTrace`, to where `gap` fewer stand before them.
 * @param block where the columns of the corpus are
 */
export function closeGap(block: usize, from: u32, to: u32, gap: u32, trace: u32, lastTrace: u32): void {
  openCorpus(block);
  moveRows(from, to, gap);
  for (let number = trace; number < lastTrace; number++) {
    const at = traceStart + (number << 2);
    store<u32>(at, load<u32>(at) - gap);
  }
}

function tableSize(count: u32): u32 {
  return count <= 4 ? 16 : 4 << (32 - clz<u32>(count - 1));
}

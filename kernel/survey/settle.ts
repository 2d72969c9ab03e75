import { openCorpus, recordOf, serviceOf, traceStart } from '../shared/corpus';
import { take } from '../shared/heap';
import { isFull, List, newList } from '../shared/list';
import { AT_FACTS } from '../shared/record';
import { FACT_INVALID_PARENT_ID } from '../shared/span';
import { isBefore } from './order';
import { openParentage, parentageOf, REMOTE } from './parentage';
import { NO_ROOT, SAMPLED_DOWN } from './trace-facts';

/** What is known when all traces were gone over (lib/checks/kernel/settled-orphans.ts writes it). */
@unmanaged
class Given {
  block: usize;
  /** By row. */
  parentage: usize;
  /** By trace. */
  traceFacts: usize;
  services: u32;
  edges: u32;
  /** The orphans: rows, traces, and a byte each, 1 where the parent is a phantom. In the order of rows. */
  rows: usize;
  traces: usize;
  phantoms: usize;
  /** How many of them name their parent by an ID that is none: where none does, no record has to be looked at. */
  invalid: u32;
  length: u32;
  /** Calls that nobody answers: rows, ascending, and the services that should have. */
  calls: usize;
  callees: usize;
  callCount: u32;
  /** Who calls a service: pairs of a service and the number of the edge, the likeliest first. */
  callers: usize;
  /** By service which of the pairs is its first, and how many there are. */
  firstCallers: usize;
}

/** What it comes to (lib/checks/kernel/settled-orphans.ts reads it). */
@unmanaged
class Settled {
  /** By orphan: the number of the edge over which it was called, or NO_EDGE. */
  edges: usize;
  /** By orphan: a byte that says why nobody is to blame for its missing parent, or 0. */
  excuses: usize;
  /** Rows of the orphans by group, and in their order within each. */
  rows: usize;
  /** Two words for each group, ascending: its key, and how many it has. */
  groups: List;
  /** The earliest orphan of each trace without a root that has one, and how many there are. */
  tops: usize;
  topCount: u32;
}

const NO_EDGE: i32 = -1;

// Excuses (EXCUSES in lib/checks/kernel/settled-orphans.ts).
const NONE: u32 = 0;
const INVALID_PARENT_ID: u32 = 1;
const DECLARED_SAMPLING: u32 = 2;
const PHANTOM_PARENT: u32 = 3;
const EXCUSE_BITS: u32 = 2;

const PARENTAGE_BITS: u32 = 2;

let given: Given = changetype<Given>(0);

/** What is known of a service in the trace at hand: numbers of traces plus 1, so that nothing is ever emptied. */
let known: usize = 0;
const KNOWN_BITS: u32 = 3;
/** The last trace in which it has spans. */
const AT_PRESENT: usize = 0;
/** The last trace in which it was called in vain, and has none. */
const AT_MISSED: usize = 4;
/** The trace at hand plus 1. */
let opened: u32 = 0;
/** The first call of it, or of a later one. */
let nextCall: u32 = 0;

/**
 * Says of each orphan who most likely called it and whether its missing parent is excused, and groups the orphans by
 * both.
 * @param plan the address of a Given
 * @returns the address of what it comes to; 0 where there is no room
 */
export function settleOrphans(plan: usize): usize {
  given = changetype<Given>(plan);
  openCorpus(given.block);
  openParentage(given.parentage);
  known = take(<u64>given.services << KNOWN_BITS);
  const settled = changetype<Settled>(take(offsetof<Settled>()));
  const keys = take(<u64>given.length << 2);
  if (known == 0 || changetype<usize>(settled) == 0 || keys == 0) return 0;
  settled.edges = take(<u64>given.length << 2);
  settled.excuses = take(given.length);
  settled.rows = take(<u64>given.length << 2);
  settled.groups = newList();
  if (settled.edges == 0 || settled.excuses == 0 || settled.rows == 0 || changetype<usize>(settled.groups) == 0) return 0;
  opened = 0;
  nextCall = 0;
  fetch(keys);
  for (let index: u32 = 0; index < given.length; index++) settle(settled, keys, index);
  if (!group(settled, keys) || isFull) return 0;
  // The keys have done their work, and their place is free.
  settled.tops = keys;
  listTops(settled);
  return changetype<usize>(settled);
}

/**
 * Fetches service and parentage of each orphan, in place of its key. They lie far apart: nothing is done with them before
 * all are there, so that many loads wait for memory together.
 */
function fetch(keys: usize): void {
  const length = given.length;
  const rows = given.rows;
  for (let index: u32 = 0; index < length; index++) {
    const row = load<u32>(rows + (index << 2));
    store<u32>(keys + (index << 2), (serviceOf(row) << PARENTAGE_BITS) | parentageOf(row));
  }
}

/** Settles one orphan; its key is the number of its group. */
function settle(settled: Settled, keys: usize, index: u32): void {
  const row = rowAt(index);
  const trace = traceAt(index);
  const fetched = keyAt(keys, index);
  const service = fetched >> PARENTAGE_BITS;
  const isLocal = (fetched & ((1 << PARENTAGE_BITS) - 1)) != REMOTE;
  const edge = isLocal ? NO_EDGE : likeliestEdge(trace, service);
  const excuse = excuseOf(index, row, trace);
  const subject = isLocal ? service : given.services + (edge == NO_EDGE ? service : given.services + <u32>edge);
  store<i32>(settled.edges + (index << 2), edge);
  store<u8>(settled.excuses + index, excuse);
  store<u32>(keys + (index << 2), (subject << EXCUSE_BITS) | excuse);
}

function excuseOf(index: u32, row: u32, trace: u32): u32 {
  if (given.invalid != 0 && (load<u16>(recordOf(row), AT_FACTS) & FACT_INVALID_PARENT_ID) != 0) return INVALID_PARENT_ID;
  if ((factsOf(trace) & SAMPLED_DOWN) != 0) return DECLARED_SAMPLING;
  return load<u8>(given.phantoms + index) != 0 ? PHANTOM_PARENT : NONE;
}

/**
 * Of the services that are known to call the orphan's service, the likeliest is one whose own span is missing in this
 * trace (a call to it went unanswered), then one with spans in this trace, then the one that calls most.
 */
function likeliestEdge(trace: u32, service: u32): i32 {
  const first = load<u32>(given.firstCallers + (service << 2));
  const end = load<u32>(given.firstCallers + (service << 2), 4);
  if (first == end) return NO_EDGE;
  if (first + 1 == end) return edgeOf(first);
  if (opened != trace + 1) open(trace);
  let present = NO_EDGE;
  for (let caller = first; caller < end; caller++) {
    const seen = knownOf(load<u32>(given.callers + (caller << 3)));
    if (load<u32>(seen, AT_MISSED) == opened) return edgeOf(caller);
    if (present == NO_EDGE && load<u32>(seen, AT_PRESENT) == opened) present = edgeOf(caller);
  }
  return present == NO_EDGE ? edgeOf(first) : present;
}

/** Marks the services that take part in a trace, and those that were called there in vain. Traces come in ascending order. */
function open(trace: u32): void {
  opened = trace + 1;
  const first = load<u32>(traceStart + (trace << 2));
  const last = load<u32>(traceStart + (trace << 2), 4);
  for (let row = first; row < last; row++) store<u32>(knownOf(serviceOf(row)), opened, AT_PRESENT);
  while (nextCall < given.callCount && callAt(nextCall) < first) nextCall++;
  for (; nextCall < given.callCount && callAt(nextCall) < last; nextCall++) {
    const callee = knownOf(load<u32>(given.callees + (nextCall << 2)));
    if (load<u32>(callee, AT_PRESENT) != opened) store<u32>(callee, opened, AT_MISSED);
  }
}

/** Lists the earliest orphan of each trace without a root. */
function listTops(settled: Settled): void {
  let index: u32 = 0;
  while (index < given.length) {
    const trace = traceAt(index);
    let top = index++;
    if ((factsOf(trace) & NO_ROOT) == 0) continue;
    for (; index < given.length && traceAt(index) == trace; index++) {
      if (isBefore(rowAt(index), rowAt(top))) top = index;
    }
    store<u32>(settled.tops + (settled.topCount++ << 2), top);
  }
}

/** Sorts the rows by key. @returns whether there was room */
function group(settled: Settled, keys: usize): bool {
  const keyCount = (given.services * 2 + given.edges) << EXCUSE_BITS;
  const ends = take(<u64>keyCount << 2);
  if (ends == 0) return false;
  for (let index: u32 = 0; index < given.length; index++) {
    const count = ends + (keyAt(keys, index) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  let end: u32 = 0;
  for (let key: u32 = 0; key < keyCount; key++) {
    const count = load<u32>(ends + (key << 2));
    if (count == 0) continue;
    settled.groups.push(key);
    settled.groups.push(count);
    store<u32>(ends + (key << 2), end);
    end += count;
  }
  for (let index: u32 = 0; index < given.length; index++) {
    const place = ends + (keyAt(keys, index) << 2);
    const at = load<u32>(place);
    store<u32>(settled.rows + (at << 2), rowAt(index));
    store<u32>(place, at + 1);
  }
  return true;
}

@inline
function rowAt(index: u32): u32 {
  return load<u32>(given.rows + (index << 2));
}

@inline
function traceAt(index: u32): u32 {
  return load<u32>(given.traces + (index << 2));
}

@inline
function keyAt(keys: usize, index: u32): u32 {
  return load<u32>(keys + (index << 2));
}

@inline
function callAt(call: u32): u32 {
  return load<u32>(given.calls + (call << 2));
}

@inline
function factsOf(trace: u32): u32 {
  return load<u16>(given.traceFacts + (trace << 1));
}

@inline
function edgeOf(caller: u32): i32 {
  return load<i32>(given.callers + (caller << 3), 4);
}

@inline
function knownOf(service: u32): usize {
  return known + (service << KNOWN_BITS);
}

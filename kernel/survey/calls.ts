import { recordOf, serviceOf } from '../shared/corpus';
import { take } from '../shared/heap';
import { List, newList } from '../shared/list';
import { AT_END, AT_FACTS, AT_KIND, AT_NAME, AT_PEER, AT_RESOURCE, AT_START, AT_THRESHOLD } from '../shared/record';
import { KIND_CONSUMER, KIND_PRODUCER } from '../shared/span';
import { Cells, newCells } from './cells';
import { valueAt } from './order';

/** Calls by caller, peer, span name, and who answers: a service plus 1, 0: nobody. Counted: calls. */
export let operations: Cells = changetype<Cells>(0);
/** CLIENT spans that nobody answers: the row, the number of the operation, and facts and threshold in one word. */
export let unanswered: List = changetype<List>(0);

/** Calls by calling and called service, and the hosts of both. Counted: calls, with a start unset, comparable. */
export let hostCalls: Cells = changetype<Cells>(0);
/** Calls by the hosts of both, where they differ. Counted: comparable calls, of them those out of place, traces; last trace. */
export let hostPairs: Cells = changetype<Cells>(0);
/** Rows of calls that start more than TOLERANCE before their caller. */
export let early: List = changetype<List>(0);

/** The number of the host of each resource, NO_HOST where it names none. */
let hostsOfResources: usize = 0;

const NO_HOST: u32 = 0xffffffff;

/**
 * Pairs of resources of which one called the other, by a hash of both: most calls are between few of them, and their
 * cells need not be looked for again. Another pair with the same hash takes the place.
 */
let pairs: usize = 0;
const PAIR_BITS: u32 = 10;
const PAIR_BYTES: u32 = 16;
/** Of a pair: the number of the caller's resource plus 1, above that of the callee's. */
const AT_RESOURCES: usize = 0;
/** The cell of its calls. */
const AT_HOST_CALL: usize = 8;
/** The cell of its hosts plus 1; 0: not looked for yet; NOT_COMPARED: they say nothing of each other's clock. */
const AT_HOST_PAIR: usize = 12;
const NOT_COMPARED: u32 = 0xffffffff;
/** Nanoseconds (TOLERANCE_NANOS of lib/checks/learned/skew.ts). */
const TOLERANCE: u64 = 10_000_000;

/** In place of who answers a call: another CLIENT span of its service, which makes the call. */
export const WRAPS_CALL: u32 = 0xffffffff;

const AT_CALLS: usize = 0;
const AT_UNSET: usize = 4;
const AT_COMPARABLE: usize = 8;

const AT_OUT_OF_PLACE: usize = 4;
const AT_TRACES: usize = 8;
const AT_LAST_TRACE: usize = 12;

/** @returns whether there is room */
export function startCalls(hosts: usize): bool {
  hostsOfResources = hosts;
  operations = newCells();
  hostCalls = newCells();
  hostPairs = newCells();
  unanswered = newList();
  early = newList();
  pairs = take(PAIR_BYTES << PAIR_BITS);
  return (
    pairs != 0 &&
    changetype<usize>(operations) != 0 &&
    changetype<usize>(hostCalls) != 0 &&
    changetype<usize>(hostPairs) != 0 &&
    changetype<usize>(unanswered) != 0 &&
    changetype<usize>(early) != 0
  );
}

/** Counts a CLIENT span by whom it calls and who answers. */
export function countOperation(row: u32, answer: u32): void {
  const record = recordOf(row);
  const peer = load<u32>(record, AT_PEER);
  const operation = operations.number(serviceOf(row), peer, load<u32>(record, AT_NAME), answer);
  addOne(operations.counts(operation), AT_CALLS);
  if (answer != 0) return;
  unanswered.push(row);
  unanswered.push(operation);
  unanswered.push((<u32>load<u16>(record, AT_FACTS) << 16) | load<u16>(record, AT_THRESHOLD));
}

/** Counts the call whose server is the span at `row` and whose caller is that at `above`. */
export function countHostCall(trace: u32, row: u32, above: u32): void {
  const callee = recordOf(row);
  const caller = recordOf(above);
  const pair = pairOf(load<u32>(caller, AT_RESOURCE), load<u32>(callee, AT_RESOURCE), above, row);
  const counts = hostCalls.counts(load<u32>(pair, AT_HOST_CALL));
  addOne(counts, AT_CALLS);
  const began = valueAt(callee, AT_START);
  const beganAbove = valueAt(caller, AT_START);
  if (began == 0 || beganAbove == 0) return addOne(counts, AT_UNSET);
  if (beganAbove > began && beganAbove - began > TOLERANCE) early.push(row);
  if (load<u32>(pair, AT_HOST_PAIR) == NOT_COMPARED) return;
  if (isMessaging(load<u8>(callee, AT_KIND)) || isMessaging(load<u8>(caller, AT_KIND))) return;
  // A span that ends before it starts, or is longer than its parent, says nothing of the clocks.
  const ended = valueAt(callee, AT_END);
  const endedAbove = valueAt(caller, AT_END);
  if (ended < began || endedAbove < beganAbove || ended - began > endedAbove - beganAbove) return;
  addOne(counts, AT_COMPARABLE);
  const hosts = hostPairOf(pair);
  addOne(hosts, AT_CALLS);
  if (began < beganAbove || ended > endedAbove) addOne(hosts, AT_OUT_OF_PLACE);
  if (load<u32>(hosts, AT_LAST_TRACE) == trace + 1) return;
  store<u32>(hosts, trace + 1, AT_LAST_TRACE);
  addOne(hosts, AT_TRACES);
}

/** What is known of the resources of a call, whose caller is the span at `above` and whose server that at `row`. */
@inline
function pairOf(caller: u32, callee: u32, above: u32, row: u32): usize {
  const slot = (caller * 0x9e3779b1 + callee * 0x85ebca6b) >> (32 - PAIR_BITS);
  const pair = pairs + slot * PAIR_BYTES;
  if (load<u64>(pair, AT_RESOURCES) != keyOf(caller, callee)) meet(pair, caller, callee, above, row);
  return pair;
}

@inline
function keyOf(caller: u32, callee: u32): u64 {
  return (<u64>(caller + 1) << 32) | callee;
}

function meet(pair: usize, caller: u32, callee: u32, above: u32, row: u32): void {
  const from = hostOf(caller);
  const to = hostOf(callee);
  const isCompared = from != NO_HOST && to != NO_HOST && from != to;
  store<u64>(pair, keyOf(caller, callee), AT_RESOURCES);
  store<u32>(pair, hostCalls.number(serviceOf(above), serviceOf(row), from, to), AT_HOST_CALL);
  store<u32>(pair, isCompared ? 0 : NOT_COMPARED, AT_HOST_PAIR);
}

/** What is counted of the hosts of a pair. */
@inline
function hostPairOf(pair: usize): usize {
  const known = load<u32>(pair, AT_HOST_PAIR);
  if (known != 0) return hostPairs.counts(known - 1);
  const key = load<u64>(pair, AT_RESOURCES);
  const number = hostPairs.number(hostOf(<u32>(key >> 32) - 1), hostOf(<u32>key), 0, 0);
  store<u32>(pair, number + 1, AT_HOST_PAIR);
  return hostPairs.counts(number);
}

@inline
function addOne(counts: usize, at: usize): void {
  store<u32>(counts + at, load<u32>(counts + at) + 1);
}

@inline
function hostOf(resource: u32): u32 {
  return load<u32>(hostsOfResources + (resource << 2));
}

@inline
function isMessaging(kindOfSpan: u32): bool {
  return kindOfSpan == KIND_PRODUCER || kindOfSpan == KIND_CONSUMER;
}

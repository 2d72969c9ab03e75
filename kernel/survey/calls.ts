import { recordOf, serviceOf } from '../shared/corpus';
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
let hosts: usize = 0;

const NO_HOST: u32 = 0xffffffff;
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
export function startCalls(hostsOfResources: usize): bool {
  hosts = hostsOfResources;
  operations = newCells();
  hostCalls = newCells();
  hostPairs = newCells();
  unanswered = newList();
  early = newList();
  return (
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
  const from = hostOf(caller);
  const to = hostOf(callee);
  const cell = hostCalls.number(serviceOf(above), serviceOf(row), from, to);
  const counts = hostCalls.counts(cell);
  addOne(counts, AT_CALLS);
  const began = valueAt(callee, AT_START);
  const beganAbove = valueAt(caller, AT_START);
  if (began == 0 || beganAbove == 0) return addOne(counts, AT_UNSET);
  if (beganAbove > began && beganAbove - began > TOLERANCE) early.push(row);
  if (from == NO_HOST || to == NO_HOST || from == to) return;
  if (isMessaging(load<u8>(callee, AT_KIND)) || isMessaging(load<u8>(caller, AT_KIND))) return;
  // A span that ends before it starts, or is longer than its parent, says nothing of the clocks.
  const ended = valueAt(callee, AT_END);
  const endedAbove = valueAt(caller, AT_END);
  if (ended < began || endedAbove < beganAbove || ended - began > endedAbove - beganAbove) return;
  addOne(counts, AT_COMPARABLE);
  const pair = hostPairs.counts(hostPairs.number(from, to, 0, 0));
  addOne(pair, AT_CALLS);
  if (began < beganAbove || ended > endedAbove) addOne(pair, AT_OUT_OF_PLACE);
  if (load<u32>(pair, AT_LAST_TRACE) == trace + 1) return;
  store<u32>(pair, trace + 1, AT_LAST_TRACE);
  addOne(pair, AT_TRACES);
}

@inline
function addOne(counts: usize, at: usize): void {
  store<u32>(counts + at, load<u32>(counts + at) + 1);
}

@inline
function hostOf(record: usize): u32 {
  return load<u32>(hosts + (load<u32>(record, AT_RESOURCE) << 2));
}

@inline
function isMessaging(kindOfSpan: u32): bool {
  return kindOfSpan == KIND_PRODUCER || kindOfSpan == KIND_CONSUMER;
}

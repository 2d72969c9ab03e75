import { openCorpus, parentOf, recordOf, serviceOf, traceStart } from '../shared/corpus';
import { take } from '../shared/heap';
import { isFull, List, newList } from '../shared/list';
import {
  AT_END,
  AT_FACTS,
  AT_FLAGS,
  AT_KIND,
  AT_SPAN_ID,
  AT_START,
  AT_THRESHOLD as AT_DECLARED,
} from '../shared/record';
import {
  FACT_INVALID_TRACE_ID,
  FACTS_UNUSUAL,
  KIND_CLIENT,
  KIND_CONSUMER,
  MISSING_PARENT,
  NO_PARENT,
} from '../shared/span';
import {
  countHostCall,
  countOperation,
  early,
  hostCalls,
  hostPairs,
  operations,
  startCalls,
  unanswered,
  WRAPS_CALL,
} from './calls';
import { Cells } from './cells';
import { isBefore, valueAt } from './order';
import { countAtEntry, countMissing, noteOrphan, Orphans, orphanCount, orphans, startOrphans } from './orphans';
import { LOCAL, openParentage, REMOTE, saysRemote, setParentage } from './parentage';
import {
  AT_KINDS,
  AT_LAST_TRACE,
  AT_LOCAL_CHILDREN,
  AT_REMOTE_CHILDREN,
  AT_ROOTED_TRACES,
  AT_ROOTS,
  AT_THRESHOLD,
  AT_TRACES,
  AT_UNTRACED,
  countOne,
  countsOf,
  services,
  startServices,
} from './services';
import {
  ALONE,
  CLIENT_ROOT,
  COMBINATIONS,
  CONSUMER_ROOT,
  HAS_ORPHAN,
  INVALID_ID,
  MAY_GO_ROUND,
  NO_ROOT,
  NOTED,
  SAMPLED_DOWN,
  SEVERAL_ROOTS,
} from './trace-facts';

/** What is known of some traces (lib/checks/kernel/survey-kernel.ts reads it). */
@unmanaged
class Survey {
  services: usize;
  /** How many traces have which facts: a word for each combination of bits. */
  factCounts: usize;
  /** The addresses of lists, one for each bit: the traces that have it, if a check looks at them one by one. */
  noted: usize;
  /** Rows with an invalid ID, or with an ID that several spans have. */
  unusual: List;
  orphans: Orphans;
  /** Rows of spans without a start or an end, or that end before they start. */
  badTimes: List;
  /** Rows of spans that do not start while their parent in the same process runs. */
  outside: List;
  early: List;
  unanswered: List;
  operations: Cells;
  hostCalls: Cells;
  hostPairs: Cells;
}

/** TraceFact bits by trace. */
let traceFacts: usize = 0;
/** The earliest root of each trace, how far behind its first row; where there is none, the earliest span, all bits turned. */
let begins: usize = 0;

/** By span of the trace at hand: a service plus 1, WRAPS_CALL, or 0. */
let answered: usize = 0;
/** The rows of its CLIENT spans. */
let callers: usize = 0;

let factCounts: usize = 0;
let noted: usize = 0;
let unusual: List = changetype<List>(0);
let badTimes: List = changetype<List>(0);
let outside: List = changetype<List>(0);

/**
 * Begins a survey.
 * @param block where the columns of the corpus are
 * @param facts half a word for each trace
 * @param beginnings a word for each trace
 * @param parents a byte for each row
 * @param hosts the number of the host of each resource
 * @param serviceCount services
 * @param largest spans of the largest trace
 * @returns the address of what will be known; 0 where there is no room
 */
export function startSurvey(
  block: usize,
  facts: usize,
  beginnings: usize,
  parents: usize,
  hosts: usize,
  serviceCount: u32,
  largest: u32,
): usize {
  openCorpus(block);
  traceFacts = facts;
  begins = beginnings;
  openParentage(parents);
  answered = take(<u64>largest << 2);
  callers = take(<u64>largest << 2);
  factCounts = take(COMBINATIONS << 2);
  noted = newNoted();
  unusual = newList();
  badTimes = newList();
  outside = newList();
  const survey = changetype<Survey>(take(offsetof<Survey>()));
  if (answered == 0 || callers == 0 || factCounts == 0 || noted == 0 || changetype<usize>(survey) == 0 || changetype<usize>(outside) == 0) return 0;
  if (!startServices(serviceCount) || !startCalls(hosts) || !startOrphans()) return 0;
  survey.services = services;
  survey.factCounts = factCounts;
  survey.noted = noted;
  survey.unusual = unusual;
  survey.orphans = orphans;
  survey.badTimes = badTimes;
  survey.outside = outside;
  survey.early = early;
  survey.unanswered = unanswered;
  survey.operations = operations;
  survey.hostCalls = hostCalls;
  survey.hostPairs = hostPairs;
  return changetype<usize>(survey);
}

/** A list for each fact that is noted; 0 where there is no room. */
function newNoted(): usize {
  const lists = take(32 << 2);
  for (let facts = NOTED; facts != 0 && lists != 0; facts &= facts - 1) {
    const list = changetype<usize>(newList());
    if (list == 0) return 0;
    store<u32>(lists + (ctz<u32>(facts) << 2), list);
  }
  return lists;
}

/**
 * Goes over the traces `from` to `to`.
 * @param end the row behind them: those that follow may not be assembled yet
 * @returns whether there was room for what was found
 */
export function surveyTraces(from: u32, to: u32, end: u32): bool {
  for (let trace = from; trace < to; trace++) {
    const first = load<u32>(traceStart + (trace << 2));
    const last = trace + 1 < to ? load<u32>(traceStart + (trace << 2), 4) : end;
    if ((load<u16>(recordOf(first), AT_FACTS) & FACT_INVALID_TRACE_ID) != 0) {
      noteTrace(trace, INVALID_ID, ~0);
      noteUntraced(first, last);
    } else {
      surveyTrace(trace, first, last);
    }
  }
  return !isFull;
}

function noteTrace(trace: u32, found: u32, begin: i32): void {
  store<u16>(traceFacts + (trace << 1), found);
  store<i32>(begins + (trace << 2), begin);
  const count = factCounts + (found << 2);
  store<u32>(count, load<u32>(count) + 1);
  for (let facts = found & NOTED; facts != 0; facts &= facts - 1) {
    changetype<List>(load<u32>(noted + (ctz<u32>(facts) << 2))).push(trace);
  }
}

/** Spans without a valid trace ID are perhaps no trace at all. */
function noteUntraced(first: u32, last: u32): void {
  for (let row = first; row < last; row++) {
    countOne(countsOf(serviceOf(row)), AT_UNTRACED);
    unusual.push(row);
  }
}

function surveyTrace(trace: u32, first: u32, last: u32): void {
  memory.fill(answered, 0, (last - first) << 2);
  let found: u32 = 0;
  let before: u32 = 0;
  let after: u32 = 0;
  /** Whether a span does not start after its parent, as nearly all do. */
  let falls = false;
  let calls: u32 = 0;
  let lowest: u32 = 0;
  let highest: u32 = 0;
  let root: i32 = NO_PARENT;
  const orphansBefore = orphanCount();
  for (let row = first; row < last; row++) {
    const record = recordOf(row);
    const own = serviceOf(row);
    const counts = countsOf(own);
    if ((load<u16>(record, AT_FACTS) & FACTS_UNUSUAL) != 0) unusual.push(row);
    if (load<u32>(counts, AT_LAST_TRACE) != trace + 1) {
      store<u32>(counts, trace + 1, AT_LAST_TRACE);
      countOne(counts, AT_TRACES);
    }
    const ownKind = <u32>load<u8>(record, AT_KIND);
    // Without a branch: nobody can guess which spans are calls.
    store<u32>(callers + (calls << 2), row);
    calls += <u32>(ownKind == KIND_CLIENT);
    const kinds = load<u32>(counts, AT_KINDS);
    if ((kinds & (1 << ownKind)) == 0) store<u32>(counts, kinds | (1 << ownKind), AT_KINDS);
    const declared = <u32>load<u16>(record, AT_DECLARED);
    if (declared != 0) {
      lowest = lowest == 0 || declared < lowest ? declared : lowest;
      highest = max<u32>(highest, declared);
      store<u32>(counts, max<u32>(load<u32>(counts, AT_THRESHOLD), declared), AT_THRESHOLD);
    }
    const began = valueAt(record, AT_START);
    const ended = valueAt(record, AT_END);
    if (began == 0 || ended == 0 || ended < began) badTimes.push(row);
    const aboveRow = parentOf(row);
    if (aboveRow == NO_PARENT) {
      countOne(counts, AT_ROOTS);
      if (ownKind == KIND_CONSUMER) found |= CONSUMER_ROOT;
      if (root != NO_PARENT && load<u64>(record, AT_SPAN_ID) != load<u64>(recordOf(root), AT_SPAN_ID)) found |= SEVERAL_ROOTS;
      if (root == NO_PARENT || isBefore(row, root)) root = row;
      continue;
    }
    if (aboveRow == MISSING_PARENT) {
      noteOrphan(trace, row, counts);
      continue;
    }
    const above = <u32>aboveRow;
    before |= <u32>(above <= row);
    after |= <u32>(above >= row);
    const parent = recordOf(above);
    const caller = serviceOf(above);
    const isCall = load<u8>(parent, AT_KIND) == KIND_CLIENT;
    const beganAbove = valueAt(parent, AT_START);
    if (began <= beganAbove) falls = true;
    const answer = answered + ((above - first) << 2);
    if (caller == own && (above == row || !saysRemote(load<u16>(record, AT_FLAGS), ownKind))) {
      setParentage(row, LOCAL);
      countOne(counts, AT_LOCAL_CHILDREN);
      if (isCall && ownKind == KIND_CLIENT && load<u32>(answer) == 0) store<u32>(answer, WRAPS_CALL);
      if (began == 0 || beganAbove == 0 || began < beganAbove || began > valueAt(parent, AT_END)) outside.push(row);
      continue;
    }
    setParentage(row, REMOTE);
    countOne(counts, AT_REMOTE_CHILDREN);
    countHostCall(trace, row, above);
    if (isCall) noteAnswer(answer, own + 1);
  }
  if (orphanCount() != orphansBefore) {
    found |= HAS_ORPHAN;
    countMissing(trace, orphansBefore);
  }
  if (lowest != highest) found |= SAMPLED_DOWN;
  // Where every span starts after its parent, nothing can lead back to where it came from.
  if ((before & after) != 0 && falls) found |= MAY_GO_ROUND;
  let begin = root - <i32>first;
  if (root == NO_PARENT) {
    found |= NO_ROOT;
    begin = ~<i32>(earliestOf(first, last) - first);
    countAtEntry(orphansBefore);
  } else {
    countOne(countsOf(serviceOf(root)), AT_ROOTED_TRACES);
    if (kindOf(root) == KIND_CLIENT) found |= CLIENT_ROOT;
    if (last - first == 1) found |= ALONE;
  }
  noteTrace(trace, found, begin);
  countCalls(first, calls);
}

function earliestOf(first: u32, last: u32): u32 {
  let earliest = first;
  for (let row = first + 1; row < last; row++) if (isBefore(row, earliest)) earliest = row;
  return earliest;
}

/** Of several answers the one with the lowest number counts, so that the order of spans does not matter. */
@inline
function noteAnswer(at: usize, answer: u32): void {
  const known = load<u32>(at);
  if (known == 0 || known == WRAPS_CALL || known > answer) store<u32>(at, answer);
}

/** Counts the first `calls` CLIENT spans in `callers`, but those that only wrap another one. */
function countCalls(first: u32, calls: u32): void {
  for (let index: u32 = 0; index < calls; index++) {
    const row = load<u32>(callers + (index << 2));
    const answer = load<u32>(answered + ((row - first) << 2));
    if (answer != WRAPS_CALL) countOperation(row, answer);
  }
}

@inline
function kindOf(row: u32): u32 {
  return load<u8>(recordOf(row), AT_KIND);
}

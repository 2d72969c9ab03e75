import { take } from '../shared/heap';
import { isFull, List, newList } from '../shared/list';
import { AT_ORDINAL, AT_RESOURCE, AT_TRACE } from '../shared/record';
import { recordAt } from './records';
import { countAt, entryOf, NO_ROOM, setWord, traceCount, wordAt } from './traces';

/** Addresses of the records of judged traces, trace after trace, in the order in which they came. */
export let order: usize = 0;
/** Where each judged trace begins in that order, and behind them the end. */
export let starts: usize = 0;
/** Judged traces. */
export let judged: u32 = 0;
/** Records of the largest judged trace. */
export let largest: u32 = 0;
/** IDs of the judged traces, 16 bytes each. */
export let judgedIds: usize = 0;
/** Judged traces whose ID has an upper half of zeros. */
export let shortIdTraces: List = changetype<List>(0);
/** How many traces are in each state, a word for each. */
export let stateCounts: usize = 0;

/** As many as lib/model/corpus.ts has, TraceState. */
const STATES: u32 = 5;

/**
 * Begins sorting: lays out where the judged traces go, and lists their IDs.
 * @param states the state of each trace, a byte; 0: judged
 * @returns whether there is room
 */
export function startOrder(states: usize): bool {
  let rows: u32 = 0;
  judged = 0;
  largest = 0;
  starts = take(<u64>(traceCount + 1) << 2);
  judgedIds = take(<u64>traceCount << 4);
  stateCounts = take(STATES << 2);
  shortIdTraces = newList();
  if (starts == 0 || judgedIds == 0 || stateCounts == 0 || changetype<usize>(shortIdTraces) == 0) return false;
  for (let trace: u32 = 0; trace < traceCount; trace++) {
    const entry = entryOf(trace);
    const state = <u32>load<u8>(states + trace);
    const inState = stateCounts + (state << 2);
    store<u32>(inState, load<u32>(inState) + 1);
    if (state != 0) {
      setWord(entry, NO_ROOM);
      continue;
    }
    const count = countAt(entry);
    setWord(entry, rows);
    v128.store(judgedIds + (judged << 4), v128.load(entry));
    if (load<u64>(entry) == 0) shortIdTraces.push(judged);
    store<u32>(starts + (judged++ << 2), rows);
    rows += count;
    largest = max<u32>(largest, count);
  }
  store<u32>(starts + (judged << 2), rows);
  order = take(<u64>rows << 2);
  return order != 0 && !isFull;
}

/**
 * Puts the records `from` to `to` where they belong in an order of all, which startOrder has laid out.
 * @param all the address of that order
 * @param used a byte for each resource: set to 1 for those of judged records
 */
export function sortRows(from: u32, to: u32, all: usize, used: usize): void {
  for (let row = from; row < to; row++) {
    const record = recordAt(row);
    const first = wordAt(entryOf(load<u32>(record, AT_TRACE)));
    if (first == NO_ROOM) continue;
    store<u32>(all + ((first + load<u32>(record, AT_ORDINAL)) << 2), <u32>record);
    store<u8>(used + load<u32>(record, AT_RESOURCE), 1);
  }
}

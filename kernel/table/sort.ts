import { take } from '../shared/heap';
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

/**
 * Begins sorting: lays out where the judged traces go.
 * @param states the state of each trace, a byte; 0: judged
 * @returns whether there is room
 */
export function startOrder(states: usize): bool {
  let rows: u32 = 0;
  judged = 0;
  largest = 0;
  starts = take(<u64>(traceCount + 1) << 2);
  if (starts == 0) return false;
  for (let trace: u32 = 0; trace < traceCount; trace++) {
    const entry = entryOf(trace);
    if (load<u8>(states + trace) != 0) {
      setWord(entry, NO_ROOM);
      continue;
    }
    const count = countAt(entry);
    setWord(entry, rows);
    store<u32>(starts + (judged++ << 2), rows);
    rows += count;
    largest = max<u32>(largest, count);
  }
  store<u32>(starts + (judged << 2), rows);
  order = take(<u64>rows << 2);
  return order != 0;
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

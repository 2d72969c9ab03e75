import { take } from '../shared/heap';
import { AT_TRACE, RECORD_BYTES } from '../shared/record';
import { name, openBatch, peer, resource, traceId } from './batch';
import { LOOKED_UP, NUMBERS } from './memory';
import { length, makeRoom, recordAt, setLength, writeRecord } from './records';
import { countAt, entryOf, lookUp, NO_ROOM, numberOf, setCount, wordAt } from './traces';

/*
 * The kernel keeps the span table: it takes rows of batches as records, numbers their traces, sorts the records by
 * trace, folds resends, and finds parents. Once all records are there, several threads may sort parts of them, and then
 * assemble traces, each with an instance of its own in the same memory.
 */

export { assembleTraces, closeGap, startTraces } from './assemble';
export * from './memory';
export { BLOCK_ROWS, length } from './records';
export { judged, judgedIds, largest, order, shortIdTraces, sortRows, startOrder, starts, stateCounts } from './sort';
export { spread } from './spread';
export { takeBack } from '../shared/heap';
export { BLOCK_TRACES, retainTraces, traceCount } from './traces';

/** Bytes for whoever calls, all zero; 0 where there is no room. They are never given back. */
export function takeBytes(bytes: u32): usize {
  return take(bytes);
}

/** Numbers from here on stand for texts that were not kept (lib/model/strings.ts): the same in every pool. */
const HASHED: u32 = 0x80000000;

/**
 * Adds the rows `from` to `to` of a batch. Numbers of names, callees and resources are translated.
 * @param block where the addresses of the batch's columns are
 * @param strings the table's number for each of a decoder's texts
 * @param resources the table's number for each of a decoder's resources
 * @returns whether there was room for all
 */
export function append(block: usize, from: u32, to: u32, strings: usize, resources: usize): bool {
  openBatch(block);
  if (!makeRoom(length + to - from)) return false;
  for (let first = from; first < to; first += LOOKED_UP) {
    const last = min<u32>(to, first + LOOKED_UP);
    lookUp(traceId + (first << 4), last - first, NUMBERS);
    for (let row = first; row < last; row++) {
      let trace = load<u32>(NUMBERS + ((row - first) << 2));
      if (trace == NO_ROOM) {
        trace = numberOf(traceId + (row << 4));
        if (trace == NO_ROOM) return false;
      }
      const entry = entryOf(trace);
      const ordinal = countAt(entry);
      setCount(entry, ordinal + 1);
      const ownName = load<u32>(name + (row << 2));
      const ownPeer = load<u32>(peer + (row << 2));
      writeRecord(
        recordAt(length + row - from),
        row,
        trace,
        ordinal,
        ownName < HASHED ? load<u32>(strings + (ownName << 2)) : ownName,
        ownPeer < HASHED ? load<u32>(strings + (ownPeer << 2)) : ownPeer,
        load<u32>(resources + (load<u32>(resource + (row << 2)) << 2)),
      );
    }
  }
  setLength(length + to - from);
  return true;
}

/**
 * Moves the records `from` to `to` up to the record `kept`, those without a trace left out. The word of each trace is
 * its new number, or NO_ROOM where it goes.
 * @returns the record behind the last that was moved
 */
export function retainRows(from: u32, to: u32, kept: u32): u32 {
  let target = kept;
  for (let row = from; row < to; row++) {
    const record = recordAt(row);
    const number = wordAt(entryOf(load<u32>(record, AT_TRACE)));
    if (number == NO_ROOM) continue;
    const place = recordAt(target++);
    if (place != record) memory.copy(place, record, RECORD_BYTES);
    store<u32>(place, number, AT_TRACE);
  }
  return target;
}

/** Forgets the records from `rows` on. */
export function truncate(rows: u32): void {
  setLength(rows);
}

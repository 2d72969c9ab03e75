import { take } from '../shared/heap';
import { NAME, PEER, RESOURCE, TRACE_ID } from './memory';
import { AT_TRACE, length, makeRoom, RECORD_BYTES, recordAt, setLength, writeRecord } from './records';
import { countAt, entryOf, NO_ROOM, numberOf, setCount, wordAt } from './traces';

/*
 * The kernel keeps the span table: it takes rows of columns as records, numbers their traces, sorts the records by
 * trace, folds resends, and finds parents. Once the records are sorted, several threads may assemble their traces, each
 * with an instance of its own in the same memory.
 */

export { assembleTraces, closeGap, startTraces } from './assemble';
export * from './memory';
export { BLOCK_ROWS, length } from './records';
export { judged, largest, order, sortRows, startOrder, starts } from './sort';
export { spread } from './spread';
export { BLOCK_TRACES, retainTraces, traceCount } from './traces';

/** Bytes for whoever calls, all zero; 0 where there is no room. They are never given back. */
export function takeBytes(bytes: u32): usize {
  return take(bytes);
}

/** Numbers from here on stand for texts that were not kept (lib/model/strings.ts): the same in every pool. */
const HASHED: u32 = 0x80000000;

/**
 * Adds the first `rows` rows of the columns. Numbers of names, callees and resources are translated.
 * @param strings the table's number for each of a decoder's texts
 * @param resources the table's number for each of a decoder's resources
 * @returns whether there was room for all
 */
export function append(rows: u32, strings: usize, resources: usize): bool {
  if (!makeRoom(length + rows)) return false;
  let trace = NO_ROOM;
  let record: usize = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const id = TRACE_ID + (row << 4);
    // Spans of one trace often stand together.
    if (row == 0 || !v128.all_true<u32>(v128.eq<u32>(v128.load(id), v128.load(id - 16)))) {
      trace = numberOf(id);
      if (trace == NO_ROOM) return false;
    }
    record = recordAt(length + row);
    const entry = entryOf(trace);
    setCount(entry, countAt(entry) + 1);
    const name = load<u32>(NAME + (row << 2));
    const peer = load<u32>(PEER + (row << 2));
    writeRecord(
      record,
      row,
      trace,
      name < HASHED ? load<u32>(strings + (name << 2)) : name,
      peer < HASHED ? load<u32>(strings + (peer << 2)) : peer,
      load<u32>(resources + (load<u32>(RESOURCE + (row << 2)) << 2)),
    );
  }
  setLength(length + rows);
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

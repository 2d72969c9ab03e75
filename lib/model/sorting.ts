import { createColumns, type SpanColumns } from './columns';
import { TraceState } from './corpus';
import type { SpanTable } from './table';

/** In place of a row: its trace is not judged. */
const NOT_JUDGED = 0xffff_ffff;

/** Where traces lie when the rows of a table are sorted by trace. */
export interface Sorting {
  /** Rows of judged traces. */
  readonly rows: number;
  /** Judged trace t is the sorted rows `[traceStart[t], traceStart[t + 1])`. */
  readonly traceStart: Uint32Array;
  readonly traceCount: number;
}

/**
 * Puts, in place of the trace number of each row of the table, its row when sorted by trace (counting sort), or
 * NOT_JUDGED where its trace is not judged.
 */
export function sortIntoTraces(table: SpanTable, states: Uint8Array): Sorting {
  const next = new Uint32Array(states.length);
  for (const { trace, length } of table.chunks) {
    for (let row = 0; row < length; row++) next[trace[row]!]!++;
  }
  const starts = new Uint32Array(states.length + 1);
  let traceCount = 0;
  let rows = 0;
  for (let trace = 0; trace < states.length; trace++) {
    const count = next[trace]!;
    next[trace] = states[trace] === TraceState.JUDGED ? rows : NOT_JUDGED;
    if (states[trace] !== TraceState.JUDGED) continue;
    starts[traceCount++] = rows;
    rows += count;
  }
  starts[traceCount] = rows;
  for (const { trace, length } of table.chunks) {
    for (let row = 0; row < length; row++) {
      const sorted = next[trace[row]!]!;
      if (sorted !== NOT_JUDGED) next[trace[row]!] = sorted + 1;
      trace[row] = sorted;
    }
  }
  return { rows, traceStart: starts.subarray(0, traceCount + 1), traceCount };
}

/**
 * The columns sorted by trace, after sortIntoTraces. They are moved one after the other and chunk by chunk, read
 * forwards, and what was moved is given up, so that no more than one column is in memory twice. The object of a span
 * is not needed any more.
 */
export function sortColumns(table: SpanTable, rows: number): SpanColumns {
  const sorted = createColumns(0);
  sorted.traceId = moveTraceIds(table, rows);
  sorted.spanId = movePairs(table, 'spanId', rows);
  sorted.parentId = movePairs(table, 'parentId', rows);
  sorted.start = movePairs(table, 'start', rows);
  sorted.end = movePairs(table, 'end', rows);
  sorted.resource = moveWords(table, 'resource', rows);
  sorted.name = moveWords(table, 'name', rows);
  sorted.peer = moveWords(table, 'peer', rows);
  sorted.flags = moveHalves(table, 'flags', rows);
  sorted.facts = moveHalves(table, 'facts', rows);
  sorted.threshold = moveHalves(table, 'threshold', rows);
  sorted.kind = moveBytes(table, rows);
  table.chunks.length = 0;
  table.length = 0;
  return sorted;
}

// One function for each width: a loop that meets arrays of several types is compiled to something slower.

/** Two words at once, as one number of 64 bits: optimised code moves them in a register, without a bigint. */
function moveTraceIds(table: SpanTable, rows: number): Uint32Array {
  const to = new BigUint64Array(rows * 2);
  for (const { columns, length, trace: sorted } of table.chunks) {
    const from = new BigUint64Array(columns.traceId.buffer, columns.traceId.byteOffset, length * 2);
    for (let row = 0; row < length; row++) {
      const target = sorted[row]!;
      if (target === NOT_JUDGED) continue;
      to[target * 2] = from[row * 2]!;
      to[target * 2 + 1] = from[row * 2 + 1]!;
    }
    columns.traceId = new Uint32Array(0);
  }
  return new Uint32Array(to.buffer);
}

function movePairs(
  table: SpanTable,
  name: 'spanId' | 'parentId' | 'start' | 'end',
  rows: number,
): Uint32Array {
  const to = new BigUint64Array(rows);
  for (const { columns, length, trace: sorted } of table.chunks) {
    const from = new BigUint64Array(columns[name].buffer, columns[name].byteOffset, length);
    for (let row = 0; row < length; row++) {
      const target = sorted[row]!;
      if (target !== NOT_JUDGED) to[target] = from[row]!;
    }
    columns[name] = new Uint32Array(0);
  }
  return new Uint32Array(to.buffer);
}

function moveWords(table: SpanTable, name: 'resource' | 'name' | 'peer', rows: number): Uint32Array {
  const to = new Uint32Array(rows);
  for (const { columns, length, trace: sorted } of table.chunks) {
    const from = columns[name];
    if (isEmpty(from, length)) continue;
    for (let row = 0; row < length; row++) {
      const target = sorted[row]!;
      if (target !== NOT_JUDGED) to[target] = from[row]!;
    }
    columns[name] = new Uint32Array(0);
  }
  return to;
}

function moveHalves(table: SpanTable, name: 'flags' | 'facts' | 'threshold', rows: number): Uint16Array {
  const to = new Uint16Array(rows);
  for (const { columns, length, trace: sorted } of table.chunks) {
    const from = columns[name];
    if (isEmpty(from, length)) continue;
    for (let row = 0; row < length; row++) {
      const target = sorted[row]!;
      if (target !== NOT_JUDGED) to[target] = from[row]!;
    }
    columns[name] = new Uint16Array(0);
  }
  return to;
}

function moveBytes(table: SpanTable, rows: number): Uint8Array {
  const to = new Uint8Array(rows);
  for (const { columns, length, trace: sorted } of table.chunks) {
    for (let row = 0; row < length; row++) {
      const target = sorted[row]!;
      if (target !== NOT_JUDGED) to[target] = columns.kind[row]!;
    }
  }
  return to;
}

/** Many systems never use some of the columns: what is nowhere set need not be moved, and is then never touched. */
function isEmpty(column: Uint32Array | Uint16Array, length: number): boolean {
  for (let row = 0; row < length; row++) {
    if (column[row] !== 0) return false;
  }
  return true;
}

import { createColumns, type SpanColumns, WIDTHS } from './columns';
import { TraceState } from './corpus';
import type { SpanTable } from './table';

/** In place of a row: its trace is not judged. */
const NOT_JUDGED = 0xffff_ffff;

/** Where the rows of a table go when they are sorted by trace. */
export interface Sorting {
  /** For each row of the table its sorted row, or NOT_JUDGED. */
  readonly rowOf: Uint32Array;
  /** Rows of judged traces. */
  readonly rows: number;
  /** Judged trace t is the sorted rows `[traceStart[t], traceStart[t + 1])`. */
  readonly traceStart: Uint32Array;
  readonly traceCount: number;
}

/** For each row of the table its row when sorted by trace (counting sort); NOT_JUDGED where its trace is not judged. */
export function sortIntoTraces(traceOf: Uint32Array, states: Uint8Array): Sorting {
  const next = new Uint32Array(states.length);
  for (let row = 0; row < traceOf.length; row++) next[traceOf[row]!]!++;
  const starts = new Uint32Array(states.length + 1);
  let traceCount = 0;
  let rows = 0;
  for (let trace = 0; trace < states.length; trace++) {
    if (states[trace] !== TraceState.JUDGED) continue;
    const count = next[trace]!;
    next[trace] = rows;
    starts[traceCount++] = rows;
    rows += count;
  }
  starts[traceCount] = rows;
  const rowOf = new Uint32Array(traceOf.length);
  for (let row = 0; row < traceOf.length; row++) {
    const trace = traceOf[row]!;
    rowOf[row] = states[trace] === TraceState.JUDGED ? next[trace]!++ : NOT_JUDGED;
  }
  return { rowOf, rows, traceStart: starts.subarray(0, traceCount + 1), traceCount };
}

/**
 * The columns sorted by trace. They are moved one after the other and chunk by chunk, read forwards, and what was
 * moved is given up, so that no more than one column is in memory twice.
 */
export function sortColumns(table: SpanTable, rowOf: Uint32Array, rows: number): SpanColumns {
  const sorted = createColumns(0);
  sorted.traceId = movePairs(table, 'traceId', rowOf, rows);
  sorted.spanId = movePairs(table, 'spanId', rowOf, rows);
  sorted.parentId = movePairs(table, 'parentId', rowOf, rows);
  sorted.start = movePairs(table, 'start', rowOf, rows);
  sorted.end = movePairs(table, 'end', rowOf, rows);
  sorted.resource = moveWords(table, 'resource', rowOf, rows);
  sorted.name = moveWords(table, 'name', rowOf, rows);
  sorted.peer = moveWords(table, 'peer', rowOf, rows);
  sorted.object = moveWords(table, 'object', rowOf, rows);
  sorted.flags = moveHalves(table, 'flags', rowOf, rows);
  sorted.facts = moveHalves(table, 'facts', rowOf, rows);
  sorted.threshold = moveHalves(table, 'threshold', rowOf, rows);
  sorted.kind = moveBytes(table, rowOf, rows);
  table.chunks.length = 0;
  return sorted;
}

// One function for each type of column: a loop that meets arrays of several types is compiled to something slower.

/** Columns of two or four words, two words at once: optimised code moves them in a register, without a bigint. */
function movePairs(
  table: SpanTable,
  name: 'traceId' | 'spanId' | 'parentId' | 'start' | 'end',
  rowOf: Uint32Array,
  rows: number,
): Uint32Array {
  const pairs = WIDTHS[name] / 2;
  const to = new BigUint64Array(rows * pairs);
  let row = 0;
  for (const { columns, length } of table.chunks) {
    const from = new BigUint64Array(columns[name].buffer, columns[name].byteOffset, length * pairs);
    if (pairs === 1) {
      for (let at = 0; at < length; at++) {
        const target = rowOf[row++]!;
        if (target !== NOT_JUDGED) to[target] = from[at]!;
      }
    } else {
      for (let at = 0; at < length; at++) {
        const target = rowOf[row++]!;
        if (target === NOT_JUDGED) continue;
        to[target * 2] = from[at * 2]!;
        to[target * 2 + 1] = from[at * 2 + 1]!;
      }
    }
    columns[name] = new Uint32Array(0);
  }
  return new Uint32Array(to.buffer);
}

function moveWords(
  table: SpanTable,
  name: 'resource' | 'name' | 'peer' | 'object',
  rowOf: Uint32Array,
  rows: number,
): Uint32Array {
  const to = new Uint32Array(rows);
  let row = 0;
  for (const { columns, length } of table.chunks) {
    const from = columns[name];
    for (let at = 0; at < length; at++) {
      const target = rowOf[row++]!;
      if (target !== NOT_JUDGED) to[target] = from[at]!;
    }
    columns[name] = new Uint32Array(0);
  }
  return to;
}

function moveHalves(
  table: SpanTable,
  name: 'flags' | 'facts' | 'threshold',
  rowOf: Uint32Array,
  rows: number,
): Uint16Array {
  const to = new Uint16Array(rows);
  let row = 0;
  for (const { columns, length } of table.chunks) {
    const from = columns[name];
    for (let at = 0; at < length; at++) {
      const target = rowOf[row++]!;
      if (target !== NOT_JUDGED) to[target] = from[at]!;
    }
    columns[name] = new Uint16Array(0);
  }
  return to;
}

function moveBytes(table: SpanTable, rowOf: Uint32Array, rows: number): Uint8Array {
  const to = new Uint8Array(rows);
  let row = 0;
  for (const { columns, length } of table.chunks) {
    for (let at = 0; at < length; at++) {
      const target = rowOf[row++]!;
      if (target !== NOT_JUDGED) to[target] = columns.kind[at]!;
    }
  }
  return to;
}

import { createSortedColumns, type KeptColumns, type SortedColumns } from './columns';
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

/** Which resources are those of judged spans, by number (1: it is), after sortIntoTraces. */
export function usedResources(table: SpanTable): Uint8Array {
  const used = new Uint8Array(table.resources.size);
  for (const { columns, length, trace: sorted } of table.chunks) {
    const { resource } = columns;
    for (let row = 0; row < length; row++) {
      if (sorted[row] !== NOT_JUDGED) used[resource[row]!] = 1;
    }
  }
  return used;
}

/** Spans sorted by trace, with the number of the service of each. */
export interface Sorted {
  readonly columns: SortedColumns;
  readonly service: Uint32Array;
}

/**
 * The columns sorted by trace, after sortIntoTraces: each chunk is read once, forwards, and given up. Which object a
 * span came from is not needed any more.
 * @param serviceOf the service of each resource, by number
 */
export function sortColumns(table: SpanTable, rows: number, serviceOf: Uint32Array): Sorted {
  const columns = createSortedColumns(rows);
  const service = new Uint32Array(rows);
  for (const { columns: from, length, trace: sorted } of table.chunks) {
    moveAlways(from, length, sorted, columns);
    moveResources(from.resource, length, sorted, columns.resource, service, serviceOf);
    // Many systems never use these: what is nowhere set need not be moved, and is then never touched.
    if (isSet(from.peer, length)) moveWords(from.peer, length, sorted, columns.peer);
    if (isSet(from.flags, length)) moveHalves(from.flags, length, sorted, columns.flags);
    if (isSet(from.facts, length)) moveHalves(from.facts, length, sorted, columns.facts);
    if (isSet(from.threshold, length)) moveHalves(from.threshold, length, sorted, columns.threshold);
  }
  table.chunks.length = 0;
  table.length = 0;
  return { columns, service };
}

/** What every span has: one walk for all, since the walk costs more than the moving. */
function moveAlways(from: KeptColumns, length: number, sorted: Uint32Array, to: SortedColumns): void {
  const { spanId, parentId, start, end, name, kind } = from;
  for (let row = 0; row < length; row++) {
    const target = sorted[row]!;
    if (target === NOT_JUDGED) continue;
    const high = target * 2;
    const low = high + 1;
    to.spanId[high] = spanId[row * 2]!;
    to.spanId[low] = spanId[row * 2 + 1]!;
    to.parentId[high] = parentId[row * 2]!;
    to.parentId[low] = parentId[row * 2 + 1]!;
    to.start[high] = start[row * 2]!;
    to.start[low] = start[row * 2 + 1]!;
    to.end[high] = end[row * 2]!;
    to.end[low] = end[row * 2 + 1]!;
    to.name[target] = name[row]!;
    to.kind[target] = kind[row]!;
  }
}

function moveResources(
  from: Uint32Array,
  length: number,
  sorted: Uint32Array,
  to: Uint32Array,
  service: Uint32Array,
  serviceOf: Uint32Array,
): void {
  for (let row = 0; row < length; row++) {
    const target = sorted[row]!;
    if (target === NOT_JUDGED) continue;
    const resource = from[row]!;
    to[target] = resource;
    service[target] = serviceOf[resource]!;
  }
}

// One function for each width: a loop that meets arrays of several types is compiled to something slower.

function moveWords(from: Uint32Array, length: number, sorted: Uint32Array, to: Uint32Array): void {
  for (let row = 0; row < length; row++) {
    const target = sorted[row]!;
    if (target !== NOT_JUDGED) to[target] = from[row]!;
  }
}

function moveHalves(from: Uint16Array, length: number, sorted: Uint32Array, to: Uint16Array): void {
  for (let row = 0; row < length; row++) {
    const target = sorted[row]!;
    if (target !== NOT_JUDGED) to[target] = from[row]!;
  }
}

function isSet(column: Uint32Array | Uint16Array, length: number): boolean {
  for (let row = 0; row < length; row++) {
    if (column[row] !== 0) return true;
  }
  return false;
}

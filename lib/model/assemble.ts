import { COLUMN_NAMES, type SpanColumns, WIDTHS } from './columns';
import { type Corpus, TraceState } from './corpus';
import { groupByTrace } from './grouping';
import { resolveParents } from './parents';
import { type Judgeable, traceStates } from './states';
import type { SpanTable } from './table';

/** How people read the name of a service that has none. */
export const UNNAMED_SERVICE = '(no service.name)';

/** How many traces are in each state. */
export interface TraceCounts {
  readonly judged: number;
  readonly outside: number;
  readonly unsettled: number;
  readonly cut: number;
  readonly damaged: number;
}

/** Sorts the table's spans into traces and resolves parents. The table's columns are used up. */
export function assemble(
  table: SpanTable,
  rules: Judgeable,
  rawIds: ReadonlyMap<string, string> = new Map(),
): { readonly corpus: Corpus; readonly counts: TraceCounts } {
  settleHashedTexts(table);
  const grouping = groupByTrace(table.columns, table.length);
  const states = traceStates(table.columns, grouping, rules);
  const { order, traceStart, traceCount } = sortIntoTraces(grouping.traceOf, states);
  gatherColumns(table.columns, order);
  const columns = table.columns;
  table.length = 0;

  const { services, service } = serviceNumbers(columns, order.length, table);
  const nameText = (id: number) => table.strings.text(id) ?? String(id);
  const { parent, resends } = resolveParents({ columns, service, traceStart, traceCount, nameText });
  const spanCount = order.length - resends.length;
  if (resends.length > 0) dropRows(columns, service, parent, traceStart, resends);

  const corpus: Corpus = {
    columns,
    spanCount,
    traceCount,
    traceStart,
    parent: parent.subarray(0, spanCount),
    service: service.subarray(0, spanCount),
    services,
    resends: resends.length,
    resources: table.resources,
    strings: table.strings,
    rawIds,
  };
  return { corpus, counts: countStates(states) };
}

/** A text may have been kept from one decoder and only hashed from another: one number for both. */
function settleHashedTexts(table: SpanTable): void {
  const kept = table.strings.keptByHash();
  if (kept === null) return;
  for (const column of [table.columns.name, table.columns.peer]) {
    for (let row = 0; row < table.length; row++) {
      const id = kept.get(column[row]!);
      if (id !== undefined) column[row] = id;
    }
  }
}

/** Rows of the judged traces, trace by trace, each in the order in which they came (counting sort). */
function sortIntoTraces(traceOf: Uint32Array, states: Uint8Array) {
  const position = new Uint32Array(states.length + 1);
  for (const trace of traceOf) {
    if (states[trace] === TraceState.JUDGED) position[trace]!++;
  }
  const starts: number[] = [];
  let total = 0;
  for (let trace = 0; trace < states.length; trace++) {
    const count = position[trace]!;
    position[trace] = total;
    if (states[trace] === TraceState.JUDGED) starts.push(total);
    total += count;
  }
  starts.push(total);
  const order = new Uint32Array(total);
  for (let row = 0; row < traceOf.length; row++) {
    const trace = traceOf[row]!;
    if (states[trace] === TraceState.JUDGED) order[position[trace]!++] = row;
  }
  return { order, traceStart: Uint32Array.from(starts), traceCount: starts.length - 1 };
}

/** Puts every column into `order`; one column after the other, so that only one is in memory twice. */
function gatherColumns(columns: SpanColumns, order: Uint32Array): void {
  columns.traceId = gatherTraceIds(columns.traceId, order);
  columns.spanId = gatherPairs(columns.spanId, order);
  columns.parentId = gatherPairs(columns.parentId, order);
  columns.start = gatherPairs(columns.start, order);
  columns.end = gatherPairs(columns.end, order);
  columns.resource = gatherWords(columns.resource, order);
  columns.name = gatherWords(columns.name, order);
  columns.peer = gatherWords(columns.peer, order);
  columns.object = gatherWords(columns.object, order);
  columns.flags = gatherHalves(columns.flags, order);
  columns.facts = gatherHalves(columns.facts, order);
  columns.threshold = gatherHalves(columns.threshold, order);
  const kind = new Uint8Array(order.length);
  for (let index = 0; index < order.length; index++) kind[index] = columns.kind[order[index]!]!;
  columns.kind = kind;
}

// One function for each width: a loop that meets arrays of several types is compiled to something slower.

function gatherTraceIds(column: Uint32Array, order: Uint32Array): Uint32Array {
  const from = new BigUint64Array(column.buffer, column.byteOffset);
  const to = new BigUint64Array(order.length * 2);
  for (let index = 0; index < order.length; index++) {
    const row = order[index]!;
    to[index * 2] = from[row * 2]!;
    to[index * 2 + 1] = from[row * 2 + 1]!;
  }
  return new Uint32Array(to.buffer);
}

/** Two words at once: optimised code moves them as one register, without a bigint. */
function gatherPairs(column: Uint32Array, order: Uint32Array): Uint32Array {
  const from = new BigUint64Array(column.buffer, column.byteOffset);
  const to = new BigUint64Array(order.length);
  for (let index = 0; index < order.length; index++) to[index] = from[order[index]!]!;
  return new Uint32Array(to.buffer);
}

function gatherWords(column: Uint32Array, order: Uint32Array): Uint32Array {
  const to = new Uint32Array(order.length);
  for (let index = 0; index < order.length; index++) to[index] = column[order[index]!]!;
  return to;
}

function gatherHalves(column: Uint16Array, order: Uint32Array): Uint16Array {
  const to = new Uint16Array(order.length);
  for (let index = 0; index < order.length; index++) to[index] = column[order[index]!]!;
  return to;
}

/** Numbers the services that occur, in the order of their names, and gives the number of each row. */
function serviceNumbers(columns: SpanColumns, rows: number, table: SpanTable) {
  const { resource } = columns;
  const used = new Uint8Array(table.resources.size);
  for (let row = 0; row < rows; row++) used[resource[row]!] = 1;
  const names = new Map<number, string>();
  used.forEach((isUsed, number) => {
    if (isUsed === 1) names.set(number, table.resources.at(number).service || UNNAMED_SERVICE);
  });
  const services = [...new Set(names.values())].sort();
  const numberOf = new Map(services.map((name, number) => [name, number]));
  const serviceOf = new Uint32Array(table.resources.size);
  for (const [number, name] of names) serviceOf[number] = numberOf.get(name) ?? 0;
  const service = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) service[row] = serviceOf[resource[row]!]!;
  return { services, service };
}

/** Takes rows out (ascending) and closes the gaps, in columns, parents and trace borders. */
function dropRows(
  columns: SpanColumns,
  service: Uint32Array,
  parent: Int32Array,
  traceStart: Uint32Array,
  dropped: readonly number[],
): void {
  const rows = parent.length;
  const newRow = new Uint32Array(rows + 1);
  for (let row = 0, gone = 0; row <= rows; row++) {
    newRow[row] = row - gone;
    if (dropped[gone] === row) gone++;
  }
  for (let row = 0; row < rows; row++) {
    if (parent[row]! >= 0) parent[row] = newRow[parent[row]!]!;
  }
  for (let index = 0; index < dropped.length; index++) {
    const from = dropped[index]! + 1;
    const to = dropped[index + 1] ?? rows;
    const target = from - index - 1;
    for (const name of COLUMN_NAMES) {
      const width = WIDTHS[name];
      columns[name].copyWithin(target * width, from * width, to * width);
    }
    service.copyWithin(target, from, to);
    parent.copyWithin(target, from, to);
  }
  for (let trace = 0; trace < traceStart.length; trace++) traceStart[trace] = newRow[traceStart[trace]!]!;
}

function countStates(states: Uint8Array): TraceCounts {
  const counts = [0, 0, 0, 0, 0];
  for (const state of states) counts[state]!++;
  return {
    judged: counts[TraceState.JUDGED]!,
    outside: counts[TraceState.OUTSIDE]!,
    unsettled: counts[TraceState.UNSETTLED]!,
    cut: counts[TraceState.CUT]!,
    damaged: counts[TraceState.DAMAGED]!,
  };
}

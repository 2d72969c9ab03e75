import { SORTED_COLUMN_NAMES, type SortedColumns, WIDTHS } from './columns';
import { type Corpus, TraceState } from './corpus';
import { resolveParents } from './parents';
import { sortColumns, sortIntoTraces, usedResources } from './sorting';
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

/** Sorts the table's spans into traces and resolves parents. The table is empty afterwards. */
export function assemble(
  table: SpanTable,
  rules: Judgeable,
  rawIds: ReadonlyMap<string, string> = new Map(),
): { readonly corpus: Corpus; readonly counts: TraceCounts } {
  settleHashedTexts(table);
  const states = traceStates(table, rules);
  const { rows, traceStart, traceCount } = sortIntoTraces(table, states);
  const { services, serviceOf } = serviceNumbers(table);
  const { columns, service } = sortColumns(table, rows, serviceOf);
  const nameText = (id: number) => table.strings.text(id) ?? String(id);
  const { parent, resends } = resolveParents({ columns, service, traceStart, traceCount, nameText });
  const spanCount = rows - resends.length;
  if (resends.length > 0) dropRows(columns, service, parent, traceStart, resends);

  const corpus: Corpus = {
    columns,
    spanCount,
    traceCount,
    traceStart,
    traceIds: idsOfJudged(table, states, traceCount),
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
  for (const { columns, length } of table.chunks) {
    for (const column of [columns.name, columns.peer]) {
      for (let row = 0; row < length; row++) {
        const id = kept.get(column[row]!);
        if (id !== undefined) column[row] = id;
      }
    }
  }
}

/** Numbers the services that occur, in the order of their names, and gives the number of each resource's. */
function serviceNumbers(table: SpanTable) {
  const names = new Map<number, string>();
  usedResources(table).forEach((isUsed, number) => {
    if (isUsed === 1) names.set(number, table.resources.at(number).service || UNNAMED_SERVICE);
  });
  const services = [...new Set(names.values())].sort();
  const numberOf = new Map(services.map((name, number) => [name, number]));
  const serviceOf = new Uint32Array(table.resources.size);
  for (const [number, name] of names) serviceOf[number] = numberOf.get(name) ?? 0;
  return { services, serviceOf };
}

/** The trace IDs of the judged traces, in their order. */
function idsOfJudged(table: SpanTable, states: Uint8Array, traceCount: number): Uint32Array {
  const ids = new Uint32Array(traceCount * 4);
  let judged = 0;
  for (let trace = 0; trace < states.length; trace++) {
    if (states[trace] !== TraceState.JUDGED) continue;
    ids.set(table.traces.ids.subarray(trace * 4, trace * 4 + 4), judged++ * 4);
  }
  return ids;
}

/** Takes rows out (ascending) and closes the gaps, in columns, parents and trace borders. */
function dropRows(
  columns: SortedColumns,
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
  for (const name of SORTED_COLUMN_NAMES) closeGaps(columns[name], WIDTHS[name], rows, dropped);
  closeGaps(service, 1, rows, dropped);
  closeGaps(parent, 1, rows, dropped);
  for (let trace = 0; trace < traceStart.length; trace++) traceStart[trace] = newRow[traceStart[trace]!]!;
}

/** Moves what follows each dropped row forward, in a column of `width` elements a row. */
function closeGaps(
  column: SortedColumns[keyof SortedColumns] | Int32Array,
  width: number,
  rows: number,
  dropped: readonly number[],
): void {
  for (let index = 0; index < dropped.length; index++) {
    const from = dropped[index]! + 1;
    const to = dropped[index + 1] ?? rows;
    column.copyWithin((from - index - 1) * width, from * width, to * width);
  }
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

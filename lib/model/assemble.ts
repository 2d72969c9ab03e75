import { createSortedColumns } from './columns';
import { type Corpus, TraceState } from './corpus';
import type { AssembledColumns } from './kernel/table-columns';
import { RECORD_WORDS, RecordWord } from './kernel/table-records';
import { restoreRenamed } from './renamed-halves';
import { type Judgeable, traceStates } from './states';
import type { SpanTable } from './table';
import { type AssembledSpans, resolveTwins, type Twin } from './twins';

/** How people read the name of a service that has none. */
export const UNNAMED_SERVICE = '(no service.name)';

/** Traces that are assembled in one call of the kernel: it is compiled better between calls, not within one. */
const TRACES_AT_ONCE = 512;

/** How many traces are in each state. */
export interface TraceCounts {
  readonly judged: number;
  readonly outside: number;
  readonly unsettled: number;
  readonly cut: number;
  readonly damaged: number;
}

/** Sorts the table's spans into traces and resolves parents. To be done once: the table's memory is used up by it. */
export function assemble(
  table: SpanTable,
  rules: Judgeable,
  rawIds: ReadonlyMap<string, string> = new Map(),
): { readonly corpus: Corpus; readonly counts: TraceCounts } {
  settleHashedTexts(table);
  const states = traceStates(table, rules);
  const used = sortIntoTraces(table, states);
  const { services, serviceOf } = serviceNumbers(table, used);
  const { assembled, twins, renamed } = assembleTraces(table, serviceOf);
  const { columns, service, parent } = assembled;
  const { kernel } = table;
  const traceCount = kernel.judged.value;
  const traceStart = table.wordsAt(kernel.starts.value, traceCount + 1).slice();
  const nameText = (id: number) => table.strings.text(id) ?? String(id);
  const spans: AssembledSpans = { columns, service, parent, traceStart, nameText };
  resolveTwins(spans, twins);
  restoreRenamed(spans, renamed);

  const spanCount = kernel.rows.value;
  const corpus: Corpus = {
    columns,
    spanCount,
    traceCount,
    traceStart,
    traceIds: idsOfJudged(table, states, traceCount),
    parent: parent.subarray(0, spanCount),
    service: service.subarray(0, spanCount),
    services,
    resends: kernel.resends.value,
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
  for (const { words, rows } of table.records()) {
    for (let at = 0; at < rows * RECORD_WORDS; at += RECORD_WORDS) {
      for (const word of [at + RecordWord.NAME, at + RecordWord.PEER]) {
        words[word] = kept.get(words[word]!) ?? words[word]!;
      }
    }
  }
}

/** Sorts the records of judged traces by trace; gives for each resource whether one of them has it (1). */
function sortIntoTraces(table: SpanTable, states: Uint8Array): Uint8Array {
  const { kernel } = table;
  const stateWords = table.newWords(Math.ceil(states.length / 4) + 1);
  new Uint8Array(stateWords.buffer, stateWords.byteOffset).set(states);
  table.need(kernel.startOrder(stateWords.byteOffset));
  const usedWords = table.newWords(Math.ceil(table.resources.size / 4) + 1);
  table.inParts((from, to) => kernel.sortRows(from, to, usedWords.byteOffset));
  return new Uint8Array(usedWords.buffer, usedWords.byteOffset, table.resources.size);
}

/** Numbers the services that occur, in the order of their names, and gives the number of each resource's. */
function serviceNumbers(table: SpanTable, used: Uint8Array) {
  const names = new Map<number, string>();
  used.forEach((isUsed, number) => {
    if (isUsed === 1) names.set(number, table.resources.at(number).service || UNNAMED_SERVICE);
  });
  const services = [...new Set(names.values())].sort();
  const numberOf = new Map(services.map((name, number) => [name, number]));
  const serviceOf = table.newWords(table.resources.size + 1);
  for (const [number, name] of names) serviceOf[number] = numberOf.get(name) ?? 0;
  return { services, serviceOf };
}

/** What the kernel makes of the judged traces. */
interface Assembled {
  /** Their spans, in their order. */
  readonly assembled: AssembledColumns;
  /** Spans with the ID of an earlier one, ascending. */
  readonly twins: readonly Twin[];
  /** Traces in which a server span has an ID as low as Tempo gives. */
  readonly renamed: readonly number[];
}

function assembleTraces(table: SpanTable, serviceOf: Uint32Array): Assembled {
  const { kernel, outside } = table;
  const traceCount = kernel.judged.value;
  const rows = table.wordsAt(kernel.starts.value, traceCount + 1)[traceCount]!;
  const assembled: AssembledColumns = {
    columns: createSortedColumns(rows),
    service: new Uint32Array(rows),
    parent: new Int32Array(rows),
  };
  const twins: Twin[] = [];
  const renamed: number[] = [];
  let row = 0;
  outside.takeRows = (count, set) => {
    table.columns.copyTo(assembled, row, count, set);
    row += count;
  };
  outside.noteTwin = (first, row) => twins.push({ first, row });
  outside.noteRenamed = (trace) => renamed.push(trace);
  table.need(kernel.startTraces());
  for (let from = 0; from < traceCount; from += TRACES_AT_ONCE) {
    kernel.assembleTraces(from, Math.min(traceCount, from + TRACES_AT_ONCE), serviceOf.byteOffset);
  }
  kernel.finishTraces();
  return { assembled, twins, renamed };
}

/** The trace IDs of the judged traces, in their order. */
function idsOfJudged(table: SpanTable, states: Uint8Array, traceCount: number): Uint32Array {
  const all = table.traceIds();
  if (traceCount === states.length) return all;
  const ids = new Uint32Array(traceCount * 4);
  let judged = 0;
  for (let trace = 0; trace < states.length; trace++) {
    if (states[trace] !== TraceState.JUDGED) continue;
    ids.set(all.subarray(trace * 4, trace * 4 + 4), judged++ * 4);
  }
  return ids;
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

import { type Corpus, TraceState } from './corpus';
import { type AssembledRange, assembledAt, assembleRange } from './kernel/assembled-range';
import { type CorpusColumns, newCorpusColumns } from './kernel/corpus-columns';
import { RECORD_WORDS, RecordWord } from './kernel/table-records';
import { restoreRenamed } from './renamed-halves';
import { type Judgeable, traceStates } from './states';
import type { SpanTable } from './table';
import { resolveTwins } from './twins';

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
  const { memory, kernel } = table;
  const traceCount = kernel.judged.value;
  const traceStart = memory.wordsAt(kernel.starts.value, traceCount + 1);
  const placed = newCorpusColumns(memory, traceStart, traceStart[traceCount]!);
  const range = assembleTraces(table, placed, serviceOf);
  const spanCount = range.end;
  traceStart[traceCount] = spanCount;
  const { block, columns, service, parent } = placed;
  const nameText = (id: number) => table.strings.text(id) ?? String(id);
  const spans = { columns, service, parent, traceStart, nameText };
  resolveTwins(spans, range.twins);
  restoreRenamed(spans, range.renamed);

  const corpus: Corpus = {
    memory,
    block,
    columns,
    spanCount,
    traceCount,
    largestTrace: kernel.largest.value,
    traceStart,
    traceIds: idsOfJudged(table, states, traceCount),
    parent: parent.subarray(0, spanCount),
    service: service.subarray(0, spanCount),
    services,
    resends: range.resends,
    earliest: range.earliest,
    latest: range.latest,
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
  const stateWords = table.memory.newWords(Math.ceil(states.length / 4) + 1);
  new Uint8Array(stateWords.buffer, stateWords.byteOffset).set(states);
  table.memory.need(kernel.startOrder(stateWords.byteOffset));
  const usedWords = table.memory.newWords(Math.ceil(table.resources.size / 4) + 1);
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
  const serviceOf = table.memory.newWords(table.resources.size + 1);
  for (const [number, name] of names) serviceOf[number] = numberOf.get(name) ?? 0;
  return { services, serviceOf };
}

function assembleTraces(table: SpanTable, placed: CorpusColumns, serviceOf: Uint32Array): AssembledRange {
  const { kernel, memory } = table;
  const range = {
    block: placed.block,
    order: kernel.order.value,
    services: serviceOf.byteOffset,
    largest: kernel.largest.value,
    from: 0,
    to: kernel.judged.value,
    row: 0,
  };
  return assembledAt(memory, memory.need(assembleRange(kernel, range)));
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

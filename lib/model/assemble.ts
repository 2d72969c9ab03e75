import { type Corpus, type CorpusLayout, TraceState } from './corpus';
import { type JoinedRanges, joinRanges } from './join-ranges';
import { JudgedSpans } from './judged-spans';
import { assembledAt, assembleRange, type TraceRange } from './kernel/assembled-range';
import { newCorpusColumns } from './kernel/corpus-columns';
import { addressFrom } from './kernel/kernels';
import { sortRows } from './kernel/sorted-rows';
import { RECORD_WORDS, RecordWord } from './kernel/table-records';
import { type Judgeable, traceStates } from './states';
import type { SpanTable } from './table';
import { cutRows, cutTraces, type Team, type Teamwork } from './team';
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

/** Some traces that were assembled side by side with others. */
export interface AssembledPart extends TraceRange {
  /** The row behind their last span, as they were assembled. */
  readonly end: number;
  /** How many rows earlier their spans stand now: resends before them were folded. */
  readonly gap: number;
  /** Pairs: traces from and to which nobody has followed (kernel/assembled-range.ts). */
  readonly unsettled: readonly number[];
}

/** What assembling comes to. */
export interface Assembled {
  readonly corpus: Corpus;
  readonly counts: TraceCounts;
}

/** What it comes to with a team. */
export interface AssembledBy<Work> extends Assembled {
  /** What the team tells. */
  readonly work: Work;
  /** The parts in which it was done, as the team saw them. */
  readonly parts: readonly AssembledPart[];
}

/** Sorts the table's spans into traces and resolves parents. To be done once: the table's memory is used up by it. */
export function assemble(
  table: SpanTable,
  rules: Judgeable,
  rawIds: ReadonlyMap<string, string> = new Map(),
): Assembled {
  return assembleBy(alone(table), table, rules, rawIds);
}

/** The same with a team. */
export function assembleBy<Work extends Teamwork>(
  team: Team<Work>,
  table: SpanTable,
  rules: Judgeable,
  rawIds: ReadonlyMap<string, string>,
): AssembledBy<Work> {
  settleHashedTexts(table);
  const states = traceStates(table, rules);
  const used = sortIntoTraces(table, states, team);
  const { services, serviceOf } = serviceNumbers(table, used);
  const { memory, kernel, resources, strings } = table;
  const traceCount = kernel.judged.value;
  const traceStart = memory.wordsAt(addressFrom(kernel.starts), traceCount + 1);
  const records = memory.wordsAt(addressFrom(kernel.order), traceStart[traceCount]!);
  const { block, service, parent } = newCorpusColumns(memory, traceStart, records);
  const largestTrace = kernel.largest.value;
  const layout = { memory, block, traceCount, traceStart, largestTrace, services, resources };
  const { joined, parts, work } = assembleTraces(table, layout, serviceOf, team);
  const { spanCount, twins, resends, earliest, latest } = joined;
  const spans = new JudgedSpans(memory, records);
  const nameText = (id: number) => strings.text(id) ?? String(id);
  resolveTwins({ spans, service, parent, traceStart, nameText }, twins);

  const corpus: Corpus = {
    ...layout,
    spans,
    spanCount,
    traceIds: memory.wordsAt(addressFrom(kernel.judgedIds), traceCount * 4),
    shortIdTraces: memory.listAt(addressFrom(kernel.shortIdTraces)),
    parent: parent.subarray(0, spanCount),
    service: service.subarray(0, spanCount),
    resends,
    earliest,
    latest,
    strings,
    rawIds,
  };
  return { corpus, counts: traceCounts(table), parts, work };
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
function sortIntoTraces(table: SpanTable, states: Uint8Array, team: Team): Uint8Array {
  const { kernel, length } = table;
  const stateWords = table.memory.newWords(Math.ceil(states.length / 4) + 1);
  new Uint8Array(stateWords.buffer, stateWords.byteOffset).set(states);
  table.memory.need(kernel.startOrder(stateWords.byteOffset));
  const usedWords = table.memory.newWords(Math.ceil(table.resources.size / 4) + 1);
  const order = addressFrom(kernel.order);
  const used = usedWords.byteOffset;
  team.sort(cutRows(length, team.sizeFor(length), team.headStart).map((rows) => ({ ...rows, order, used })));
  return new Uint8Array(usedWords.buffer, used, table.resources.size);
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

function assembleTraces<Work extends Teamwork>(
  table: SpanTable,
  layout: CorpusLayout,
  serviceOf: Uint32Array,
  team: Team<Work>,
): { readonly joined: JoinedRanges; readonly parts: readonly AssembledPart[]; readonly work: Work } {
  const { memory, block, traceStart, largestTrace } = layout;
  const shared = { block, services: serviceOf.byteOffset, largest: largestTrace };
  const ranges = cutTraces(traceStart, team.sizeFor(traceStart.at(-1) ?? 0), team.headStart).map((range) => ({
    ...shared,
    ...range,
  }));
  const work = team.assemble(ranges, layout);
  const { outcomes } = work;
  const results = outcomes.map(({ address }) => assembledAt(memory, memory.need(address)));
  const joined = joinRanges(table, ranges, results);
  traceStart[traceStart.length - 1] = joined.spanCount;
  const parts = outcomes.map(({ unsettled }, index) => {
    const { from, to, row } = ranges[index]!;
    return { from, to, row, end: results[index]!.end, gap: joined.gaps[index]!, unsettled };
  });
  return { joined, parts, work };
}

/** All in this thread. */
function alone({ kernel, memory }: SpanTable): Team {
  return {
    sizeFor: () => 1,
    headStart: 0,
    sort: (parts) => {
      for (const rows of parts) sortRows(kernel, rows);
    },
    assemble: (ranges) => ({
      outcomes: ranges.map((range) => assembleRange(kernel, memory.shared, range)),
    }),
  };
}

function traceCounts({ memory, kernel }: SpanTable): TraceCounts {
  const counts = memory.wordsAt(addressFrom(kernel.stateCounts), Object.keys(TraceState).length);
  return {
    judged: counts[TraceState.JUDGED]!,
    outside: counts[TraceState.OUTSIDE]!,
    unsettled: counts[TraceState.UNSETTLED]!,
    cut: counts[TraceState.CUT]!,
    damaged: counts[TraceState.DAMAGED]!,
  };
}

import { markClusters } from './clusters';
import { TraceState } from './corpus';
import { RECORD_WORDS, RecordWord } from './kernel/table-records';
import type { SpanTable } from './table';
import { compareTimes, wordsOfMillis, wordsOfNanos } from './time';
import type { Margins, Window } from './window';
import { hexOfWords } from './words';

/** What decides whether a trace may be judged. */
export interface Judgeable {
  /** The audit window, what was read around it, and how it was widened; null: all is judged. */
  readonly window: {
    readonly audited: Window;
    readonly read: Window;
    readonly margins: Margins;
    /** Only these minutes of the window are audited, in order; absent: all. */
    readonly clusters?: readonly Window[];
    /** Traces were read whole, wherever they end: none is cut. */
    readonly isReadWhole?: boolean;
  } | null;
  /** Only these traces are judged, lower-case hex of their IDs; absent: all. */
  readonly only?: ReadonlySet<string>;
  /** Hex of the IDs of traces of which a part is known to be unread. */
  readonly damagedTraces: ReadonlySet<string>;
  /** Objects that broke off before their end, by number. */
  readonly truncatedObjects: ReadonlySet<number>;
  /** Objects whose bytes are known to be damaged: what was read of them may be wrong. */
  readonly corruptObjects: ReadonlySet<number>;
  /** Times from which an unreadable object held the spans. */
  readonly damagedTimes: readonly Window[];
  /** What counts as near the end of a truncated object; milliseconds. */
  readonly settle: number;
}

type Words = readonly [number, number];

/** Earliest start and latest end of each trace; 2 words each. Zero where no span of it has a time. */
interface Spread {
  readonly earliest: Uint32Array;
  readonly latest: Uint32Array;
}

/** The state of each trace (TraceState), by trace number. */
export function traceStates(table: SpanTable, rules: Judgeable): Uint8Array {
  const states = new Uint8Array(table.traceCount);
  const damaged =
    rules.damagedTimes.length > 0 || rules.truncatedObjects.size > 0 || rules.corruptObjects.size > 0;
  if (rules.window !== null || damaged) {
    const spread = spreadOf(table);
    markDamagedTimes(states, spread, rules.damagedTimes);
    markBrokenObjects(states, table, spread, rules);
    if (rules.window !== null) markWindow(states, spread, rules.window);
    if (rules.window?.clusters) markClusters(states, spread, rules.window.clusters, rules.window.margins);
  }
  if (rules.damagedTraces.size > 0) {
    const ids = table.traceIds();
    for (let trace = 0; trace < states.length; trace++) {
      const id = hexOfWords(ids, trace * 4, 4);
      if (rules.damagedTraces.has(id) && states[trace] === TraceState.JUDGED)
        states[trace] = TraceState.DAMAGED;
    }
  }
  if (rules.only !== undefined) markOthers(states, table, rules.only);
  return states;
}

/** Traces that nobody asked for are outside of what is audited. */
function markOthers(states: Uint8Array, table: SpanTable, only: ReadonlySet<string>): void {
  const ids = table.traceIds();
  for (let trace = 0; trace < states.length; trace++) {
    if (!only.has(hexOfWords(ids, trace * 4, 4))) states[trace] = TraceState.OUTSIDE;
  }
}

function spreadOf(table: SpanTable): Spread {
  const words = table.traceCount * 2;
  const earliest = table.memory.newWords(words);
  const latest = table.memory.newWords(words);
  table.inParts((from, to) => table.kernel.spread(from, to, earliest.byteOffset, latest.byteOffset));
  return { earliest, latest };
}

function raise(times: Uint32Array, at: number, high: number, low: number): void {
  if (compareTimes(high, low, times[at]!, times[at + 1]!) <= 0) return;
  times[at] = high;
  times[at + 1] = low;
}

function markWindow(states: Uint8Array, spread: Spread, window: NonNullable<Judgeable['window']>): void {
  const start = wordsOfMillis(window.audited.start);
  const end = wordsOfMillis(window.audited.end);
  const readEnd = wordsOfMillis(window.read.end);
  const settled = wordsOfMillis(window.read.end - window.margins.settle);
  for (let trace = 0; trace < states.length; trace++) {
    if (isBefore(spread.earliest, trace, start) || !isBefore(spread.earliest, trace, end)) {
      states[trace] = TraceState.OUTSIDE;
    } else if (window.isReadWhole !== true && !isBefore(spread.latest, trace, readEnd)) {
      states[trace] = TraceState.CUT;
    } else if (isAfter(spread.latest, trace, settled)) {
      states[trace] = TraceState.UNSETTLED;
    }
  }
}

function markDamagedTimes(states: Uint8Array, spread: Spread, times: readonly Window[]): void {
  for (const time of times) {
    const from = wordsOfMillis(time.start);
    const to = wordsOfMillis(time.end);
    for (let trace = 0; trace < states.length; trace++) {
      if (isBefore(spread.earliest, trace, to) && !isBefore(spread.latest, trace, from)) {
        states[trace] = TraceState.DAMAGED;
      }
    }
  }
}

/**
 * An object that broke off lost what came after its last span. Spans are stored in the order in which they
 * arrived, so a trace with a span near that time may have lost some; older ones are whole.
 */
function markBrokenObjects(states: Uint8Array, table: SpanTable, spread: Spread, rules: Judgeable): void {
  if (rules.truncatedObjects.size === 0 && rules.corruptObjects.size === 0) return;
  const limits = nearTheEnd(table, rules);
  for (const object of rules.corruptObjects) limits.set(object, [0, 0]);
  for (const { words, rows } of table.records()) {
    for (let at = 0; at < rows * RECORD_WORDS; at += RECORD_WORDS) {
      const limit = limits.get(words[at + RecordWord.OBJECT]!);
      const trace = words[at + RecordWord.TRACE]!;
      if (limit !== undefined && !isBefore(spread.latest, trace, limit)) states[trace] = TraceState.DAMAGED;
    }
  }
}

/** For each truncated object the time from which on a span is near its end. */
function nearTheEnd(table: SpanTable, rules: Judgeable): Map<number, Words> {
  const lastEnds = new Map<number, Uint32Array>();
  for (const { words, rows } of table.records()) {
    for (let at = 0; at < rows * RECORD_WORDS; at += RECORD_WORDS) {
      const object = words[at + RecordWord.OBJECT]!;
      if (!rules.truncatedObjects.has(object)) continue;
      const last = lastEnds.get(object) ?? new Uint32Array(2);
      raise(last, 0, words[at + RecordWord.END]!, words[at + RecordWord.END + 1]!);
      lastEnds.set(object, last);
    }
  }
  const settle = BigInt(rules.settle) * 1_000_000n;
  const limits = new Map<number, Words>();
  for (const [object, last] of lastEnds) {
    const nanos = (BigInt(last[0]!) << 32n) | BigInt(last[1]!);
    limits.set(object, wordsOfNanos(nanos > settle ? nanos - settle : 0n));
  }
  return limits;
}

function isBefore(times: Uint32Array, trace: number, limit: Words): boolean {
  return compareTimes(times[trace * 2]!, times[trace * 2 + 1]!, limit[0], limit[1]) < 0;
}

function isAfter(times: Uint32Array, trace: number, limit: Words): boolean {
  return compareTimes(times[trace * 2]!, times[trace * 2 + 1]!, limit[0], limit[1]) > 0;
}

import type { Corpus } from '../../model/corpus';
import type { JudgedSpans } from '../../model/judged-spans';
import { Kind } from '../../model/span';
import { CELL_WORDS } from '../kernel/survey-kernel';
import { NumberList, PairIndex } from '../numbers';
import { median, select } from '../quantile';
import { Parentage, type SpanSurvey } from './span-survey';

/** Calls between two hosts in fewer traces than this say nothing of their clocks. */
export const ENOUGH_TRACES = 20;
/** Offsets below this (ns) are what clocks kept by NTP have, and what rounding to milliseconds makes. */
export const TOLERANCE_NANOS = 10_000_000;
/** Share of the calls that one offset must explain to be called constant. */
const EXPLAINED_SHARE = 0.9;
/** How far calls may lie from the offset, as a share of it: clocks drift while the archive grows. */
const DRIFT_SHARE = 0.05;

const { REMOTE } = Parentage;

/** In `pairOf`: nothing can be said. */
export const HOST_UNKNOWN = -1;
export const SAME_HOST = -2;

/** Calls from one host to another, and what they say of the two clocks. */
export interface HostPair {
  readonly from: string;
  readonly to: string;
  /** Calls whose times can be compared, and in how many traces. */
  readonly calls: number;
  readonly traces: number;
  /** Nanoseconds to add to the callee's times, so that its spans lie within those of the caller; 0 where they do. */
  readonly offset: number;
  /** Half the distance between the quartiles of the calls' offsets, ns. */
  readonly spread: number;
  /** Whether enough is known to take the offset for that of the clocks: no calls are out of place, or all by the same. */
  readonly isKnown: boolean;
  /** Whether the one offset explains nearly all calls: a clock that is off, not callees that work on. */
  readonly isConstant: boolean;
}

/** The calls of one edge between two hosts, in numbers: most checks need no more than these. */
export interface HostCalls {
  /** Number of the edge. */
  readonly edge: number;
  /** Number of the host pair, HOST_UNKNOWN or SAME_HOST. */
  readonly pair: number;
  readonly calls: number;
  /** Of them those in which the start of caller or callee is not set. */
  readonly unset: number;
  /** Of them those whose times can be compared (`clockOffset` is a number). */
  readonly comparable: number;
}

/** The clocks of the hosts. */
export interface Skews {
  readonly pairs: readonly HostPair[];
  /** Whether no resource names its host. */
  readonly isBlind: boolean;
  /** Empty where no resource names its host. */
  readonly hostCalls: readonly HostCalls[];
  /** Rows of calls that start more than TOLERANCE_NANOS before their caller, as both clocks have it; ascending. */
  readonly earlyRows: Uint32Array;
  /** Number of the host pair of a span whose parent was found, HOST_UNKNOWN or SAME_HOST. */
  pairOf(row: number): number;
}

/** Compares the clocks of every two hosts of which one calls the other. */
export function learnSkews(corpus: Corpus, survey: SpanSurvey): Skews {
  const { numbers, names } = survey.hosts;
  const { spans } = corpus;
  const index = new PairIndex();
  const pairOf = (row: number) =>
    pairBetween(index, numbers[spans.resource(corpus.parent[row]!)]!, numbers[spans.resource(row)]!);
  if (names.length === 0)
    return { pairs: [], isBlind: true, hostCalls: [], earlyRows: new Uint32Array(0), pairOf };

  const cells = new CallCells();
  const calls = new NumberList();
  const traces = new NumberList();
  const outside = new NumberList();
  for (const { hostCalls, hostPairs } of survey.ranges) {
    for (let at = 0; at < hostPairs.length; at += CELL_WORDS) {
      const pair = index.number(hostPairs[at]!, hostPairs[at + 1]!);
      calls.add(pair, hostPairs[at + 4]!);
      outside.add(pair, hostPairs[at + 5]!);
      traces.add(pair, hostPairs[at + 6]!);
    }
    for (let at = 0; at < hostCalls.length; at += CELL_WORDS) {
      // As signed numbers: -1 is a host that is not named.
      const from = hostCalls[at + 2]! | 0;
      const to = hostCalls[at + 3]! | 0;
      const pair =
        from >= 0 && to >= 0 && from !== to ? index.number(from, to) : pairBetween(index, from, to);
      const edge = survey.edges.find(hostCalls[at]!, hostCalls[at + 1]!);
      cells.add(edge, pair, hostCalls.subarray(at + 4, at + CELL_WORDS));
    }
  }

  // Where most children lie within their parents the median offset is 0.
  const isShifted = Array.from(
    { length: index.size },
    (_, pair) => traces.at(pair) >= ENOUGH_TRACES && outside.at(pair) * 2 > calls.at(pair),
  );
  const rows = rowsOfPairs(corpus, survey, pairOf, isShifted);
  const pairs = Array.from({ length: index.size }, (_, pair) => {
    const offset = describe(corpus, rows.get(pair) ?? []);
    return {
      from: names[index.first(pair)]!,
      to: names[index.second(pair)]!,
      calls: calls.at(pair),
      traces: traces.at(pair),
      ...offset,
      isKnown: traces.at(pair) >= ENOUGH_TRACES && (offset.offset === 0 || offset.isConstant),
    };
  });
  return { pairs, isBlind: false, hostCalls: cells.list(), earlyRows: survey.earlyRows, pairOf };
}

/** Number of the pair of two hosts (-1: not named), HOST_UNKNOWN or SAME_HOST. */
function pairBetween(index: PairIndex, from: number, to: number): number {
  if (from < 0 || to < 0) return HOST_UNKNOWN;
  return from === to ? SAME_HOST : index.find(from, to);
}

/** Counts calls by edge and host pair. */
class CallCells {
  private readonly cells = new PairIndex(); // (edge, pair - SAME_HOST)
  private readonly calls = new NumberList();
  private readonly unset = new NumberList();
  private readonly comparable = new NumberList();

  /** @param counts calls, with a start unset, comparable */
  add(edge: number, pair: number, counts: Uint32Array): void {
    const cell = this.cells.number(edge, pair - SAME_HOST);
    this.calls.add(cell, counts[0]!);
    this.unset.add(cell, counts[1]!);
    this.comparable.add(cell, counts[2]!);
  }

  list(): HostCalls[] {
    return Array.from({ length: this.cells.size }, (_, cell) => ({
      edge: this.cells.first(cell),
      pair: this.cells.second(cell) + SAME_HOST,
      calls: this.calls.at(cell),
      unset: this.unset.at(cell),
      comparable: this.comparable.at(cell),
    }));
  }
}

/**
 * Nanoseconds to add to the times of a span so that it lies within its parent: 0 where it does, else what centres it
 * there. NaN where the times say nothing: unset or negative, longer than the parent, or messages, which nobody
 * waits for. The formula of Jaeger's clock skew adjuster.
 */
export function clockOffset({ spans, parent }: Corpus, row: number): number {
  const above = parent[row]!;
  if (isMessaging(spans.kind(row)) || isMessaging(spans.kind(above))) return Number.NaN;
  const slack = slackOf(spans, above, row);
  if (Number.isNaN(slack)) return Number.NaN;
  const late = lateness(spans, above, row);
  return late >= 0 && late <= slack ? 0 : slack / 2 - late;
}

/** How long after its parent a span starts, ns. */
function lateness(spans: JudgedSpans, parent: number, row: number): number {
  return spans.nanos(spans.start(parent), spans.start(row));
}

/** How much longer the parent is than the child, ns; NaN where it is not or a time is unset. */
function slackOf(spans: JudgedSpans, parent: number, row: number): number {
  if (spans.isUnset(spans.start(row)) || spans.isUnset(spans.start(parent))) return Number.NaN;
  const own = spans.nanos(spans.start(row), spans.end(row));
  const whole = spans.nanos(spans.start(parent), spans.end(parent));
  return own < 0 || own > whole ? Number.NaN : whole - own;
}

function isMessaging(kind: number): boolean {
  return kind === Kind.PRODUCER || kind === Kind.CONSUMER;
}

/** Rows of the calls that count, of the pairs that are wanted. */
function rowsOfPairs(
  corpus: Corpus,
  survey: SpanSurvey,
  pairOf: (row: number) => number,
  isWanted: readonly boolean[],
): Map<number, number[]> {
  const { parentage } = survey;
  const rows = new Map<number, number[]>();
  if (!isWanted.includes(true)) return rows;
  for (let row = 0; row < corpus.spanCount; row++) {
    if (parentage[row] !== REMOTE || corpus.parent[row]! < 0) continue;
    const pair = pairOf(row);
    if (pair < 0 || isWanted[pair] !== true || Number.isNaN(clockOffset(corpus, row))) continue;
    const known = rows.get(pair) ?? [];
    known.push(row);
    rows.set(pair, known);
  }
  return rows;
}

function describe(
  corpus: Corpus,
  rows: readonly number[],
): Pick<HostPair, 'offset' | 'spread' | 'isConstant'> {
  if (rows.length === 0) return { offset: 0, spread: 0, isConstant: false };
  const offsets = Float64Array.from(rows, (row) => clockOffset(corpus, row));
  const offset = median(offsets);
  const last = offsets.length - 1;
  const spread = (select(offsets, Math.ceil(last * 0.75)) - select(offsets, Math.floor(last * 0.25))) / 2;
  return { offset, spread, isConstant: explains(corpus, offset, rows) };
}

/** Whether nearly all calls lie within their parents once the offset is added. */
function explains({ spans, parent }: Corpus, offset: number, rows: readonly number[]): boolean {
  if (Math.abs(offset) < TOLERANCE_NANOS) return false;
  const reach = Math.max(TOLERANCE_NANOS / 10, Math.abs(offset) * DRIFT_SHARE);
  const explained = rows.filter((row) => {
    const late = lateness(spans, parent[row]!, row) + offset;
    return late >= -reach && late <= slackOf(spans, parent[row]!, row) + reach;
  });
  return explained.length >= rows.length * EXPLAINED_SHARE;
}

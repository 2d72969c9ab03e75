import { TraceState } from '../../model/corpus';
import { hexOfWords } from '../../model/words';
import { KEEP_ALL, traceHash } from '../../sampling/selection';
import type { Doubt } from './doubt';
import type { Side } from './side';
import { compareSpans, distinctSpans, type SetDifference } from './span-sets';
import { Examples, type Reason, ServiceTally, type TraceDifference } from './tally';
import { TraceIndex } from './trace-index';

/** A source as it is compared. */
export interface Compared {
  readonly side: Side;
  readonly doubt: Doubt;
}

/** Why a trace was not compared. */
export type Excuse = 'outsideWindow' | 'unsettled' | 'cut' | 'unread';

/** What the comparison came to; traces and spans in numbers. */
export interface Comparison {
  readonly traces: Record<'same' | 'onlyInFirst' | 'onlyInSecond' | 'differing', number>;
  readonly notCompared: Record<Excuse, number>;
  readonly spans: Record<'same' | 'onlyInFirst' | 'onlyInSecond' | 'renamed', number>;
  /** By service number. */
  readonly services: ReadonlyMap<number, ServiceTally>;
  readonly examples: Readonly<Record<'onlyInFirst' | 'onlyInSecond' | 'differing', Examples>>;
}

/** Where a trace stands in a side; -1: nowhere. */
interface Places {
  readonly first: number;
  readonly second: number;
}

/**
 * Compares two sources trace by trace. A trace that only one of them has is compared as well, unless the other may
 * hold it in what could not be read of it.
 * @param threshold traces whose hash lies below were kept by both (sampling/selection.ts)
 */
export function compareSources(first: Compared, second: Compared, threshold: number): Comparison {
  const comparer = new Comparer(first, second);
  eachTrace(first.side, second.side, (places) => {
    if (threshold < KEEP_ALL && hashOf(first.side, second.side, places) >= threshold) return;
    comparer.compare(places);
  });
  return comparer.result;
}

class Comparer {
  readonly result: Comparison = {
    traces: { same: 0, onlyInFirst: 0, onlyInSecond: 0, differing: 0 },
    notCompared: { outsideWindow: 0, unsettled: 0, cut: 0, unread: 0 },
    spans: { same: 0, onlyInFirst: 0, onlyInSecond: 0, renamed: 0 },
    services: new Map(),
    examples: { onlyInFirst: new Examples(), onlyInSecond: new Examples(), differing: new Examples() },
  };
  private readonly services = new Map<number, ServiceTally>();
  private readonly first: Compared;
  private readonly second: Compared;

  constructor(first: Compared, second: Compared) {
    this.first = first;
    this.second = second;
    this.result = { ...this.result, services: this.services };
  }

  compare(places: Places): void {
    const { traces, notCompared, spans, examples } = this.result;
    const excuse = this.excuseOf(places);
    if (excuse !== null) {
      notCompared[excuse]++;
      return;
    }
    const difference = this.differenceOf(places);
    const { onlyInFirst, onlyInSecond } = difference;
    spans.same += difference.same;
    spans.renamed += difference.renamed;
    spans.onlyInFirst += onlyInFirst.length;
    spans.onlyInSecond += onlyInSecond.length;
    this.countServices(places, difference);
    if (onlyInFirst.length === 0 && onlyInSecond.length === 0) {
      traces.same++;
      return;
    }
    const kind = places.second < 0 ? 'onlyInFirst' : places.first < 0 ? 'onlyInSecond' : 'differing';
    traces[kind]++;
    const { ids, trace } = this.idOf(places);
    examples[kind].add(ids, trace, (traceId) => this.describe(traceId, onlyInFirst, onlyInSecond));
  }

  /** Why the trace cannot be compared; null where it can. */
  private excuseOf(places: Places): Excuse | null {
    const sides = [
      { side: this.first.side, trace: places.first },
      { side: this.second.side, trace: places.second },
    ].filter(({ trace }) => trace >= 0);
    const states = new Set(sides.map(({ side, trace }) => side.states[trace]!));
    if (states.has(TraceState.OUTSIDE)) return 'outsideWindow';
    if (states.has(TraceState.DAMAGED)) return 'unread';
    if (states.has(TraceState.CUT)) return 'cut';
    if (states.has(TraceState.UNSETTLED)) return 'unsettled';
    const earliest = Math.min(...sides.map(({ side, trace }) => side.earliest[trace]!));
    const latest = Math.max(...sides.map(({ side, trace }) => side.latest[trace]!));
    const { ids, trace } = this.idOf(places);
    const traceId = hexOfWords(ids, trace * 4, 4);
    const mayHold = ({ doubt }: Compared) => doubt.mayHold(traceId, earliest, latest);
    return mayHold(this.first) || mayHold(this.second) ? 'unread' : null;
  }

  private differenceOf({ first, second }: Places): SetDifference {
    if (second < 0) {
      return {
        same: 0,
        renamed: 0,
        onlyInFirst: [...distinctSpans(this.first.side, first)],
        onlyInSecond: [],
      };
    }
    if (first < 0) {
      return {
        same: 0,
        renamed: 0,
        onlyInFirst: [],
        onlyInSecond: [...distinctSpans(this.second.side, second)],
      };
    }
    return compareSpans(this.first.side, first, this.second.side, second);
  }

  /** Counts the trace for every service that takes part in it, on either side. */
  private countServices(places: Places, { onlyInFirst, onlyInSecond }: SetDifference): void {
    const { first, second } = this;
    const time = Math.max(
      places.first < 0 ? 0 : first.side.earliest[places.first]!,
      places.second < 0 ? 0 : second.side.earliest[places.second]!,
    );
    const present = new Set([
      ...servicesIn(first.side, places.first),
      ...servicesIn(second.side, places.second),
    ]);
    const ofService = (side: Side, rows: readonly number[]) => Map.groupBy(rows, (row) => side.service[row]!);
    const inFirst = ofService(first.side, onlyInFirst);
    const inSecond = ofService(second.side, onlyInSecond);
    for (const service of present) {
      const tally = this.services.get(service) ?? new ServiceTally();
      this.services.set(service, tally);
      tally.traces++;
      const lackedBySecond = inFirst.get(service) ?? [];
      const lackedByFirst = inSecond.get(service) ?? [];
      if (lackedBySecond.length === 0 && lackedByFirst.length === 0) continue;
      tally.onlyInFirst += lackedBySecond.length;
      tally.onlyInSecond += lackedByFirst.length;
      tally.fail(reasonOf(places, lackedBySecond.length > 0, lackedByFirst.length > 0), time);
      const { ids, trace } = this.idOf(places);
      tally.examples.add(ids, trace, (traceId) => this.describe(traceId, lackedBySecond, lackedByFirst));
    }
  }

  private describe(
    traceId: string,
    onlyInFirst: readonly number[],
    onlyInSecond: readonly number[],
  ): TraceDifference {
    const [inFirst] = onlyInFirst;
    const spanId =
      inFirst === undefined
        ? hexOfWords(this.second.side.spanId, (onlyInSecond[0] ?? 0) * 2, 2)
        : hexOfWords(this.first.side.spanId, inFirst * 2, 2);
    const services = [
      ...onlyInFirst.map((row) => this.first.side.service[row]!),
      ...onlyInSecond.map((row) => this.second.side.service[row]!),
    ];
    return {
      traceId,
      onlyInFirst: onlyInFirst.length,
      onlyInSecond: onlyInSecond.length,
      services: [...new Set(services)],
      spanId,
    };
  }

  private idOf({ first, second }: Places): { readonly ids: Uint32Array; readonly trace: number } {
    return first >= 0
      ? { ids: this.first.side.traceId, trace: first }
      : { ids: this.second.side.traceId, trace: second };
  }
}

/** Every trace that either side has, once. */
function eachTrace(first: Side, second: Side, visit: (places: Places) => void): void {
  const index = new TraceIndex();
  index.numbers(first.traceId, first.traceCount);
  const numbers = index.numbers(second.traceId, second.traceCount);
  const inSecond = new Int32Array(index.count).fill(-1);
  numbers.forEach((number, trace) => {
    inSecond[number] = trace;
  });
  for (let number = 0; number < index.count; number++) {
    visit({ first: number < first.traceCount ? number : -1, second: inSecond[number]! });
  }
}

function hashOf(first: Side, second: Side, places: Places): number {
  return places.first >= 0
    ? traceHash(first.traceId, places.first)
    : traceHash(second.traceId, places.second);
}

function servicesIn(side: Side, trace: number): Iterable<number> {
  return trace < 0 ? [] : side.service.subarray(side.spanStart[trace], side.spanStart[trace + 1]);
}

function reasonOf(places: Places, lacksInSecond: boolean, lacksInFirst: boolean): Reason {
  if (places.second < 0) return 'trace-only-in-first';
  if (places.first < 0) return 'trace-only-in-second';
  if (lacksInSecond && lacksInFirst) return 'spans-only-in-each';
  return lacksInSecond ? 'spans-only-in-first' : 'spans-only-in-second';
}

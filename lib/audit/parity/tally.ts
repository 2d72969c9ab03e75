import { hexOfWords } from '../../model/words';
import { traceHash } from '../../sampling/selection';

const MOST_EXAMPLES = 5;

/** Why a trace differs for a service, or as a whole; the codes of the check source-mismatch. */
export type Reason =
  | 'trace-only-in-first'
  | 'trace-only-in-second'
  | 'spans-only-in-first'
  | 'spans-only-in-second'
  | 'spans-only-in-each';

/** What one trace lacks on one side or the other: counts of spans. */
export interface TraceDifference {
  readonly traceId: string;
  readonly onlyInFirst: number;
  readonly onlyInSecond: number;
  /** Service numbers of these spans, ascending. */
  readonly services: readonly number[];
  /** One of these spans: what to look at. */
  readonly spanId: string;
}

/** Keeps the few examples whose trace IDs have the smallest hashes: the same in whatever order they come. */
export class Examples {
  private kept: { readonly hash: number; readonly difference: TraceDifference }[] = [];

  /** @param ids words of trace IDs, `trace` the number of the one meant */
  add(ids: Uint32Array, trace: number, make: (traceId: string) => TraceDifference): void {
    const hash = traceHash(ids, trace);
    const worst = this.kept.at(-1);
    if (this.kept.length === MOST_EXAMPLES && worst !== undefined && hash > worst.hash) return;
    this.kept.push({ hash, difference: make(hexOfWords(ids, trace * 4, 4)) });
    this.kept.sort((a, b) => a.hash - b.hash || (a.difference.traceId < b.difference.traceId ? -1 : 1));
    this.kept = this.kept.slice(0, MOST_EXAMPLES);
  }

  list(): TraceDifference[] {
    return this.kept.map(({ difference }) => difference);
  }
}

/** What the compared traces say of one service. */
export class ServiceTally {
  traces = 0;
  onlyInFirst = 0;
  onlyInSecond = 0;
  readonly reasons = new Map<Reason, number>();
  readonly examples = new Examples();
  /** Earliest start of each differing trace, milliseconds since the epoch; 0 where none is known. */
  readonly times: number[] = [];

  /** Traces in which one side lacks spans of the service. */
  get differing(): number {
    return this.times.length;
  }

  fail(reason: Reason, time: number): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
    this.times.push(time);
  }
}

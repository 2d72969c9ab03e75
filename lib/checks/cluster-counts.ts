import { ClusterIndex } from '../model/clusters';
import type { Corpus } from '../model/corpus';
import { compareTimes } from '../model/time';
import type { Window } from '../model/window';
import type { ClusterCount } from './cluster-interval';

/** The minutes that were audited in place of a whole window. */
export interface ClusterSample {
  /** In order. */
  readonly minutes: readonly Window[];
  /** Minutes of the window. */
  readonly total: number;
}

/** Tells in which minutes the units of a finding lie. */
export class ClusterCounts {
  private readonly corpus: Corpus;
  private readonly sample: ClusterSample;
  /** Number of the minute of each trace. */
  private readonly clusterOfTrace: Int32Array;
  /** Spans of each service by minute. */
  private readonly spans = new Map<number, Uint32Array>();

  constructor(corpus: Corpus, sample: ClusterSample) {
    this.corpus = corpus;
    this.sample = sample;
    const index = new ClusterIndex(sample.minutes);
    this.clusterOfTrace = new Int32Array(corpus.traceCount).map((_, trace) => this.clusterOf(trace, index));
    for (let trace = 0; trace < corpus.traceCount; trace++) this.countSpans(trace);
  }

  /**
   * Failing units by minute, and the applicable ones. A check says only how many units it applied to; they are taken to
   * lie in the minutes as the spans of their service do.
   * @param rows a span of each failing unit
   */
  of(service: number, rows: Uint32Array, applicable: number): ClusterCount[] {
    const { minutes } = this.sample;
    const failing = new Uint32Array(minutes.length);
    for (const row of rows) {
      const cluster = this.clusterOfTrace[this.traceOf(row)]!;
      if (cluster >= 0) failing[cluster] = failing[cluster]! + 1;
    }
    const spans = this.spans.get(service) ?? new Uint32Array(minutes.length);
    const all = spans.reduce((sum, count) => sum + count, 0);
    return Array.from(failing, (count, cluster) => ({
      failing: count,
      applicable: all === 0 ? applicable / minutes.length : (applicable * spans[cluster]!) / all,
    }));
  }

  private clusterOf(trace: number, index: ClusterIndex): number {
    const { spans } = this.corpus;
    let high = 0;
    let low = 0;
    for (let row = this.corpus.traceStart[trace]!; row < this.corpus.traceStart[trace + 1]!; row++) {
      const place = spans.start(row);
      const rowHigh = spans.words[place]!;
      const rowLow = spans.words[place + 1]!;
      const isUnset = high === 0 && low === 0;
      if ((rowHigh !== 0 || rowLow !== 0) && (isUnset || compareTimes(rowHigh, rowLow, high, low) < 0)) {
        high = rowHigh;
        low = rowLow;
      }
    }
    return index.at(high, low);
  }

  private countSpans(trace: number): void {
    const cluster = this.clusterOfTrace[trace]!;
    if (cluster < 0) return;
    const { service, traceStart } = this.corpus;
    for (let row = traceStart[trace]!; row < traceStart[trace + 1]!; row++) {
      let counts = this.spans.get(service[row]!);
      if (counts === undefined) {
        counts = new Uint32Array(this.sample.minutes.length);
        this.spans.set(service[row]!, counts);
      }
      counts[cluster] = counts[cluster]! + 1;
    }
  }

  /** The trace of a row, by bisection. */
  private traceOf(row: number): number {
    const { traceStart, traceCount } = this.corpus;
    let low = 0;
    let high = traceCount;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (traceStart[middle]! <= row) low = middle;
      else high = middle;
    }
    return low;
  }
}

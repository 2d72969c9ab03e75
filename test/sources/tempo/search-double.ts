import type { Seconds } from '../../../lib/sources/tempo/ranges';
import type { Search } from '../../../lib/sources/tempo/sample';

/** A trace of the double: its ID, and when it begins, in seconds since the epoch. */
export interface DoubleTrace {
  readonly traceId: string;
  readonly start: number;
  /** Seconds; default 0. */
  readonly duration?: number;
}

/** One search that was made. */
export interface AskedSearch {
  readonly query: string;
  readonly range: Seconds;
}

/** Answers searches as Tempo does, from a list: the first traces that it comes upon, at most `page` of them. */
export function searchDouble(traces: readonly DoubleTrace[], page: number) {
  const asked: AskedSearch[] = [];
  const search: Search = {
    find: (query, range, _signal, most) => {
      asked.push({ query, range });
      const limit = Math.min(most ?? page, page);
      const pattern = /trace:id =~ "([^"]*)"/.exec(query)?.[1] ?? '.*';
      const expression = new RegExp(`^(?:${pattern})$`);
      const found = traces.filter(
        ({ traceId, start, duration = 0 }) =>
          start < range.end && start + duration >= range.start && expression.test(traceId),
      );
      const hits = found.slice(0, limit).map(({ traceId, start }) => ({ traceId, start: start * 1000 }));
      return Promise.resolve({ hits, isFull: hits.length >= limit, isPartial: false });
    },
  };
  return { search, asked };
}

/** So many traces, evenly over the classes of last digits and over the time. */
export function manyTraces(count: number, range: Seconds): DoubleTrace[] {
  const length = range.end - range.start;
  return Array.from({ length: count }, (_, index) => ({
    // An odd factor goes through all values of the last digits.
    traceId: (Math.imul(index, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0').padStart(32, '7'),
    start: range.start + Math.floor((index * length) / count),
  }));
}

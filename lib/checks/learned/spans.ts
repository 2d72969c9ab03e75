import type { Corpus } from '../../model/corpus';
import { Flag, Kind } from '../../model/span';
import {
  CELL_WORDS,
  ServiceWord,
  type SurveyedRange,
  surveyedAt,
  surveyRange,
} from '../kernel/survey-kernel';
import { EdgeTable } from './edges';
import type { Hosts } from './hosts';

/** Where the parent of a span is, by row (kernel/survey/survey.ts). */
export const Parentage = {
  ROOT: 0,
  /** In the same process. */
  LOCAL: 1,
  /** In another process, mostly another service. */
  REMOTE: 2,
} as const;

/** Bits, by trace (kernel/survey/survey.ts). */
export const TraceFact = {
  /** It has no valid trace ID: perhaps no trace at all, and judged by nothing else. */
  INVALID_ID: 1 << 0,
  HAS_ROOT: 1 << 1,
  /** It has roots with different span IDs. */
  SEVERAL_ROOTS: 1 << 2,
  HAS_ORPHAN: 1 << 3,
  /** Its spans declare different sampling thresholds: what is missing was left out by design. */
  SAMPLED_DOWN: 1 << 4,
  /** Its parents stand on both sides of their children, and not all start earlier: as in every cycle. */
  MAY_GO_ROUND: 1 << 5,
  /** A root of it is a CONSUMER span. */
  CONSUMER_ROOT: 1 << 6,
} as const;

/** Counts by service number. Traces with an invalid ID count in `allSpans` only. */
export interface ServiceCounts {
  readonly allSpans: Uint32Array;
  readonly spans: Uint32Array;
  readonly traces: Uint32Array;
  readonly roots: Uint32Array;
  readonly orphans: Uint32Array;
  /** Spans whose parent was found, in the same process. */
  readonly localChildren: Uint32Array;
  /** Spans whose parent was found, in another process. */
  readonly remoteChildren: Uint32Array;
  /** Spans whose parent is missing, by where it was (set by orphans.ts). */
  readonly localOrphans: Uint32Array;
  readonly remoteOrphans: Uint32Array;
  /** Bit k is set where a span has kind k. */
  readonly kinds: Uint8Array;
  /** The largest sampling threshold that a span declares (as in the column). */
  readonly threshold: Uint16Array;
}

/** What one pass over all spans tells. */
export interface SpanSurvey {
  readonly services: ServiceCounts;
  /** TraceFact bits by trace. */
  readonly traceFacts: Uint8Array;
  /** The earliest root of each trace, -1 where there is none. */
  readonly firstRoot: Int32Array;
  /** Rows with an invalid ID or with an ID that several spans have, ascending. */
  readonly unusualRows: Uint32Array;
  /** Rows of spans without a start or an end, or that end before they start; ascending, of traces with a valid ID. */
  readonly badTimeRows: Uint32Array;
  /** Rows of spans that do not start while their parent in the same process runs, ascending. */
  readonly outsideRows: Uint32Array;
  /** Parentage by row; that of orphans is settled later (orphans.ts). */
  readonly parentage: Uint8Array;
  readonly edges: EdgeTable;
  /** Pairs: the row of an orphan, ascending, and its trace. */
  readonly orphans: Uint32Array;
  /** Calls, as the kernel counted and listed them: what calls.ts and skew.ts begin with. One for each part of the traces. */
  readonly ranges: readonly SurveyedRange[];
}

/** Goes once over all spans of the corpus. */
export function surveySpans(corpus: Corpus, hosts: Hosts): SpanSurvey {
  const { memory, traceCount, spanCount } = corpus;
  const traceFacts = memory.newBytes(traceCount);
  const firstRoot = memory.newBytes(traceCount * 4);
  const parentage = memory.newBytes(spanCount);
  const hostOf = memory.newWords(hosts.numbers.length);
  hostOf.set(hosts.numbers);
  const range = {
    block: corpus.block,
    traceFacts,
    firstRoot,
    parentage,
    hosts: hostOf.byteOffset,
    services: corpus.services.length,
    largest: corpus.largestTrace,
    from: 0,
    to: traceCount,
  };
  const address = memory.need(surveyRange(memory.shared, range));
  const ranges = [surveyedAt(memory, address, corpus.services.length)];
  return {
    services: countServices(corpus, ranges),
    traceFacts: new Uint8Array(memory.buffer, traceFacts, traceCount),
    firstRoot: new Int32Array(memory.buffer, firstRoot, traceCount),
    unusualRows: joined(ranges.map(({ unusual }) => unusual)),
    badTimeRows: joined(ranges.map(({ badTimes }) => badTimes)),
    outsideRows: joined(ranges.map(({ outside }) => outside)),
    parentage: new Uint8Array(memory.buffer, parentage, spanCount),
    edges: countEdges(ranges),
    orphans: joined(ranges.map(({ orphans }) => orphans)),
    ranges,
  };
}

/** What a span itself says of its parent: by its flags, else by its kind; null where it has neither. */
export function saysRemote(flags: number, kind: number): boolean | null {
  if ((flags & Flag.HAS_IS_REMOTE) !== 0) return (flags & Flag.IS_REMOTE) !== 0;
  if (kind === Kind.UNSPECIFIED) return null;
  return kind === Kind.SERVER || kind === Kind.CONSUMER;
}

/** Lists one after the other; traces go up from range to range, and so do the rows. */
export function joined(lists: readonly Uint32Array[]): Uint32Array {
  const [only] = lists;
  if (lists.length === 1 && only !== undefined) return only;
  const whole = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    whole.set(list, at);
    at += list.length;
  }
  return whole;
}

/** Calls by the services of both ends. */
function countEdges(ranges: readonly SurveyedRange[]): EdgeTable {
  const edges = new EdgeTable();
  for (const { hostCalls } of ranges) {
    for (let at = 0; at < hostCalls.length; at += CELL_WORDS)
      edges.addCalls(hostCalls[at]!, hostCalls[at + 1]!, hostCalls[at + 4]!);
  }
  return edges;
}

function countServices(corpus: Corpus, ranges: readonly SurveyedRange[]): ServiceCounts {
  const count = corpus.services.length;
  const sums = (word: number) =>
    Uint32Array.from({ length: count }, (_, service) =>
      ranges.reduce((sum, range) => sum + range.service(service, word), 0),
    );
  const spans = sums(ServiceWord.spans);
  return {
    allSpans: sums(ServiceWord.untraced).map((untraced, service) => untraced + spans[service]!),
    spans,
    traces: sums(ServiceWord.traces),
    roots: sums(ServiceWord.roots),
    orphans: sums(ServiceWord.orphans),
    localChildren: sums(ServiceWord.localChildren),
    remoteChildren: sums(ServiceWord.remoteChildren),
    localOrphans: new Uint32Array(count),
    remoteOrphans: new Uint32Array(count),
    kinds: Uint8Array.from({ length: count }, (_, service) =>
      ranges.reduce((bits, range) => bits | range.service(service, ServiceWord.kinds), 0),
    ),
    threshold: Uint16Array.from({ length: count }, (_, service) =>
      Math.max(...ranges.map((range) => range.service(service, ServiceWord.threshold))),
    ),
  };
}

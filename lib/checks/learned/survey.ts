import type { AssembledPart } from '../../model/assemble';
import type { Corpus, CorpusLayout } from '../../model/corpus';
import { NO_PARENT } from '../../model/span';
import {
  CELL_WORDS,
  ServiceWord,
  type SurveyedRange,
  type SurveyPlan,
  surveyedAt,
  surveyor,
} from '../kernel/survey-kernel';
import { joined } from '../numbers';
import { EdgeTable } from './edges';
import { type Hosts, numberHosts } from './hosts';
import type { ServiceCounts, SpanSurvey } from './span-survey';

/** Traces that are gone over in one call of the kernel: it is compiled better between calls, not within one. */
const TRACES_AT_ONCE = 512;

/** Goes once over all spans of a corpus: part by part while it is assembled, or when it is whole. */
export class Survey {
  readonly plan: SurveyPlan;
  private readonly layout: CorpusLayout;
  private readonly hosts: Hosts;
  private readonly ranges: SurveyedRange[] = [];
  private isInOrder = true;

  constructor(layout: CorpusLayout) {
    const { memory, block, traceCount, traceStart, services, largestTrace } = layout;
    this.layout = layout;
    this.hosts = numberHosts(layout.resources);
    const hosts = memory.newWords(this.hosts.numbers.length);
    hosts.set(this.hosts.numbers);
    this.plan = {
      block,
      traceFacts: memory.newBytes(traceCount * 2),
      begins: memory.newBytes(traceCount * 4),
      parentage: memory.newBytes(traceStart[traceCount]!),
      hosts: hosts.byteOffset,
      services: services.length,
      largest: largestTrace,
    };
  }

  /** Of a corpus that is whole. */
  static of(corpus: Corpus): Survey {
    const survey = new Survey(corpus);
    survey.goOver([0, corpus.traceCount]);
    return survey;
  }

  /**
   * Takes what was found while the corpus was assembled.
   * @param addresses of what the one who followed knows, for each part
   */
  take(parts: readonly AssembledPart[], addresses: readonly number[]): void {
    const { memory, services } = this.layout;
    parts.forEach((part, index) => {
      this.move(part);
      this.ranges.push(surveyedAt(memory, memory.need(addresses[index]!), services.length, part.gap));
    });
    const unsettled = parts.flatMap((part) => part.unsettled);
    if (unsettled.length === 0) return;
    this.isInOrder = false;
    this.goOver(unsettled);
  }

  /** What all of it tells. */
  result({ traceCount, spanCount, traceStart }: Corpus): SpanSurvey {
    const { memory, services } = this.layout;
    const { traceFacts, begins, parentage } = this.plan;
    const { ranges } = this;
    const beginnings = new Int32Array(memory.buffer, begins, traceCount);
    return {
      services: countServices(services.length, ranges),
      traceFacts: new Uint16Array(memory.buffer, traceFacts, traceCount),
      factCounts: summed(ranges.map(({ factCounts }) => factCounts)),
      tracesWith: (fact) => this.rows((range) => range.tracesWith(fact)),
      rootOf: (trace) => (beginnings[trace]! < 0 ? NO_PARENT : traceStart[trace]! + beginnings[trace]!),
      firstSpanOf(trace) {
        const begin = beginnings[trace]!;
        return traceStart[trace]! + (begin < 0 ? ~begin : begin);
      },
      unusualRows: this.rows(({ unusual }) => unusual),
      badTimeRows: this.rows(({ badTimes }) => badTimes),
      outsideRows: this.rows(({ outside }) => outside),
      parentage: new Uint8Array(memory.buffer, parentage, spanCount),
      edges: countEdges(ranges),
      orphanRows: this.rows(({ orphans }) => orphans),
      orphanTraces: this.rows(({ orphanTraces }) => orphanTraces),
      silentRows: this.rows(({ silent }) => silent),
      missingParents: ranges.reduce((sum, { missingParents }) => sum + missingParents, 0),
      invalidParents: ranges.reduce((sum, { invalidParents }) => sum + invalidParents, 0),
      crowdedTraces: this.rows(({ crowded }) => crowded),
      earlyRows: this.rows(({ early }) => early),
      ranges,
      hosts: this.hosts,
    };
  }

  /** @param ranges pairs: traces from and to */
  private goOver(ranges: readonly number[]): void {
    const { memory, services, traceStart } = this.layout;
    const { address, follow } = surveyor(memory.shared, this.plan);
    memory.need(address);
    for (let index = 0; index < ranges.length; index += 2) {
      const last = ranges[index + 1]!;
      for (let from = ranges[index]!; from < last; from += TRACES_AT_ONCE) {
        const to = Math.min(last, from + TRACES_AT_ONCE);
        memory.need(Number(follow(from, to, traceStart[to]!)));
      }
    }
    this.ranges.push(surveyedAt(memory, address, services.length, 0));
  }

  /** Moves what is known by row to where the rows are now. */
  private move({ row, end, gap }: AssembledPart): void {
    if (gap === 0) return;
    const parentage = new Uint8Array(this.layout.memory.buffer, this.plan.parentage, end);
    parentage.copyWithin(row - gap, row);
  }

  /** Lists of rows, or of traces, as one, ascending: they go up from range to range, but for those that were gone over last. */
  private rows(of: (range: SurveyedRange) => Uint32Array): Uint32Array {
    const all = joined(this.ranges.map(of));
    return this.isInOrder ? all : all.toSorted();
  }
}

function summed(lists: readonly Uint32Array[]): Uint32Array {
  const sums = new Uint32Array(lists[0]?.length ?? 0);
  for (const list of lists) list.forEach((count, index) => (sums[index]! += count));
  return sums;
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

/** @param count services */
function countServices(count: number, ranges: readonly SurveyedRange[]): ServiceCounts {
  const sums = (word: number) =>
    Uint32Array.from({ length: count }, (_, service) =>
      ranges.reduce((sum, range) => sum + range.service(service, word), 0),
    );
  const roots = sums(ServiceWord.roots);
  const orphans = sums(ServiceWord.orphans);
  const localChildren = sums(ServiceWord.localChildren);
  const remoteChildren = sums(ServiceWord.remoteChildren);
  // A span is one of them.
  const spans = roots.map(
    (count, service) => count + orphans[service]! + localChildren[service]! + remoteChildren[service]!,
  );
  return {
    allSpans: sums(ServiceWord.untraced).map((untraced, service) => untraced + spans[service]!),
    spans,
    traces: sums(ServiceWord.traces),
    roots,
    rootedTraces: sums(ServiceWord.rootedTraces),
    orphans,
    localChildren,
    remoteChildren,
    localOrphans: sums(ServiceWord.localOrphans),
    remoteOrphans: sums(ServiceWord.remoteOrphans),
    entryOrphans: sums(ServiceWord.entryOrphans),
    kinds: Uint8Array.from({ length: count }, (_, service) =>
      ranges.reduce((bits, range) => bits | range.service(service, ServiceWord.kinds), 0),
    ),
    threshold: Uint16Array.from({ length: count }, (_, service) =>
      Math.max(...ranges.map((range) => range.service(service, ServiceWord.threshold))),
    ),
  };
}

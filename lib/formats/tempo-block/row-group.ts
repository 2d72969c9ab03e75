import type { BlockFacts } from '../../model/block';
import type { Need } from '../../model/needs';
import { Fact, Kind } from '../../model/span';
import type { DecodeSink } from '../format';
import type { RowGroupColumns } from './columns';
import { LinkReader } from './links';
import { PeerReader } from './peers';
import { ResourceReader } from './resources';
import { SpanColumnReaders } from './span-columns';
import { Texts } from './texts';
import { TraceIdReader } from './trace-ids';

/** Whether the trace whose ID stands in `traceId` at four words a row is wanted. */
export type KeepTrace = (traceId: Uint32Array, row: number) => boolean;

/** Entries of spans that are read at once: their columns stay in a processor's cache. */
const STEP = 4096;

/** Reads the spans of one row group, some thousand at a time. */
export class RowGroupReader {
  /** Spans that were left out because nobody wants their trace. */
  skipped = 0;
  private readonly sink: DecodeSink;
  private readonly spans: SpanColumnReaders;
  private readonly traces: TraceIdReader;
  private readonly resources: ResourceReader;
  private readonly links: LinkReader | null;
  private readonly peers: PeerReader | null;
  private readonly keep: KeepTrace;
  /** Of each span of a step: its row in the batch, or -1; its entry; its trace and its resource among those of the step. */
  private readonly rows = new Int32Array(STEP);
  private readonly entries = new Int32Array(STEP);
  private readonly trace = new Int32Array(STEP);
  private readonly resource = new Int32Array(STEP);
  private readonly isCaller = new Uint8Array(STEP);
  /** Of each entry of a step: whether it is a span that is kept and calls somebody. */
  private readonly calls = new Uint8Array(STEP);
  /** The trace and the resource that the step before ended with go on in the next. */
  private readonly lastTrace = { id: new Uint32Array(4), fact: 0, isKept: false };
  private lastResource = 0;

  constructor(
    columns: RowGroupColumns,
    facts: BlockFacts,
    needs: ReadonlySet<Need>,
    sink: DecodeSink,
    keep: KeepTrace,
  ) {
    const { strings, resources } = sink.batch;
    const texts = new Texts();
    this.sink = sink;
    this.keep = keep;
    this.traces = new TraceIdReader(columns, sink);
    this.spans = new SpanColumnReaders(
      columns,
      { tracestate: needs.has('tracestate'), status: needs.has('status') },
      sink,
    );
    this.resources = new ResourceReader(columns, facts, texts, resources, needs.has('hosts'));
    this.links = needs.has('links') ? new LinkReader(columns) : null;
    this.peers = needs.has('peer') ? new PeerReader(columns, facts, texts, strings) : null;
  }

  /**
   * Reads the next spans into the sink's batch. Rows are added at the end, in one go: other decoders may write to the
   * batch while this one waits for bytes. @returns false at the end. @throws DamagedParquet
   */
  async step(): Promise<boolean> {
    const { spanId } = this.spans;
    if (spanId.entry === spanId.entries && !(await spanId.nextPage())) return false;
    const most = spanId.value === spanId.valueCount ? 0 : await this.spans.atHand();
    const { entries, spans, traces, resources } = this.survey(most);
    await this.traces.read(traces);
    await this.resources.read(resources);
    await this.links?.read(entries);
    const kept = this.keptTraces(traces);
    await this.peers?.read(entries, this.callers(entries, spans, kept));
    this.write(spans, kept);
    this.carry(traces, resources);
    spanId.entry += entries;
    return true;
  }

  /**
   * Looks at the next entries, with at most `most` spans. Traces and resources are numbered from 1 on; 0 is the one
   * that goes on from the step before.
   */
  private survey(most: number) {
    const { repetition, definition, leaf, entry: first, entries: end } = this.spans.spanId;
    const last = Math.min(end, first + STEP);
    let spans = 0;
    let traces = 0;
    let resources = 0;
    let entry = first;
    for (; entry < last; entry++) {
      const isSpan = definition[entry] === leaf.definition;
      if (isSpan && spans === most) break;
      const level = repetition[entry]!;
      if (level === 0) traces++;
      if (level <= 1) resources++;
      if (!isSpan) continue;
      this.entries[spans] = entry - first;
      this.trace[spans] = traces;
      this.resource[spans] = resources;
      spans++;
    }
    return { entries: entry - first, spans, traces, resources };
  }

  private keptTraces(count: number): Uint8Array {
    const kept = new Uint8Array(count + 1);
    kept[0] = this.lastTrace.isKept ? 1 : 0;
    for (let trace = 0; trace < count; trace++) kept[trace + 1] = this.keep(this.traces.ids, trace) ? 1 : 0;
    return kept;
  }

  /** 1 for each entry of a span that is kept and calls somebody. */
  private callers(entries: number, spans: number, kept: Uint8Array): Uint8Array {
    const { isCaller, calls } = this;
    this.spans.findCallers(spans, isCaller);
    calls.fill(0, 0, entries);
    for (let span = 0; span < spans; span++)
      calls[this.entries[span]!] = isCaller[span]! & kept[this.trace[span]!]!;
    return calls;
  }

  private write(spans: number, kept: Uint8Array): void {
    const { batch } = this.sink;
    const before = batch.length;
    for (let span = 0; span < spans; span++) {
      const isKept = kept[this.trace[span]!] === 1;
      this.rows[span] = isKept ? batch.next() : -1;
      if (!isKept) this.skipped++;
    }
    try {
      this.spans.read(spans, this.rows);
      this.fill(spans);
    } catch (error) {
      batch.truncate(before);
      throw error;
    }
  }

  private fill(spans: number): void {
    const { columns } = this.sink.batch;
    const { traceId, facts, resource, peer, kind } = columns;
    for (let span = 0; span < spans; span++) {
      const row = this.rows[span]!;
      if (row < 0) continue;
      const trace = this.trace[span]! - 1;
      const ids = trace < 0 ? this.lastTrace.id : this.traces.ids;
      const from = trace < 0 ? 0 : trace * 4;
      for (let word = 0; word < 4; word++) traceId[row * 4 + word] = ids[from + word]!;
      facts[row]! |= trace < 0 ? this.lastTrace.fact : this.traces.facts[trace]!;
      const own = this.resource[span]! - 1;
      resource[row] = own < 0 ? this.lastResource : this.resources.numbers[own]!;
      const entry = this.entries[span]!;
      if (this.links?.hasLink[entry] === 1) facts[row]! |= Fact.HAS_LINK;
      if (this.peers !== null && (kind[row] === Kind.CLIENT || kind[row] === Kind.PRODUCER))
        peer[row] = this.peers.at(entry);
    }
  }

  private carry(traces: number, resources: number): void {
    if (traces > 0) {
      const last = traces - 1;
      this.lastTrace.id.set(this.traces.ids.subarray(last * 4, last * 4 + 4));
      this.lastTrace.fact = this.traces.facts[last]!;
      this.lastTrace.isKept = this.keep(this.traces.ids, last);
    }
    if (resources > 0) this.lastResource = this.resources.numbers[resources - 1]!;
  }
}

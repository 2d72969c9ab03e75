import type { Service } from './system';
import type { MadeSpan } from './trace';

/** What a right audit of an archive says, counted where the archive was made. Names as in the report. */
export interface Truth {
  readonly objects: number;
  /** Export requests written, resent ones included: lines of JSON. */
  readonly requests: number;
  readonly bytes: { readonly stored: number; readonly decoded: number };
  /** Spans written, resent ones included. */
  readonly spansWritten: number;
  readonly traces: { readonly complete: number; readonly incomplete: number };
  readonly structure: {
    readonly spans: number;
    readonly orphans: number;
    readonly missingParents: number;
    readonly tracesWithOrphans: number;
    readonly rootless: number;
    readonly resends: number;
  };
  readonly services: readonly ServiceTruth[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly calls: number }[];
  /** Lost spans by their place in the trace. */
  readonly lost: { readonly roots: number; readonly middles: number; readonly leaves: number };
}

/** What arrived of one service. */
export interface ServiceTruth {
  readonly name: string;
  readonly spans: number;
  readonly traces: number;
  readonly roots: number;
  readonly orphans: number;
}

/** Counts, trace by trace, what arrived and what its shape is. */
export class TruthCounter {
  private readonly structure = { spans: 0, orphans: 0, missingParents: 0, tracesWithOrphans: 0, rootless: 0 };
  private readonly traces = { complete: 0, incomplete: 0 };
  private readonly lost = { roots: 0, middles: 0, leaves: 0 };
  private readonly services: {
    name: string;
    spans: number;
    traces: number;
    roots: number;
    orphans: number;
  }[];
  private readonly edges = new Map<string, { from: string; to: string; calls: number }>();

  constructor(services: readonly Service[]) {
    this.services = services.map(({ name }) => ({ name, spans: 0, traces: 0, roots: 0, orphans: 0 }));
  }

  /** @param arrived the spans of one trace that were not lost */
  count(trace: readonly MadeSpan[], arrived: ReadonlySet<MadeSpan>): void {
    this.countLost(trace, arrived);
    if (arrived.size === 0) return;
    const missing = new Set<MadeSpan>();
    const present = new Set<number>();
    let hasRoot = false;
    for (const span of arrived) {
      const { number } = span.instance.service;
      const service = this.services[number]!;
      service.spans++;
      if (!present.has(number)) service.traces++;
      present.add(number);
      if (span.parent === null) {
        hasRoot = true;
        service.roots++;
      } else if (arrived.has(span.parent)) this.countCall(span.parent, span);
      else {
        missing.add(span.parent);
        service.orphans++;
        this.structure.orphans++;
      }
    }
    this.structure.spans += arrived.size;
    this.structure.missingParents += missing.size;
    if (missing.size > 0) this.structure.tracesWithOrphans++;
    if (!hasRoot) this.structure.rootless++;
    if (hasRoot && missing.size === 0) this.traces.complete++;
    else this.traces.incomplete++;
  }

  /** The truth, with what the writing of it came to. */
  truth(written: Pick<Truth, 'objects' | 'requests' | 'bytes' | 'spansWritten'>, resends: number): Truth {
    return {
      ...written,
      traces: this.traces,
      structure: { ...this.structure, resends },
      services: this.services.filter(({ spans }) => spans > 0),
      edges: [...this.edges.values()],
      lost: this.lost,
    };
  }

  private countCall(parent: MadeSpan, span: MadeSpan): void {
    const from = parent.instance.service.name;
    const to = span.instance.service.name;
    if (from === to) return;
    const key = `${from} ${to}`;
    const edge = this.edges.get(key) ?? { from, to, calls: 0 };
    edge.calls++;
    this.edges.set(key, edge);
  }

  private countLost(trace: readonly MadeSpan[], arrived: ReadonlySet<MadeSpan>): void {
    if (arrived.size === trace.length) return;
    const parents = new Set(trace.map((span) => span.parent));
    for (const span of trace) {
      if (arrived.has(span)) continue;
      if (span.parent === null) this.lost.roots++;
      else if (parents.has(span)) this.lost.middles++;
      else this.lost.leaves++;
    }
  }
}

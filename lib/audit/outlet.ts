import { SpanBatch } from '../model/batch';
import type { SpanColumns } from '../model/columns';
import { placeColumns } from '../model/kernel/placed-batch';
import type { TableMemory } from '../model/kernel/table-memory';
import { type Resource, ResourcePool } from '../model/resources';
import { StringPool } from '../model/strings';
import type { Keep } from '../model/table';
import { firstThreshold, keepOf, type TraceSelection } from '../sampling/trace-selection';

/** Spans on their way to the table, with what their numbers refer to that was not told before. */
export interface Delivery {
  readonly columns: SpanColumns;
  readonly length: number;
  readonly texts: readonly string[];
  readonly resources: readonly Resource[];
  /** What the spans were thinned out to. */
  readonly threshold: number;
  /** Stored bytes read since the last delivery, for the progress line. */
  readonly bytes: number;
}

/** Spans handed on at once: enough to make the hand-over cheap, few enough to keep memory flat. */
const FULL = 16_384;

/**
 * Where the decoders of one thread put their spans: one batch, thinned out by our sampling and handed on when
 * it is full. Decoders of several objects take turns; each marks its rows before the next one writes.
 */
export class Outlet {
  readonly batch: SpanBatch;
  private readonly selection: TraceSelection;
  private threshold: number;
  private keep: Keep | undefined;
  private readonly deliver: (delivery: Delivery) => Promise<void>;
  private marked = 0;
  private textsSent = 1;
  private resourcesSent = 0;
  private bytes = 0;

  /** @param memory that of the table in which the spans will be: their columns stand there from the beginning */
  constructor(
    selection: TraceSelection,
    memory: TableMemory,
    deliver: (delivery: Delivery) => Promise<void>,
  ) {
    const create = (rows: number) => placeColumns(memory, rows);
    this.batch = new SpanBatch(new StringPool(), new ResourcePool(), FULL + FULL / 4, create);
    this.selection = selection;
    this.threshold = firstThreshold(selection);
    this.keep = keepOf(selection);
    this.deliver = deliver;
  }

  /** From now on, of the chosen traces only those whose hash lies below are kept (sampling/selection.ts). */
  lowerTo(threshold: number): void {
    this.threshold = threshold;
    this.keep = keepOf(this.selection, threshold);
  }

  /** Says that the rows since the last mark are of `object`; gives their number. */
  mark(object: number): number {
    const { batch } = this;
    const added = batch.length - this.marked;
    batch.columns.object.fill(object, this.marked, batch.length);
    this.marked = batch.length;
    return added;
  }

  /** Hands on what is there when it is worth it; what our sampling drops makes room before. */
  async flushIfFull(): Promise<void> {
    if (this.batch.length < FULL) return;
    this.thin();
    if (this.batch.length >= FULL / 2) await this.flush();
  }

  /** Hands on what is there. All rows must be marked. */
  async flush(): Promise<void> {
    this.thin();
    const { batch } = this;
    const delivery: Delivery = {
      ...batch.take(),
      texts: batch.strings.textsFrom(this.textsSent),
      resources: batch.resources.from(this.resourcesSent),
      threshold: this.threshold,
      bytes: this.bytes,
    };
    this.marked = 0;
    this.textsSent = batch.strings.size;
    this.resourcesSent = batch.resources.size;
    this.bytes = 0;
    await this.deliver(delivery);
  }

  /** Takes the columns of a delivery back when its spans are in the table. */
  giveBack({ columns }: Pick<Delivery, 'columns'>): void {
    this.batch.giveBack(columns);
  }

  private thin(): void {
    if (this.keep !== undefined) this.batch.retain(this.keep);
    this.marked = this.batch.length;
  }

  /** The one trace that is wanted, as 32 lower-case hex digits; null where it is not one alone. */
  get onlyTrace(): string | null {
    return this.selection.by === 'trace' ? this.selection.traceId : null;
  }

  /** Whether the trace whose ID stands in `traceId` at four words a row is kept, as things stand. */
  keeps(traceId: Uint32Array, row: number): boolean {
    return this.keep === undefined || this.keep({ traceId }, row);
  }

  /** Counts stored bytes that were read. */
  count(bytes: number): void {
    this.bytes += bytes;
  }
}

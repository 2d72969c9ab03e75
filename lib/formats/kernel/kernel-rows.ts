import type { SpanBatch } from '../../model/batch';
import type { Kernel } from './kernel';

/** The rows that a kernel has read, as columns in its memory. */
export class KernelRows {
  private readonly traceId: Uint32Array;
  private readonly spanId: Uint32Array;
  private readonly parentId: Uint32Array;
  private readonly start: Uint32Array;
  private readonly end: Uint32Array;
  private readonly name: Uint32Array;
  private readonly peer: Uint32Array;
  private readonly flags: Uint16Array;
  private readonly facts: Uint16Array;
  private readonly threshold: Uint16Array;
  private readonly kind: Uint8Array;

  constructor(kernel: Kernel) {
    const { buffer } = kernel.memory;
    const rows = kernel.MAX_ROWS.value;
    this.traceId = new Uint32Array(buffer, kernel.TRACE_ID.value, rows * 4);
    this.spanId = new Uint32Array(buffer, kernel.SPAN_ID.value, rows * 2);
    this.parentId = new Uint32Array(buffer, kernel.PARENT_ID.value, rows * 2);
    this.start = new Uint32Array(buffer, kernel.START.value, rows * 2);
    this.end = new Uint32Array(buffer, kernel.END.value, rows * 2);
    this.name = new Uint32Array(buffer, kernel.NAME.value, rows);
    this.peer = new Uint32Array(buffer, kernel.PEER.value, rows);
    this.flags = new Uint16Array(buffer, kernel.FLAGS.value, rows);
    this.facts = new Uint16Array(buffer, kernel.FACTS.value, rows);
    this.threshold = new Uint16Array(buffer, kernel.THRESHOLD.value, rows);
    this.kind = new Uint8Array(buffer, kernel.KIND.value, rows);
  }

  /** Appends the first `count` rows to a batch. */
  appendTo(batch: SpanBatch, count: number): void {
    const row = batch.extend(count);
    const { columns } = batch;
    columns.traceId.set(this.traceId.subarray(0, count * 4), row * 4);
    columns.spanId.set(this.spanId.subarray(0, count * 2), row * 2);
    columns.parentId.set(this.parentId.subarray(0, count * 2), row * 2);
    columns.start.set(this.start.subarray(0, count * 2), row * 2);
    columns.end.set(this.end.subarray(0, count * 2), row * 2);
    columns.name.set(this.name.subarray(0, count), row);
    columns.peer.set(this.peer.subarray(0, count), row);
    columns.flags.set(this.flags.subarray(0, count), row);
    columns.facts.set(this.facts.subarray(0, count), row);
    columns.threshold.set(this.threshold.subarray(0, count), row);
    columns.kind.set(this.kind.subarray(0, count), row);
  }
}

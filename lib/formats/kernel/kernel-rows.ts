import type { SpanBatch } from '../../model/batch';
import { copyRows } from '../../model/columns';
import { columnsAt, KERNEL_COLUMNS, type KernelColumns } from '../../model/kernel/columns-at';
import type { Kernel } from './kernel';

/** The rows that a kernel has read, as columns in its memory. */
export class KernelRows {
  private readonly columns: KernelColumns;

  constructor(kernel: Kernel) {
    this.columns = columnsAt(kernel, kernel.memory.buffer);
  }

  /** Appends the first `count` rows to a batch. */
  appendTo(batch: SpanBatch, count: number): void {
    const row = batch.extend(count);
    copyRows(this.columns, 0, count, batch.columns, row, KERNEL_COLUMNS);
  }
}

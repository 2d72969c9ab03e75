import type { SpanColumns } from '../model/columns';
import type { CompiledKernel, SharedMemory } from '../model/kernel/kernels';
import { isPlaced, placedColumnsAt } from '../model/kernel/placed-batch';
import type { TableMemory } from '../model/kernel/table-memory';
import type { TraceSelection } from '../sampling/trace-selection';
import type { SourceSpec } from '../sources/source';
import type { JudgingSetup } from './judging-work';
import type { ObjectLimits, ObjectOutcome } from './object-reader';
import type { Delivery } from './outlet';
import type { ReadJob } from './read-job';

/** What a reading thread is started with. */
export interface WorkerSetup {
  readonly sources: readonly SourceSpec[];
  readonly limits: ObjectLimits;
  /** Objects to read at the same time. */
  readonly atOnce: number;
  /** Bytes of the parts in which large objects of lines are read. */
  readonly partBytes: number;
  readonly selection: TraceSelection;
  /** The kernel that reads spans, compiled once for all threads. */
  readonly spanKernel: CompiledKernel;
  /** The memory of the table, and the kernel that keeps it. */
  readonly memory: SharedMemory;
  readonly tableKernel: CompiledKernel;
  /** Where deliveries are counted before they are sent (deliveries.ts). */
  readonly sent: Int32Array;
  /** With what it goes on when all is read; null: it ends. */
  readonly judging: JudgingSetup | null;
}

/** From the main thread to a reading thread. */
export type ToWorker =
  | { readonly type: 'read'; readonly jobs: readonly ReadJob[] }
  | { readonly type: 'threshold'; readonly threshold: number }
  /** The oldest delivery under way is in the table. */
  | { readonly type: 'taken' }
  /** There are no more jobs. */
  | { readonly type: 'finish' };

/** From a reading thread to the main thread. */
export type FromWorker =
  | { readonly type: 'spans'; readonly delivery: SentDelivery }
  | { readonly type: 'outcome'; readonly outcome: ObjectOutcome }
  /** The lines of an object that begin at `from` or later can be read by others. */
  | { readonly type: 'cut'; readonly object: number; readonly format: string; readonly from: number }
  | { readonly type: 'finished' };

/** A delivery between threads. Columns that stand in the memory of the table are told by their place. */
export interface SentDelivery extends Omit<Delivery, 'columns'> {
  readonly columns: SpanColumns | { readonly block: number };
}

/** A delivery as it is sent, and what is handed over, not copied, with it. */
export function sendable(delivery: Delivery): {
  readonly sent: SentDelivery;
  readonly buffers: ArrayBuffer[];
} {
  const { columns } = delivery;
  if (isPlaced(columns)) return { sent: { ...delivery, columns: { block: columns.block } }, buffers: [] };
  const buffers = Object.values(columns).map((column: Uint32Array<ArrayBuffer>) => column.buffer);
  return { sent: delivery, buffers };
}

/** The delivery that was sent. */
export function received(sent: SentDelivery, memory: TableMemory): Delivery {
  const { columns } = sent;
  if (!('block' in columns)) return { ...sent, columns };
  return { ...sent, columns: placedColumnsAt(memory, columns.block, sent.length) };
}

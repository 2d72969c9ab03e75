import type { SpanColumns } from '../model/columns';
import type { TraceSelection } from '../sampling/trace-selection';
import type { ListedObject, SourceSpec } from '../sources/source';
import type { ObjectLimits, ObjectOutcome } from './object-reader';
import type { Delivery } from './outlet';

/** What a reading thread is started with. */
export interface WorkerSetup {
  readonly sources: readonly SourceSpec[];
  readonly limits: ObjectLimits;
  readonly selection: TraceSelection;
}

/** One object to read: its number in the audit, and the source (by number) that lists it. */
export interface ReadJob {
  readonly object: number;
  readonly source: number;
  readonly listed: ListedObject;
}

/** From the main thread to a reading thread. */
export type ToWorker =
  | { readonly type: 'read'; readonly job: ReadJob }
  | { readonly type: 'threshold'; readonly threshold: number }
  | { readonly type: 'taken'; readonly delivery: Pick<Delivery, 'columns' | 'length'> }
  | { readonly type: 'finish' };

/** From a reading thread to the main thread. */
export type FromWorker =
  | { readonly type: 'spans'; readonly delivery: Delivery }
  | { readonly type: 'outcome'; readonly outcome: ObjectOutcome }
  | { readonly type: 'finished' };

/** What is handed over, not copied, with columns. */
export function buffersOf(columns: SpanColumns): ArrayBuffer[] {
  return Object.values(columns).map((column: Uint32Array<ArrayBuffer>) => column.buffer);
}

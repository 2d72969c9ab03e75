import type { PoolMap } from '../model/pool-map';
import type { SpanTable } from '../model/table';
import { belowThreshold } from '../sampling/selection';
import { firstThreshold, type TraceSelection } from '../sampling/trace-selection';
import type { ObjectOutcome } from './object-reader';
import type { Delivery } from './outlet';
import type { ReadOptions, ReadProgress } from './read-options';

/** Takes deliveries of all threads into the table, and thins it out whenever it grows over its budget. */
export class Intake {
  readonly table: SpanTable;
  /** Of objects, and of parts of them. */
  readonly outcomes: ObjectOutcome[] = [];
  /** Of the chosen traces those whose hash lies below are kept. */
  threshold: number;
  /** Spans of the one trace wanted that found no room. */
  spansLeftOut = 0;
  /** Called with the new threshold when it is lowered. */
  readonly onLowered: ((threshold: number) => void)[] = [];
  private readonly selection: TraceSelection;
  private readonly maxRows: number;
  private readonly onProgress: (progress: ReadProgress) => void;
  private bytesRead = 0;
  private objectsRead = 0;

  constructor(
    table: SpanTable,
    { selection, maxRows, onProgress }: Pick<ReadOptions, 'selection' | 'maxRows' | 'onProgress'>,
  ) {
    this.table = table;
    this.selection = selection;
    this.threshold = firstThreshold(selection);
    this.maxRows = maxRows;
    this.onProgress = onProgress;
  }

  take(delivery: Delivery, pools: PoolMap): void {
    const { table, threshold } = this;
    this.bytesRead += delivery.bytes;
    pools.extend(delivery.texts, delivery.resources);
    if (this.selection.by === 'trace' && table.length + delivery.length > this.maxRows) {
      this.spansLeftOut += delivery.length;
      return;
    }
    // It may have been sent before its thread heard of the threshold in force.
    const keep = delivery.threshold > threshold ? belowThreshold(threshold) : undefined;
    table.append(delivery.columns, delivery.length, pools, keep);
    while (table.length > this.maxRows && this.threshold > 1) {
      this.threshold = Math.floor(this.threshold / 2);
      table.retain(belowThreshold(this.threshold));
    }
    if (this.threshold < threshold) for (const tell of this.onLowered) tell(this.threshold);
    this.report();
  }

  done(outcome: ObjectOutcome): void {
    this.outcomes.push(outcome);
    // One that is read in parts counts when its beginning was read.
    if (outcome.from === 0) this.objectsRead++;
    this.report();
  }

  private report(): void {
    this.onProgress({
      objectsRead: this.objectsRead,
      bytesRead: this.bytesRead,
      spansKept: this.table.length,
    });
  }
}

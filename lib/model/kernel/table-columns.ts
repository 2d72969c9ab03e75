import { COLUMN_NAMES, copyRows, type SpanColumns } from '../columns';
import { columnsAt } from './columns-at';
import type { TableExports } from './table-kernel';

/** The columns in a kernel's memory through which spans come into its table. */
export class TableColumns {
  /** Rows that they hold. */
  readonly capacity: number;
  private readonly columns: SpanColumns;

  constructor(kernel: TableExports, buffer: SharedArrayBuffer) {
    const rows = kernel.MAX_ROWS.value;
    this.capacity = rows;
    this.columns = {
      ...columnsAt(kernel, buffer),
      resource: new Uint32Array(buffer, kernel.RESOURCE.value, rows),
      object: new Uint32Array(buffer, kernel.OBJECT.value, rows),
    };
  }

  /** Puts the rows `[from, to)` of a batch here, as the first ones. */
  put(batch: SpanColumns, from: number, to: number): void {
    copyRows(batch, from, to, this.columns, 0, COLUMN_NAMES);
  }
}

import { COLUMN_NAMES, copyRows, type SortedColumns, type SpanColumns } from '../columns';
import { columnsAt } from './columns-at';
import { RARE_NAMES, type TableExports } from './table-kernel';

/** Columns of judged spans, with what assembling adds: the service and the parent of each row. */
export interface AssembledColumns {
  readonly columns: SortedColumns;
  readonly service: Uint32Array;
  readonly parent: Int32Array;
}

const ALWAYS_COPIED = ['spanId', 'parentId', 'start', 'end', 'resource', 'name', 'kind'] as const;

/** The columns in a kernel's memory through which spans come into its table and leave it. */
export class TableColumns {
  /** Rows that they hold. */
  readonly capacity: number;
  private readonly columns: SpanColumns;
  private readonly service: Uint32Array;
  private readonly parent: Int32Array;

  constructor(kernel: TableExports, buffer: SharedArrayBuffer) {
    const rows = kernel.MAX_ROWS.value;
    this.capacity = rows;
    this.columns = {
      ...columnsAt(kernel, buffer),
      resource: new Uint32Array(buffer, kernel.RESOURCE.value, rows),
      object: new Uint32Array(buffer, kernel.OBJECT.value, rows),
    };
    this.service = new Uint32Array(buffer, kernel.SERVICE.value, rows);
    this.parent = new Int32Array(buffer, kernel.PARENT.value, rows);
  }

  /** Puts the rows `[from, to)` of a batch here, as the first ones. */
  put(batch: SpanColumns, from: number, to: number): void {
    copyRows(batch, from, to, this.columns, 0, COLUMN_NAMES);
  }

  /** Copies the first `count` rows to `row` of the target, which is all zero; of rare columns those that are set. */
  copyTo(target: AssembledColumns, row: number, count: number, set: number): void {
    copyRows(this.columns, 0, count, target.columns, row, ALWAYS_COPIED);
    target.service.set(this.service.subarray(0, count), row);
    target.parent.set(this.parent.subarray(0, count), row);
    // Many systems never use these: what is nowhere set need not be copied, and is then never touched.
    copyRows(
      this.columns,
      0,
      count,
      target.columns,
      row,
      RARE_NAMES.filter((_, bit) => (set & (1 << bit)) !== 0),
    );
  }
}

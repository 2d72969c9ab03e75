import type { TableExports } from './table-kernel';

/** Rows that the kernel goes over in one call: it is compiled better between calls, not within one. */
const AT_ONCE = 16_384;

/** Some rows of a table, and where they go. */
export interface RowsToSort {
  readonly from: number;
  readonly to: number;
  /** The address of the order of all records, which startOrder has laid out. */
  readonly order: number;
  /** Where the byte of each resource is: 1 for those of judged records. */
  readonly used: number;
}

/** Puts the records of these rows where they belong, whoever does so with the others. */
export function sortRows(kernel: TableExports, { from, to, order, used }: RowsToSort): void {
  for (let row = from; row < to; row += AT_ONCE)
    kernel.sortRows(row, Math.min(to, row + AT_ONCE), order, used);
}

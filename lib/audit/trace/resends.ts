import type { SortedColumns } from '../../model/columns';
import type { SpanTable } from '../../model/table';
import { hexOfWords } from '../../model/words';

/** How often each span came again, to be asked after the trace was assembled. */
export type ResendCounts = (columns: SortedColumns, row: number, service: string) => number;

/** Counts spans of equal content in a table that holds one trace; assembling folds them. */
export function countResends(
  table: SpanTable,
  nameOfService: (service: string | null) => string,
): ResendCounts {
  const counts = new Map<string, number>();
  for (const { columns, length } of table.chunks) {
    for (let row = 0; row < length; row++) {
      const service = nameOfService(table.resources.at(columns.resource[row]!).service);
      const key = contentOf(columns, row, service);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return (columns, row, service) => (counts.get(contentOf(columns, row, service)) ?? 1) - 1;
}

/** What folding goes by: IDs, times, kind, name and service (model/parents.ts). */
function contentOf(
  { spanId, parentId, start, end, kind, name }: SortedColumns,
  row: number,
  service: string,
) {
  const words = [spanId, parentId, start, end].map((column) => hexOfWords(column, row * 2, 2));
  return [...words, kind[row], name[row], service].join(' ');
}

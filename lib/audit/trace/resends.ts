import type { JudgedSpans } from '../../model/judged-spans';
import { RECORD_KIND, RECORD_WORDS, RecordWord } from '../../model/kernel/table-records';
import type { SpanTable } from '../../model/table';
import { hexOfWords } from '../../model/words';

/** How often each span came again. */
export type ResendCounts = (spans: JudgedSpans, row: number, service: string) => number;

/** Counts spans of equal content in a table that holds one trace, and was assembled: its rows are without them. */
export function countResends(
  table: SpanTable,
  nameOfService: (service: string | null) => string,
): ResendCounts {
  const counts = new Map<string, number>();
  const { SPAN_ID, PARENT_ID, START, END, NAME, RESOURCE } = RecordWord;
  for (const { words, bytes, rows } of table.records()) {
    for (let at = 0; at < rows * RECORD_WORDS; at += RECORD_WORDS) {
      const pairs = [SPAN_ID, PARENT_ID, START, END].map((word) => hexOfWords(words, at + word, 2));
      const service = nameOfService(table.resources.at(words[at + RESOURCE]!).service);
      const key = contentOf(pairs, bytes[at * 4 + RECORD_KIND]!, words[at + NAME]!, service);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return (spans, row, service) => {
    const places = [spans.spanId(row), spans.parentId(row), spans.start(row), spans.end(row)];
    const pairs = places.map((place) => hexOfWords(spans.words, place, 2));
    return (counts.get(contentOf(pairs, spans.kind(row), spans.name(row), service)) ?? 1) - 1;
  };
}

/** What folding goes by: IDs, times, kind, name and service (kernel/table/assemble.ts). */
function contentOf(pairs: readonly string[], kind: number, name: number, service: string): string {
  return [...pairs, kind, name, service].join(' ');
}

import { type Corpus } from '../../lib/model/corpus';
import { MISSING_PARENT, NO_PARENT } from '../../lib/model/span';
import { hexOfWords } from '../../lib/model/words';

/** Per trace and span: the parent's span ID, `-` for none and `?` for a missing one. */
export function tree(corpus: Corpus): Record<string, Record<string, string>> {
  const { spans: rows, traceStart, parent } = corpus;
  const id = (row: number) => hexOfWords(rows.words, rows.spanId(row), 2).replace(/^0+/, '');
  const traces: Record<string, Record<string, string>> = {};
  for (let trace = 0; trace < corpus.traceCount; trace++) {
    const spans: Record<string, string> = {};
    for (let row = traceStart[trace]!; row < traceStart[trace + 1]!; row++) {
      const label = `${corpus.services[corpus.service[row]!]}:${id(row)}`;
      const up = parent[row]!;
      spans[label] =
        up === NO_PARENT
          ? '-'
          : up === MISSING_PARENT
            ? '?'
            : `${corpus.services[corpus.service[up]!]}:${id(up)}`;
    }
    traces[hexOfWords(corpus.traceIds, trace * 4, 4).replace(/^0+/, '')] = spans;
  }
  return traces;
}

/** Bits of Fact by row. */
export const facts = ({ spans, spanCount }: Corpus) =>
  Array.from({ length: spanCount }, (_, row) => spans.facts(row));

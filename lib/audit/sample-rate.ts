import { RECORD_WORDS, RecordWord } from '../model/kernel/table-records';
import type { SpanTable } from '../model/table';
import type { Plan } from './plan';

/**
 * The share of all traces that the sources of a plan gave, as the servers among them chose; 1 where none did. Where
 * sources gave different shares it is estimated: a trace that was read stands for as many as the largest share of the
 * sources that gave it tells (Horvitz and Thompson), so that a trace of an archive stands for itself alone, whether or
 * not a server had it as well.
 * @param table what was read, not yet assembled
 */
export function shareGiven({ live, jobs }: Plan, table: SpanTable): number {
  const rateOf = (source: number) => live.get(source)?.plan?.rate ?? 1;
  const sources = new Set([...live.keys(), ...jobs.map(({ source }) => source)]);
  const rates = [...sources].map(rateOf);
  const least = Math.min(1, ...rates);
  if (table.length === 0 || rates.every((rate) => rate === least)) return least;
  const best = new Float64Array(table.traceCount);
  const rateOfObject = Float64Array.from(jobs, ({ source }) => rateOf(source));
  for (const { words, rows } of table.records()) {
    for (let at = 0; at < rows * RECORD_WORDS; at += RECORD_WORDS) {
      const trace = words[at + RecordWord.TRACE]!;
      best[trace] = Math.max(best[trace]!, rateOfObject[words[at + RecordWord.OBJECT]!]!);
    }
  }
  return best.length / best.reduce((sum, rate) => sum + 1 / rate, 0);
}

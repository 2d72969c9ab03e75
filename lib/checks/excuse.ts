import type { Corpus } from '../model/corpus';
import { Fact } from '../model/span';
import type { Learned } from './learned';
import { TraceFact } from './learned/span-survey';

/** Why nobody is to blame for the missing parent of an orphan, by its index; null where somebody is. */
export type ExcuseOf = (
  orphan: number,
) => 'invalid-parent-id' | 'declared-sampling' | 'phantom-parent' | null;

/** Looks for excuses of a corpus: in most there is none for anything, which is told without a look at each orphan. */
export function excusesIn({ spans }: Corpus, learned: Learned): ExcuseOf {
  const { orphans, traceFacts, factCounts, phantoms, unusualRows } = learned;
  const isSampled = factCounts.some((count, facts) => count > 0 && (facts & TraceFact.SAMPLED_DOWN) !== 0);
  if (!isSampled && unusualRows.length === 0 && !phantoms.includes(1)) return () => null;
  return (orphan) => {
    if ((spans.facts(orphans.rows[orphan]!) & Fact.INVALID_PARENT_ID) !== 0) return 'invalid-parent-id';
    if ((traceFacts[orphans.traces[orphan]!]! & TraceFact.SAMPLED_DOWN) !== 0) return 'declared-sampling';
    return phantoms[orphan] === 1 ? 'phantom-parent' : null;
  };
}

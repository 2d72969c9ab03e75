import type { Corpus } from '../model/corpus';
import { Fact } from '../model/span';
import type { Learned } from './learned';
import { TraceFact } from './learned/span-survey';

/** Why nobody is to blame for the missing parent of an orphan, by its index; null where somebody is. */
export function excuseOf({ spans }: Corpus, { orphans, traceFacts, phantoms }: Learned, orphan: number) {
  if ((spans.facts(orphans.rows[orphan]!) & Fact.INVALID_PARENT_ID) !== 0) return 'invalid-parent-id';
  if ((traceFacts[orphans.traces[orphan]!]! & TraceFact.SAMPLED_DOWN) !== 0) return 'declared-sampling';
  return phantoms[orphan] === 1 ? 'phantom-parent' : null;
}

import type { Corpus } from '../../model/corpus';
import { NumberList } from '../numbers';
import { type SpanSurvey, TraceFact } from './span-survey';

/** Spans that are their own ancestors. */
export interface Cycles {
  /** Rows of spans that are their own parent, ascending. */
  readonly selfParents: Uint32Array;
  /** Rows of the members of longer cycles. */
  readonly members: Uint32Array;
  /** How many longer cycles there are. */
  readonly count: number;
}

/** Finds all cycles in linear time: each row is walked over once, whatever the depth. */
export function findCycles(corpus: Corpus, survey: SpanSurvey): Cycles {
  const { parent, traceStart } = corpus;
  const selfParents = new NumberList();
  const members = new NumberList();
  let count = 0;
  const suspects = survey.tracesWith(TraceFact.MAY_GO_ROUND);
  // 1 + the row from which a walk first came by; 0: not yet walked over.
  const walkedFrom = new Int32Array(suspects.length === 0 ? 0 : corpus.spanCount);
  for (const trace of suspects) {
    const first = traceStart[trace]!;
    const last = traceStart[trace + 1]!;
    for (let row = first; row < last; row++) {
      if (parent[row] === row) selfParents.push(row);
      let at = row;
      while (at >= 0 && walkedFrom[at] === 0) {
        walkedFrom[at] = row + 1;
        at = parent[at]!;
      }
      // The walk met its own track: from there on it goes round.
      if (at < 0 || walkedFrom[at] !== row + 1 || parent[at] === at) continue;
      // A walk that begins where another ended finds that other's mark instead, so a cycle is met once.
      count++;
      const start = at;
      do {
        members.push(at);
        at = parent[at]!;
      } while (at !== start);
    }
  }
  return { selfParents: selfParents.view(), members: members.view(), count };
}

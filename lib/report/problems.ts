import type { ReportProblem } from './coverage-model';
import { MAX_PROBLEMS, MORE_PROBLEMS } from './problem-limits';

/** Of one object and reason, so many pieces are listed one by one; the last entry counts the further ones. */
const MAX_PER_OBJECT = 20;
/** Entries held before the list is cut back to its limit. */
const HIGH_WATER = 4 * MAX_PROBLEMS;

/** An entry whose count may still grow. */
interface Entry extends ReportProblem {
  count: number;
}

/** Collects problems while reading, in bounded memory. */
export interface ProblemLog {
  /** @param count pieces that it stands for */
  add(problem: Omit<ReportProblem, 'count'>, count?: number): void;
  /** What the report shows: by object, then offset; the same whatever the order in which objects were read. */
  entries(): ReportProblem[];
}

/**
 * A log of problems that keeps the first `limit` of them, by object and offset, and counts the rest.
 * The problems of one object must be added in the order of their offsets; objects may be read in any order.
 */
export function createProblemLog(limit: number = MAX_PROBLEMS): ProblemLog {
  let kept: Entry[] = [];
  let groups = new Map<string, { size: number; last: Entry }>();
  let dropped = 0;
  let bound: Entry | null = null;

  /** Forgets what cannot be among the first `limit` any more. */
  function cut(): void {
    kept.sort(compareProblems);
    for (const entry of kept.splice(limit)) dropped += entry.count;
    bound = kept.at(-1) ?? bound;
    const left = new Set(kept);
    groups = new Map([...groups].filter(([, group]) => left.has(group.last)));
  }

  return {
    add({ object, offset, reason, message }, count = 1) {
      const key = `${object}\0${reason}`;
      const group = groups.get(key);
      if (group !== undefined && group.size === MAX_PER_OBJECT) {
        group.last.count += count;
        return;
      }
      const entry: Entry = { object, offset, reason, message, count };
      if (bound !== null && compareProblems(entry, bound) > 0) {
        dropped += count;
        return;
      }
      kept.push(entry);
      groups.set(key, { size: (group?.size ?? 0) + 1, last: entry });
      if (kept.length > Math.max(limit, HIGH_WATER)) cut();
    },
    entries() {
      if (kept.length > limit) cut();
      const listed = kept.toSorted(compareProblems).map((entry) => ({ ...entry }));
      return dropped === 0 ? listed : [...listed, restOf(dropped)];
    },
  };
}

function restOf(dropped: number): ReportProblem {
  return {
    object: '(others)',
    offset: null,
    reason: MORE_PROBLEMS,
    message: 'further pieces that could not be read, not listed one by one',
    count: dropped,
  };
}

function compareProblems(a: ReportProblem, b: ReportProblem): number {
  if (a.object !== b.object) return a.object < b.object ? -1 : 1;
  if (a.offset !== b.offset) return (a.offset ?? -1) - (b.offset ?? -1);
  if (a.reason !== b.reason) return a.reason < b.reason ? -1 : 1;
  if (a.message === b.message) return 0;
  return a.message < b.message ? -1 : 1;
}

import type { Change, Sight } from '../alerts/state';

/** What one chat is told of a run. */
export interface RunNews {
  /** What is news first, then the more harmful. */
  readonly changes: readonly Change[];
  readonly moreChanges: number;
  readonly sight: Sight | null;
}

import type { Plan } from './plan';
import type { ReadOptions } from './read-options';
import { type ReadResult, readObjects } from './reading';
import { Replanning } from './replan';

/** What was read, and of which plan: it may have grown. */
export interface PlannedRead {
  readonly plan: Plan;
  readonly read: ReadResult;
}

/**
 * Reads what was planned. Where blocks vanished meanwhile, as compaction makes them, the sources are listed once more
 * and what is new is read too.
 * @param list lists the sources again
 */
export async function readPlanned(
  planned: Plan,
  list: () => Promise<Plan>,
  options: ReadOptions,
): Promise<PlannedRead> {
  const replanning = new Replanning(planned, list);
  const raw = await readObjects(planned.jobs, { ...options, more: (outcomes) => replanning.more(outcomes) });
  return { plan: replanning.plan, read: { ...raw, outcomes: replanning.settled(raw.outcomes) } };
}

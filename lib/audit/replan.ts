import type { ObjectOutcome } from './object-reader';
import type { Plan } from './plan';
import type { ReadJob } from './read-job';

/**
 * Blocks are compacted while they are read: a block then vanishes, and its spans are in another one, which was not
 * there when the source was listed. So the source is listed once more, and blocks that were not known are read too.
 */
export class Replanning {
  /** With the jobs that were added. */
  plan: Plan;
  private readonly list: () => Promise<Plan>;
  private added: readonly ReadJob[] = [];

  /** @param list lists the sources again */
  constructor(plan: Plan, list: () => Promise<Plan>) {
    this.plan = plan;
    this.list = list;
  }

  /** What is to be read in a second round; nothing unless a block vanished. @throws SourceError */
  async more(outcomes: readonly ObjectOutcome[]): Promise<readonly ReadJob[]> {
    const { plan } = this;
    const isVanished = outcomes.some((outcome) => this.vanished(outcome) !== null);
    // A block may also vanish between the listing and the reading of its meta.json.
    const wasMissed = plan.problems.some((problem) => isMissedMeta(problem));
    if (!isVanished && !wasMissed) return [];
    const known = new Set(plan.jobs.map(({ listed }) => listed.name));
    const again = await this.list();
    this.added = again.jobs
      .filter(({ listed }) => listed.block !== undefined && !known.has(listed.name))
      .map((job, index) => ({ ...job, object: plan.jobs.length + index }));
    const added = this.added.reduce((sum, { listed }) => sum + (listed.size ?? 0), 0);
    this.plan = {
      ...plan,
      jobs: [...plan.jobs, ...this.added],
      problems: wasMissed ? again.problems : plan.problems,
      bytes: plan.bytes === null ? null : plan.bytes + added,
    };
    return this.added;
  }

  /** The outcomes, in which a block that vanished counts as read where a block was read that has its spans. */
  settled(outcomes: readonly ObjectOutcome[]): readonly ObjectOutcome[] {
    const isWhole = new Set(outcomes.filter(({ complete }) => complete).map(({ object }) => object));
    return outcomes.map((outcome) => {
      const job = this.vanished(outcome);
      if (job === null || !this.added.some((other) => isWhole.has(other.object) && isSuccessor(other, job)))
        return outcome;
      const problems = outcome.problems.filter(({ reason }) => reason !== 'gone');
      return { ...outcome, complete: true, problems };
    });
  }

  private vanished({ object, problems }: ObjectOutcome): ReadJob | null {
    const job = this.plan.jobs[object];
    const isGone = job?.listed.block !== undefined && problems.some(({ reason }) => reason === 'gone');
    return isGone ? job : null;
  }
}

function isMissedMeta({ object, reason }: Plan['problems'][number]): boolean {
  return reason === 'gone' && /[/\\]meta\.json$/.test(object);
}

/** A compacted block of the same tenant that covers the time of another, and has no fewer traces. */
function isSuccessor({ source, listed }: ReadJob, vanished: ReadJob): boolean {
  const [own, its] = [listed.block, vanished.listed.block];
  if (own === undefined || its === undefined || source !== vanished.source) return false;
  if (tenantOf(listed.name) !== tenantOf(vanished.listed.name)) return false;
  const [time, covered] = [listed.partition, vanished.listed.partition];
  if (time === null || covered === null) return false;
  const isLater = own.compactionLevel > its.compactionLevel && own.traces >= its.traces;
  return isLater && time.start <= covered.start && time.end >= covered.end;
}

/** The folder of a block's folder. */
function tenantOf(name: string): string {
  return name.replace(/[/\\][^/\\]*[/\\][^/\\]*$/, '');
}

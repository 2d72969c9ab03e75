import type { Margins, Window } from '../model/window';
import { readRange } from '../model/window';
import { minutesOf, shuffledMinutes } from '../sampling/minutes';
import type { SourceSpec } from '../sources/source';
import type { Plan } from './plan';
import type { ReadJob } from './read-job';

const SECOND = 1000;
/** Fewer say nothing of how much minutes differ. */
const LEAST_MINUTES = 2;

/** What a sample of minutes is drawn for. */
export interface SampleFrame {
  readonly audited: Window;
  readonly margins: Margins;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly sources: readonly SourceSpec[];
  /** Stored bytes that may be read. */
  readonly maxBytes: number;
}

/**
 * Narrows a plan that is too large to a random subset of the window's minutes: the first of a random order, as many as
 * fit, at least two. Where objects do not tell their time well enough for that to save anything, nothing is narrowed.
 */
export class MinuteSample {
  private readonly frame: SampleFrame;
  private chosen: readonly Window[] | null = null;
  private isDecided = false;

  constructor(frame: SampleFrame) {
    this.frame = frame;
  }

  /** The chosen minutes in their order, and how many there are; null: the whole window is audited. */
  get sample(): { readonly minutes: readonly Window[]; readonly total: number } | null {
    return this.chosen && { minutes: this.chosen, total: minutesOf(this.frame.audited).length };
  }

  /** The plan for the chosen minutes; they are chosen with the first plan, and stay. */
  narrow<Whole extends Plan>(plan: Whole): Whole {
    if (!this.isDecided) {
      this.isDecided = true;
      this.chosen = this.choose(plan);
    }
    return this.chosen === null ? plan : this.planFor(this.chosen, plan);
  }

  private choose(plan: Plan): readonly Window[] | null {
    const { audited, maxBytes } = this.frame;
    if (plan.bytes === null || plan.bytes <= maxBytes) return null;
    const needed = new Set<ReadJob>();
    const chosen: Window[] = [];
    for (const minute of shuffledMinutes(audited)) {
      const range = this.rangeOf(minute);
      for (const job of plan.jobs) if (this.isNeeded(job, range)) needed.add(job);
      // A minute that does not fit ends the sample: to skip it would prefer minutes with little in them.
      if (chosen.length >= LEAST_MINUTES && (bytesOf([...needed]) ?? 0) > maxBytes) break;
      chosen.push(minute);
    }
    const ordered = chosen.toSorted((a, b) => a.start - b.start);
    return (this.planFor(ordered, plan).bytes ?? 0) < plan.bytes ? ordered : null;
  }

  private planFor<Whole extends Plan>(minutes: readonly Window[], plan: Whole): Whole {
    const ranges = minutes.map((minute) => this.rangeOf(minute));
    const kept = plan.jobs.filter((job) => ranges.some((range) => this.isNeeded(job, range)));
    const jobs = kept.map((job, object) => ({ ...job, object }));
    return { ...plan, jobs, bytes: bytesOf(jobs) };
  }

  private rangeOf(minute: Window): Window {
    return readRange(minute, this.frame.margins, this.frame.now);
  }

  /** As sources choose objects for a window: by partition keys, else, in a bucket, by the time of storing. */
  private isNeeded({ listed, source }: ReadJob, { start, end }: Window): boolean {
    const { partition, modified } = listed;
    if (partition !== null) return partition.start < end && partition.end > start;
    if (modified === null || this.frame.sources[source]?.kind !== 's3') return true;
    // Whole seconds, cut, as S3 gives them.
    return modified >= Math.floor(start / SECOND) * SECOND && modified < end;
  }
}

function bytesOf(jobs: readonly ReadJob[]): number | null {
  return jobs.reduce<number | null>(
    (sum, { listed }) => (sum === null || listed.size === null ? null : sum + listed.size),
    0,
  );
}

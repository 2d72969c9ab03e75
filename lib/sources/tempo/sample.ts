import type { Window } from '../../model/window';
import type { SuffixClasses } from '../../sampling/suffix';
import type { LivePlan } from './facts';
import type { Seconds } from './ranges';
import type { SearchHit, TempoSearch } from './search';

/** The traces of a sample, and how they were chosen. */
export interface Sample {
  readonly hits: ReadonlyMap<string, SearchHit>;
  readonly plan: LivePlan;
  /** Null where they were not chosen by classes. */
  readonly classes: SuffixClasses | null;
  /** The times in which its traces begin, in order; null where they were not chosen by time. */
  readonly slices: readonly Window[] | null;
  readonly pagesSplit: number;
  readonly pagesIncomplete: number;
}

/** What is sampled. */
export interface Wanted {
  readonly query: string | null;
  /** The time, in pieces that the server searches at once. */
  readonly ranges: readonly Seconds[];
  readonly maxTraces: number;
}

/** What planning needs of a server. */
export type Search = Pick<TempoSearch, 'find'>;

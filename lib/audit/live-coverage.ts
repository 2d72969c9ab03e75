import type { ClusterSample } from '../checks/cluster-counts';
import type { Corpus } from '../model/corpus';

import type { Problem } from '../model/problems';
import { MISSING_PARENT } from '../model/span';
import { hexOfWords } from '../model/words';
import { type LiveCoverage, MAX_LIVE_EXAMPLES } from '../report/live-model';
import type { SourceSpec } from '../sources/source';
import type { LiveFacts } from '../sources/tempo/facts';
import type { ObjectOutcome } from './object-reader';
import type { AuditPlan } from './plan';
import type { ReadResult } from './reading';
import type { BesideResult } from './suspects';

/** What running servers were asked, and what that says of the sample. */
export interface LiveInput {
  readonly specs: readonly SourceSpec[];
  readonly plan: AuditPlan;
  readonly read: ReadResult;
  readonly beside: Pick<BesideResult, 'outcomes'>;
  readonly corpus: Corpus;
}

/**
 * Of Tempo's limit on a trace: what is larger may have been cut. Tempo refuses whole pushes, so that it keeps less than
 * the limit by up to the size of one push.
 */
const NEAR_LIMIT = 0.75;
const ID_DIGITS = 32;

/** The entries of `coverage.live`; undefined where no source is a running server. */
export function liveCoverage(input: LiveInput): LiveCoverage[] | undefined {
  const entries = [...input.plan.live].map(([source, facts]) => entryOf(input, source, facts));
  return entries.length === 0 ? undefined : entries;
}

/**
 * The time slices of a server that cannot choose by trace ID, as the cluster sample that they are; null where the
 * traces are no such sample, or only a part of them is: then nothing can be said of how alike they are.
 */
export function sliceSample({ live }: AuditPlan, sources: number): ClusterSample | null {
  const [facts] = live.values();
  if (sources !== 1 || facts?.slices == null || facts.plan?.kind !== 'time-slices') return null;
  const { slices, of: total } = facts.plan;
  return slices < total ? { minutes: facts.slices, total } : null;
}

/** Traces that a search should have named and that are there by ID, as problems. */
export function missedProblems({ plan, beside }: Pick<LiveInput, 'plan' | 'beside'>): Problem[] {
  return missedOf(plan, beside.outcomes).map(({ listed }) => ({
    object: listed.name,
    offset: null,
    reason: 'search-by-id-mismatch',
    message: 'by its ID this trace is there, and the search that should have named it did not',
  }));
}

function entryOf(input: LiveInput, source: number, facts: LiveFacts): LiveCoverage {
  const { plan, read, beside } = input;
  const outcomes = read.outcomes.filter(({ object }) => plan.jobs[object]?.source === source);
  const lost = outcomes.filter((outcome) => has(outcome, 'search-by-id-mismatch'));
  const missed = missedOf(plan, beside.outcomes).filter((job) => job.source === source);
  const ids = [
    ...lost.map(({ object }) => plan.jobs[object]?.listed.name ?? ''),
    ...missed.map(({ listed }) => listed.name),
  ];
  const reading = read.live.get(source);
  const { found, estimated, requests, retries, slices: _, countersUnread, ...rest } = facts;
  return {
    ...rest,
    found,
    estimated: estimated === null ? null : Math.round(estimated),
    partial: outcomes.filter((outcome) => has(outcome, 'partial')).length,
    mismatch: {
      notFoundById: lost.length,
      notFoundBySearch: missed.length,
      examples: ids.slice(0, MAX_LIVE_EXAMPLES).map(idIn),
    },
    maybeCutBySize: cutBySize(input, source, outcomes),
    ...(countersUnread !== null && { countersUnread }),
    requests: requests + (reading?.requests ?? 0),
    retries: retries + (reading?.retries ?? 0),
  };
}

function has({ problems }: ObjectOutcome, reason: Problem['reason']): boolean {
  return problems.some((problem) => problem.reason === reason);
}

function missedOf(plan: AuditPlan, outcomes: readonly ObjectOutcome[]): AuditPlan['suspects'] {
  const there = new Set(outcomes.filter(({ spansRead }) => spansRead > 0).map(({ object }) => object));
  return plan.suspects.filter(({ object, listed }) => there.has(object) && plan.missed.has(listed.name));
}

/** Traces near the limit of which a span's parent is missing. */
function cutBySize(
  { specs, plan, corpus }: LiveInput,
  source: number,
  outcomes: readonly ObjectOutcome[],
): LiveCoverage['maybeCutBySize'] {
  const spec = specs[source];
  if (spec?.kind !== 'tempo') return { traces: 0, examples: [] };
  const large = new Set(
    outcomes
      .filter(({ storedBytes }) => storedBytes >= NEAR_LIMIT * spec.maxBytesPerTrace)
      .map(({ object }) => idIn(plan.jobs[object]?.listed.name ?? '')),
  );
  const cut: string[] = [];
  for (let trace = 0; trace < corpus.traceCount && large.size > 0; trace++) {
    const id = hexOfWords(corpus.traceIds, trace * 4, 4);
    const parents = corpus.parent.subarray(corpus.traceStart[trace], corpus.traceStart[trace + 1]);
    if (large.has(id) && parents.includes(MISSING_PARENT)) cut.push(id);
  }
  return { traces: cut.length, examples: cut.slice(0, MAX_LIVE_EXAMPLES) };
}

/** The trace ID at the end of an object's name. */
function idIn(name: string): string {
  return name.slice(-ID_DIGITS);
}

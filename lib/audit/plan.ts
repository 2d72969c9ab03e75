import type { Problem } from '../model/problems';
import type { Window } from '../model/window';
import { openSource } from '../sources';
import { SourceError } from '../sources/errors';
import type { Listing, Source, SourceSpec } from '../sources/source';
import type { LiveFacts } from '../sources/tempo/facts';
import { liveFactsOf } from './live-facts';
import type { ReadJob } from './read-job';

/** What is to be read. */
export interface Plan {
  readonly jobs: readonly ReadJob[];
  /** What could not even be listed. */
  readonly problems: readonly Problem[];
  /** Stored bytes of all objects; null where one is not known beforehand. */
  readonly bytes: number | null;
  /** What the sources that ask a running server found there, by the source's number. */
  readonly live: ReadonlyMap<number, LiveFacts>;
}

/** What is to be read for an audit. */
export interface AuditPlan extends Plan {
  /** Likely broken traces beside the sample, numbered by themselves. */
  readonly suspects: readonly ReadJob[];
  /** Names of the suspects that the sample should have held. */
  readonly missed: ReadonlySet<string>;
}

/** Lists what is to be read of a source; `number` is the source's place among all. */
export type Lister = (source: Source, number: number) => AsyncIterable<Listing>;

/** How an audit lists its sources. */
export interface PlanOptions {
  /** The window itself: all that a server needs that gives traces whole. Default: the range. */
  readonly audited?: Window | null;
  /** Whether a place that holds nothing at all is a problem, and no mistake. */
  readonly mayBeEmpty?: boolean;
}

/**
 * Lists the sources, one after the other, and asks servers for broken traces beside their sample.
 * @param range the audit window with its margins
 * @throws SourceError where one cannot be used at all
 */
export async function planReading(
  specs: readonly SourceSpec[],
  range: Window | null,
  signal: AbortSignal,
  onListed: (objects: number) => void,
  { audited = range, mayBeEmpty = false }: PlanOptions = {},
): Promise<AuditPlan> {
  const suspects: ReadJob[] = [];
  const missed = new Set<string>();
  async function* list(source: Source, number: number): AsyncGenerator<Listing> {
    const listings = source.list(source.spec.kind === 'tempo' ? audited : range, signal);
    yield* mayBeEmpty ? orEmpty(listings, source.name) : listings;
    const beside = await source.listSuspects?.(signal);
    for (const listed of beside?.objects ?? [])
      suspects.push({ object: suspects.length, source: number, listed });
    for (const name of beside?.missed ?? []) missed.add(name);
  }
  const plan = await planWith(list, specs, signal, onListed);
  return { ...plan, suspects, missed };
}

/** The listings; of a place that holds nothing at all, the problem that says so. */
async function* orEmpty(listings: AsyncIterable<Listing>, object: string): AsyncGenerator<Listing> {
  try {
    yield* listings;
  } catch (error) {
    if (!(error instanceof SourceError) || error.reason !== 'empty') throw error;
    const message = 'nothing is stored there, of any time';
    yield { objects: [], problems: [{ object, offset: null, reason: 'nothing-stored', message }] };
  }
}

/**
 * Lists the sources, one after the other, each as `list` says.
 * @throws SourceError where one cannot be used at all
 */
export async function planWith(
  list: Lister,
  specs: readonly SourceSpec[],
  signal: AbortSignal,
  onListed: (objects: number) => void,
): Promise<Plan> {
  const jobs: ReadJob[] = [];
  const problems: Problem[] = [];
  const sources: Source[] = [];
  let bytes: number | null = 0;
  try {
    for (const [number, spec] of specs.entries()) {
      const opened = openSource(spec);
      sources.push(opened);
      for await (const page of list(opened, number)) {
        signal.throwIfAborted();
        for (const listed of page.objects) {
          jobs.push({ object: jobs.length, source: number, listed });
          bytes = bytes === null || listed.size === null ? null : bytes + listed.size;
        }
        problems.push(...page.problems);
        onListed(jobs.length);
      }
    }
    return { jobs, problems, bytes, live: liveFactsOf(sources) };
  } finally {
    for (const source of sources) source.close();
  }
}

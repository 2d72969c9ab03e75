import type { Problem } from '../model/problems';
import type { Window } from '../model/window';
import { openSource } from '../sources';
import type { Listing, Source, SourceSpec } from '../sources/source';
import type { ReadJob } from './messages';

/** What is to be read. */
export interface Plan {
  readonly jobs: readonly ReadJob[];
  /** What could not even be listed. */
  readonly problems: readonly Problem[];
  /** Stored bytes of all objects; null where one is not known beforehand. */
  readonly bytes: number | null;
}

/** Lists what is to be read of a source. */
export type Lister = (source: Source) => AsyncIterable<Listing>;

/**
 * Lists the sources, one after the other.
 * @throws SourceError where one cannot be used at all
 */
export function planReading(
  specs: readonly SourceSpec[],
  range: Window | null,
  signal: AbortSignal,
  onListed: (objects: number) => void,
): Promise<Plan> {
  return planWith((source) => source.list(range, signal), specs, signal, onListed);
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
  let bytes: number | null = 0;
  for (const [source, spec] of specs.entries()) {
    const opened = openSource(spec);
    try {
      for await (const page of list(opened)) {
        signal.throwIfAborted();
        for (const listed of page.objects) {
          jobs.push({ object: jobs.length, source, listed });
          bytes = bytes === null || listed.size === null ? null : bytes + listed.size;
        }
        problems.push(...page.problems);
        onListed(jobs.length);
      }
    } finally {
      opened.close();
    }
  }
  return { jobs, problems, bytes };
}

import type { Source } from '../sources/source';
import type { LiveFacts } from '../sources/tempo/facts';

/** What those of the sources that ask a running server did there, by their numbers. */
export function liveFactsOf(sources: readonly Source[]): Map<number, LiveFacts> {
  return new Map(
    sources.flatMap((source, number) => {
      const facts = source.liveFacts?.();
      return facts === undefined ? [] : [[number, facts] as const];
    }),
  );
}

import { createHash } from 'node:crypto';
import type { Passed } from '../report/passed-model';

/** Services and edges, over all checks. */
export function countPassed(passed: readonly Passed[]): number {
  return passed.reduce((sum, { services, edges }) => sum + services.length + edges.length, 0);
}

/**
 * A share of what passed, chosen by hash. With another seed it is another one: what is left out of one notice comes with
 * a later one, and nothing is left out for ever.
 * @param share 0 to 1
 */
export function samplePassed(passed: readonly Passed[], share: number, seed: string): Passed[] {
  if (share >= 1) return [...passed];
  const isChosen = (...subject: readonly string[]) => hashOf([seed, ...subject]) < share;
  return passed
    .map(({ check, services, edges }) => ({
      check,
      services: services.filter((service) => isChosen(check, service)),
      edges: edges.filter(({ from, to }) => isChosen(check, from, to)),
    }))
    .filter(({ services, edges }) => services.length + edges.length > 0);
}

/** 0 up to 1. */
function hashOf(words: readonly string[]): number {
  return createHash('sha256').update(JSON.stringify(words)).digest().readUInt32BE() / 2 ** 32;
}

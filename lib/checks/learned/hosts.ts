import type { Corpus } from '../../model/corpus';

/** The hosts that resources name. */
export interface Hosts {
  /** The number of each resource's host, -1 where it names none. */
  readonly numbers: Int32Array;
  readonly names: readonly string[];
}

/** Numbers the hosts of the resources by name. */
export function numberHosts(corpus: Corpus): Hosts {
  const numbers = new Int32Array(corpus.resources.size + 1).fill(-1);
  const known = new Map<string, number>();
  for (let resource = 0; resource < corpus.resources.size; resource++) {
    const name = corpus.resources.at(resource).host;
    if (!name) continue;
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    numbers[resource] = number;
  }
  return { numbers, names: [...known.keys()] };
}

import type { ResourcePool } from '../../model/resources';

/** The hosts that resources name. */
export interface Hosts {
  /** The number of each resource's host, -1 where it names none. */
  readonly numbers: Int32Array;
  readonly names: readonly string[];
}

/** Numbers the hosts of the resources by name. */
export function numberHosts(resources: ResourcePool): Hosts {
  const numbers = new Int32Array(resources.size + 1).fill(-1);
  const known = new Map<string, number>();
  for (let resource = 0; resource < resources.size; resource++) {
    const name = resources.at(resource).host;
    if (!name) continue;
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    numbers[resource] = number;
  }
  return { numbers, names: [...known.keys()] };
}

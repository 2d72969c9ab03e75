import type { ArchiveOptions } from './options';
import { Random } from './random';

/** One process of a service. */
export interface Instance {
  readonly id: string;
  readonly host: string;
  readonly service: Service;
}

/** One service of the system that is traced. */
export interface Service {
  readonly number: number;
  readonly name: string;
  readonly language: string;
  readonly operations: readonly string[];
  readonly instances: readonly Instance[];
  /** Numbers of the services that it calls. */
  readonly calls: readonly number[];
}

const LANGUAGES = ['go', 'java', 'nodejs', 'python', 'dotnet'] as const;
const NAMES = [
  'frontend',
  'checkout',
  'cart',
  'catalog',
  'payment',
  'shipping',
  'search',
  'account',
] as const;
const OPERATIONS = [
  'GET /api/v1/items/{id}',
  'GET /api/v1/items',
  'POST /api/v1/items',
  'PUT /api/v1/items/{id}',
];

/** Services on levels: the first on the top level alone, each other one called from the level above its own. */
export function makeSystem(options: ArchiveOptions): readonly Service[] {
  const random = new Random(options.seed);
  const levels = levelsOf(options.services, options.depth);
  const calls: number[][] = Array.from({ length: options.services }, () => []);
  levels.slice(1).forEach((level, above) => {
    const callers = levels[above]!;
    level.forEach((callee, index) => {
      calls[callers[index % callers.length]!]!.push(callee);
      // Every other service has a second caller, so that the system is no mere tree.
      if (index % 2 === 1 && callers.length > 1) calls[callers[(index + 1) % callers.length]!]!.push(callee);
    });
  });
  return calls.map((callees, number) => makeService(number, callees, options.instances, random));
}

function levelsOf(services: number, depth: number): readonly (readonly number[])[] {
  const levels: number[][] = Array.from({ length: depth + 1 }, () => []);
  levels[0]!.push(0);
  for (let number = 1; number < services; number++) levels[1 + ((number - 1) % depth)]!.push(number);
  return levels.filter((level) => level.length > 0);
}

function makeService(number: number, calls: readonly number[], instances: number, random: Random): Service {
  const base = NAMES[number % NAMES.length]!;
  const name = number < NAMES.length ? base : `${base}-${Math.floor(number / NAMES.length) + 1}`;
  const processes: Instance[] = [];
  const service: Service = {
    number,
    name,
    language: LANGUAGES[number % LANGUAGES.length]!,
    operations: OPERATIONS.map((operation) => operation.replace('items', name)),
    instances: processes,
    calls,
  };
  for (let index = 0; index < instances; index++) {
    const id = `${random.hex(1)}-${random.hex(2)}`;
    processes.push({ id, host: `node-${random.below(5) + 1}.internal`, service });
  }
  return service;
}

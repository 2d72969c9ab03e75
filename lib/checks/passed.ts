import type { Corpus } from '../model/corpus';
import { isSame } from './exemptions';
import type { EdgeName } from './finding';
import type { FindingOptions } from './findings';
import type { CheckResult } from './index';
import type { Learned } from './learned';
import { DEFAULT_MIN_APPLICABLE } from './severity';

/** Where a check was looked for, often enough to tell, and failed nowhere. Names, as reports show them. */
export interface PassedSubjects {
  /** ID of the check. */
  readonly check: string;
  readonly services: readonly string[];
  readonly edges: readonly EdgeName[];
}

/** What speaks for one service, or for one edge. */
interface Seen {
  readonly service: number;
  readonly edge: { readonly from: number; readonly to: number } | null;
  units: number;
  failing: number;
}

/**
 * The services and edges that each check passes: no unit fails, and there are at least `minApplicable`. What is neither
 * here nor among the findings was not seen, or not often enough: of it nothing is known.
 */
export function passedSubjects(
  corpus: Corpus,
  learned: Learned,
  results: readonly CheckResult[],
  options: Pick<FindingOptions, 'minApplicable' | 'services' | 'matches'>,
): PassedSubjects[] {
  const { minApplicable = DEFAULT_MIN_APPLICABLE } = options;
  const name = (service: number) => corpus.services[service]!;
  return results.flatMap((result) => {
    const passed = seenBy(learned, result)
      .filter(({ units, failing }) => failing === 0 && units >= minApplicable)
      .filter((seen) => isReported(seen, name, options));
    if (passed.length === 0) return [];
    return [
      {
        check: result.meta.id,
        services: passed.flatMap(({ service, edge }) => (edge === null ? [name(service)] : [])).toSorted(),
        edges: passed
          .flatMap(({ edge }) => (edge === null ? [] : [{ from: name(edge.from), to: name(edge.to) }]))
          .toSorted((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to)),
      },
    ];
  });
}

function seenBy(learned: Learned, { meta, subjects }: CheckResult): Seen[] {
  const all = new Map<string, Seen>();
  const seenOf = ({ service, edge }: Pick<Seen, 'service' | 'edge'>): Seen => {
    const key = edge === null ? `${service}` : `${edge.from} ${edge.to}`;
    const seen = all.get(key) ?? { service, edge, units: 0, failing: 0 };
    all.set(key, seen);
    return seen;
  };
  for (const { subject, applicable, failing } of subjects) {
    const seen = seenOf(subject);
    seen.units += applicable;
    seen.failing += failing;
  }
  if (meta.unit !== 'trace') return [...all.values()];
  // A trace counts for one service, and may fail for any that takes part in it.
  learned.services.traces.forEach((traces, service) => {
    const seen = seenOf({ service, edge: null });
    seen.units = Math.max(seen.units, traces);
  });
  if (meta.aboutEdges === true)
    learned.edgeTable.each((from, to, calls) => {
      const seen = seenOf({ service: to, edge: { from, to } });
      seen.units = Math.max(seen.units, calls);
    });
  return [...all.values()];
}

/** Whether the report is about it. */
function isReported(
  { service, edge }: Seen,
  name: (service: number) => string,
  { services = [], matches = isSame }: Parameters<typeof passedSubjects>[3],
): boolean {
  const names = (edge === null ? [service] : [service, edge.from, edge.to]).map(name);
  return services.length === 0 || services.some((pattern) => names.some((one) => matches(pattern, one)));
}

/** By UTF-16 code units: the same on every machine. */
function compareText(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}

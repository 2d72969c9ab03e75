import { runChecks } from '../checks';
import type { Check } from '../checks/check';
import type { Finding } from '../checks/finding';
import { type FindingOptions, findings } from '../checks/findings';
import { learn } from '../checks/learned';
import type { DeclaredEdge } from '../config/effective';
import { assemble } from '../model/assemble';
import type { Judgeable } from '../model/states';
import { MAX_EXAMPLES } from '../report/finding-model';
import { damageOf } from './damage';
import type { ObjectOutcome } from './object-reader';
import type { AuditPlan } from './plan';
import type { ReadOptions } from './read-options';
import { readObjects } from './reading';

/** What became of the traces beside the sample. */
export interface BesideResult {
  readonly outcomes: readonly ObjectOutcome[];
  /** What the checks say of those that may be judged. */
  readonly findings: readonly Finding[];
}

/** How traces beside the sample are judged: as those of the sample. */
export interface BesideRules {
  readonly window: Judgeable['window'];
  readonly settle: number;
  readonly checks: readonly Check[];
  readonly edges: readonly DeclaredEdge[];
  readonly findings: FindingOptions;
}

/**
 * Reads and judges the likely broken traces that a source found beside its sample. They are a small world of their own:
 * nothing of them comes into a count or a rate.
 */
export async function judgeBeside(
  plan: AuditPlan,
  options: ReadOptions,
  rules: BesideRules,
): Promise<BesideResult> {
  if (plan.suspects.length === 0) return { outcomes: [], findings: [] };
  const read = await readObjects(plan.suspects, { ...options, onProgress: () => {} });
  const damage = damageOf({ ...plan, jobs: plan.suspects }, read.outcomes, rules.settle);
  const { corpus } = assemble(read.table, { ...damage, window: rules.window });
  const learned = learn(corpus, rules.edges);
  const found = findings(corpus, runChecks(corpus, learned, rules.checks), rules.findings);
  read.table.release();
  return { outcomes: read.outcomes, findings: found };
}

/** Findings with less than all their examples get further ones from beside the sample, marked as such. */
export function withExamplesBeside(found: readonly Finding[], beside: readonly Finding[]): Finding[] {
  const byPlace = new Map(beside.map((finding) => [placeOf(finding), finding.examples]));
  return found.map((finding) => {
    const further = (byPlace.get(placeOf(finding)) ?? []).map(
      (example) => ({ ...example, beside: true }) as const,
    );
    return { ...finding, examples: [...finding.examples, ...further].slice(0, MAX_EXAMPLES) };
  });
}

function placeOf({ check, service, edge, blame }: Finding): string {
  return JSON.stringify([check, service, edge?.from, edge?.to, blame.service, blame.basis]);
}

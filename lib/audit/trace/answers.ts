import type { CheckResult } from '../../checks';
import type { SubjectAnswers } from '../../checks/answers';
import type { Severity } from '../../checks/check';
import { exemptionFor } from '../../checks/exemptions';
import { compareSeverity } from '../../checks/severity';
import type { EffectiveConfig } from '../../config/effective';
import { matchesGlob } from '../../config/glob';
import { thresholdFor } from '../../config/thresholds';
import type { Corpus } from '../../model/corpus';
import type { TraceAnswer } from '../../report/trace-model';

/** Checks that need many traces to know what is usual: on one alone they can hardly fail. */
const NEED_MANY: ReadonlySet<string> = new Set([
  'client-without-server',
  'clock-skew',
  'phantom-parent',
  'single-span-trace-share',
]);

/** What each check says of the one trace of a corpus, with the exemptions and limits of the configuration. */
export function answersOf(
  results: readonly CheckResult[],
  corpus: Corpus,
  config: EffectiveConfig,
  now: number,
): TraceAnswer[] {
  return results.map(({ meta, subjects }) => {
    const judged = subjects.map((answers) => judge(answers, meta, corpus, config, now));
    const sum = (value: (part: (typeof judged)[number]) => number) =>
      judged.reduce((total, part) => total + value(part), 0);
    const failing = sum((part) => part.failing);
    const exempt = sum((part) => part.exempt);
    const applicable = sum((part) => part.applicable);
    const failed = judged.filter((part) => part.failing + part.exempt > 0);
    return {
      check: meta.id,
      title: meta.title,
      answer: failing > 0 ? 'fail' : exempt > 0 ? 'exempt' : applicable > 0 ? 'pass' : 'not-applicable',
      severity:
        worstOf(failed.filter((part) => part.failing > 0).map(({ severity }) => severity)) ?? meta.severity,
      applicable,
      failing,
      exempt,
      services: [...new Set(failed.map(({ service }) => service))].sort(),
      reasons: addUp(judged.map(({ reasons }) => reasons)),
      skipped: addUp(judged.map(({ skipped }) => skipped)),
      needsMany: NEED_MANY.has(meta.id),
    };
  });
}

/** What one subject of a check comes to. What the configuration switches off does not apply. */
function judge(
  { subject, applicable, failing, reasons, skipped }: SubjectAnswers,
  meta: CheckResult['meta'],
  { services }: Corpus,
  config: EffectiveConfig,
  now: number,
) {
  const service = services[subject.service]!;
  const edge = subject.edge && { from: services[subject.edge.from]!, to: services[subject.edge.to]! };
  const limit = thresholdFor(config.thresholds, meta.id, service).severity;
  const none: ReadonlyMap<string, number> = new Map();
  if (limit === 'off') {
    const off = new Map([['switched-off', applicable]]);
    return {
      service,
      severity: meta.severity,
      applicable: 0,
      failing: 0,
      exempt: 0,
      reasons: none,
      skipped: off,
    };
  }
  const severity: Severity = limit ?? meta.severity;
  const exemption = exemptionFor(config.exemptions, { check: meta.id, service, edge }, now, matchesGlob);
  const isExempt = exemption !== undefined;
  return {
    service,
    severity,
    applicable,
    failing: isExempt ? 0 : failing,
    exempt: isExempt ? failing : 0,
    reasons,
    skipped,
  };
}

function worstOf(severities: readonly Severity[]): Severity | undefined {
  return severities.toSorted(compareSeverity)[0];
}

function addUp(counts: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [reason, count] of counts.flatMap((map) => [...map])) {
    sums.set(reason, (sums.get(reason) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

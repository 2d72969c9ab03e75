import type { TraceCounts } from '../model/assemble';
import type { Problem } from '../model/problems';
import type { Coverage } from '../report/coverage-model';
import { createProblemLog } from '../report/problems';
import type { ObjectOutcome } from './object-reader';
import type { Plan } from './plan';
import type { ReadResult } from './reading';

/**
 * What was read of what was planned, and which traces of it were judged.
 * @param sampleRate the share of all traces that was kept, above 0 to 1
 */
export function coverageOf(
  plan: Plan,
  { outcomes }: Pick<ReadResult, 'outcomes'>,
  counts: TraceCounts,
  spansKept: number,
  sampleRate: number,
): Coverage {
  const sum = (value: (outcome: ObjectOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + value(outcome), 0);
  const readToTheEnd = outcomes.filter((outcome) => outcome.complete).length;
  const sampled = counts.judged + counts.outside + counts.unsettled + counts.cut + counts.damaged;
  return {
    objects: {
      listed: plan.jobs.length,
      read: readToTheEnd,
      unreadable: plan.jobs.length - readToTheEnd,
    },
    formats: countFormats(outcomes),
    bytes: { read: sum((outcome) => outcome.storedBytes), decoded: sum((outcome) => outcome.decodedBytes) },
    spans: {
      read: sum((outcome) => outcome.spansRead),
      kept: spansKept,
      rejected: sum((outcome) => outcome.spansRejected),
    },
    skippedRecords: {
      logs: sum((outcome) => outcome.skippedLogs),
      metrics: sum((outcome) => outcome.skippedMetrics),
    },
    traces: {
      seen: Math.round(sampled / sampleRate),
      seenEstimated: sampleRate < 1,
      sampled,
      outsideWindow: counts.outside,
      judged: counts.judged,
      unsettled: counts.unsettled,
      cut: counts.cut,
      damaged: counts.damaged,
    },
    sampleRate,
    problems: allProblems(plan.problems, outcomes),
  };
}

function countFormats(outcomes: readonly ObjectOutcome[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { format } of outcomes) {
    if (format !== null) counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function allProblems(listing: readonly Problem[], outcomes: readonly ObjectOutcome[]): Coverage['problems'] {
  const log = createProblemLog();
  for (const problem of listing) log.add(problem);
  for (const outcome of outcomes) {
    for (const { count, ...problem } of outcome.problems) log.add(problem, count);
  }
  return log.entries();
}

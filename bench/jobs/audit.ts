import { audit, renderJson } from '../../lib';
import type { Counts } from './job';

/** Ours: from the folder to the JSON report. */
export async function runAudit(
  directory: string,
  threads?: number,
  maxMemory?: number,
  checks?: readonly string[],
): Promise<Counts> {
  const began: Partial<Record<string, number>> = {};
  const report = await audit({
    sources: [directory],
    sample: 'auto',
    threads,
    maxMemory,
    checks,
    onProgress: ({ stage }) => {
      began[stage] ??= performance.now();
    },
  });
  const ended = performance.now();
  const { reading = ended, judging = ended, reporting = ended } = began;
  const { structure, coverage, traces } = report;
  return {
    spans: structure.spans,
    orphans: structure.orphans,
    missingParents: structure.missingParents,
    tracesWithOrphans: structure.tracesWithOrphans,
    rootless: structure.rootless,
    resends: structure.resends,
    complete: traces.complete,
    incomplete: traces.incomplete,
    spansWritten: coverage.spans.read,
    objects: coverage.objects.read,
    problems: coverage.problems.length,
    sampleRate: coverage.sampleRate,
    reportBytes: renderJson(report).length,
    readingMillis: judging - reading,
    judgingMillis: reporting - judging,
    reportingMillis: ended - reporting,
  };
}

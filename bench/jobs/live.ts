import { audit } from '../../lib';
import type { Counts } from './job';

/** Ours over a running Tempo: what reading all of its traces by ID takes, listing and judging left out. */
export async function runLive(url: string, from: string, to: string): Promise<Counts> {
  const began: Partial<Record<string, number>> = {};
  const report = await audit({
    sources: [`tempo+${url}`],
    window: { from, to },
    onProgress: ({ stage }) => {
      began[stage] ??= performance.now();
    },
  });
  const { reading = Number.NaN, judging = Number.NaN } = began;
  const { coverage, structure } = report;
  return {
    traces: coverage.traces.judged,
    spans: structure.spans,
    problems: coverage.problems.length,
    retries: coverage.live?.[0]?.retries ?? Number.NaN,
    readingMillis: judging - reading,
  };
}

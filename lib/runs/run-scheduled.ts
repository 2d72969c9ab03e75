import type { EffectiveConfig } from '../config/effective';
import type { ScheduledDeps } from './deps';
import { reasonOf } from './log';
import { runSource, type SourceResult } from './run-source';
import { namedSources, type SourceKind } from './sources';

/** Runs that may follow each other at once; then the next schedule goes on. */
export const MAX_DEPTH = 10;

/** What a scheduled run came to. */
export interface ScheduledResult {
  readonly sources: readonly SourceResult[];
  /** Whether another run was started for the rest. */
  readonly continued: boolean;
}

/** A source could not be run at all: its state cannot be used. The other sources were run. */
export class RunError extends Error {
  readonly result: ScheduledResult;
  constructor(message: string, result: ScheduledResult, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunError';
    this.result = result;
  }
}

/**
 * Audits every window that is due, of all sources of a kind, the oldest first, as far as the time goes.
 * A window that fails is a failed window in the state, told in the result; the run itself fails only where state is lost.
 * @throws ConfigError where sources cannot be told apart
 * @throws RunError where the state of a source could not be used
 */
export async function runScheduled(
  config: EffectiveConfig,
  kind: SourceKind,
  deps: ScheduledDeps,
): Promise<ScheduledResult> {
  const sources = namedSources(config).filter((source) => source.kind === kind);
  if (sources.length === 0) deps.log({ step: 'no-source', reason: `no ${kind} source is configured` });
  const results: SourceResult[] = [];
  let failure: unknown = null;
  for (const source of sources) {
    try {
      results.push(await runSource(source, config, deps));
    } catch (error) {
      deps.log({ step: 'source-failed', source: source.name, reason: reasonOf(error) });
      failure ??= error;
    }
  }
  const isMore = results.some(({ isTimeOver }) => isTimeOver);
  const result = { sources: results, continued: isMore && (await handOn(deps)) };
  deps.log({ step: 'end', sources: results.length, continued: result.continued, depth: deps.depth });
  if (failure !== null) throw new RunError(reasonOf(failure), result, { cause: failure });
  return result;
}

/** Starts the next run; where that fails, or enough have followed each other, the schedule will. */
async function handOn(deps: ScheduledDeps): Promise<boolean> {
  if (deps.depth >= MAX_DEPTH) {
    deps.log({ step: 'left-to-schedule', depth: deps.depth });
    return false;
  }
  try {
    await deps.continueLater(deps.depth + 1);
    return true;
  } catch (error) {
    deps.log({ step: 'left-to-schedule', depth: deps.depth, reason: reasonOf(error) });
    return false;
  }
}

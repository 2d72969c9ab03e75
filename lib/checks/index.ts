import type { Corpus, TraceView } from '../model/corpus';
import type { Need } from '../model/needs';
import { AnswerBook, type SubjectAnswers } from './answers';
import type { Check, CheckMeta } from './check';
import { childOutsideParent } from './child-outside-parent';
import { clientWithoutServer } from './client-without-server';
import { clockSkew } from './clock-skew';
import { consumerWithoutLink } from './consumer-without-link';
import { duplicateSpan } from './duplicate-span';
import { invalidId } from './invalid-id';
import type { Learned } from './learned';
import { missingRoot } from './missing-root';
import { missingServiceName } from './missing-service-name';
import { multipleRoots } from './multiple-roots';
import { negativeDuration } from './negative-duration';
import { orphanSpan } from './orphan-span';
import { parentCycle } from './parent-cycle';
import { phantomParent } from './phantom-parent';
import { rootIsClient } from './root-is-client';
import { singleSpanTraceShare } from './single-span-trace-share';
import { sourceMismatch } from './source-mismatch';
import { truncatedTraceId } from './truncated-trace-id';

/** All checks, in the order in which they are listed. */
export const CHECKS: readonly Check[] = [
  orphanSpan,
  missingRoot,
  multipleRoots,
  clientWithoutServer,
  consumerWithoutLink,
  rootIsClient,
  singleSpanTraceShare,
  phantomParent,
  missingServiceName,
  duplicateSpan,
  parentCycle,
  invalidId,
  truncatedTraceId,
  childOutsideParent,
  clockSkew,
  negativeDuration,
];

/** The checks with these IDs, in their usual order; all where none is named. */
export function checksNamed(ids: readonly string[]): readonly Check[] {
  return ids.length === 0 ? CHECKS : CHECKS.filter(({ meta }) => ids.includes(meta.id));
}

/** What checks need of spans beyond their structure. */
export function needsOf(checks: readonly Check[]): readonly Need[] {
  return [...new Set(checks.flatMap(({ meta }) => meta.needs ?? []))];
}

/** What there is to say of every check, those included that compare sources and do not run over a corpus. */
export const CHECK_METAS: readonly CheckMeta[] = [...CHECKS.map(({ meta }) => meta), sourceMismatch];

/** IDs for reading a configuration: those of every check, and those of the ones that an audit can run. */
export const CHECK_IDS = {
  knownChecks: CHECK_METAS.map(({ id }) => id),
  runnableChecks: CHECKS.map(({ meta }) => meta.id),
} as const;

/** What one check answered. */
export interface CheckResult {
  readonly meta: CheckMeta;
  readonly subjects: readonly SubjectAnswers[];
}

/** Runs checks over the corpus, one after the other. */
export function runChecks(
  corpus: Corpus,
  learned: Learned,
  checks: readonly Check[] = CHECKS,
): CheckResult[] {
  return checks.map((check) => ({ meta: check.meta, subjects: runCheck(corpus, learned, check) }));
}

function runCheck(corpus: Corpus, learned: Learned, check: Check): SubjectAnswers[] {
  const answers = new AnswerBook();
  const run = check.start(corpus, learned, answers);
  if (run.traces !== undefined) {
    // One view for all traces: an object for each would cost more than most checks.
    const view: { -readonly [Key in keyof TraceView]: TraceView[Key] } = {
      corpus,
      index: 0,
      first: 0,
      last: 0,
    };
    for (const trace of learned.tracesWith(run.traces.with)) {
      view.index = trace;
      view.first = corpus.traceStart[trace]!;
      view.last = corpus.traceStart[trace + 1]!;
      run.traces.judge(view);
    }
  }
  run.end?.();
  return answers.entries();
}

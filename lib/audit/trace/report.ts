import { checksNamed, runChecks } from '../../checks';
import { learn } from '../../checks/learned';
import { countStructure } from '../../checks/structure';
import type { EffectiveConfig } from '../../config/effective';
import { type Corpus, TraceState } from '../../model/corpus';
import { isoOfMillis } from '../../model/time';
import type { Coverage } from '../../report/coverage-model';
import { SCHEMA_VERSION } from '../../report/model';
import type { TraceReport } from '../../report/trace-model';
import { isInputMissing } from '../../report/verdict';
import { version } from '../../report/version';
import { answersOf } from './answers';
import type { ResendCounts } from './resends';
import { earliestStart, rowsOf } from './rows';

/** One trace as it was read. */
export interface TraceFound {
  readonly config: EffectiveConfig;
  readonly traceId: string;
  /** TraceState by the rules of an audit; undefined where no span was kept. */
  readonly state: number | undefined;
  /** Spans of it found no room. */
  readonly isCut: boolean;
  /** The trace alone, whatever its state. */
  readonly corpus: Corpus;
  readonly resends: ResendCounts;
  readonly coverage: Coverage;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The report of one trace: what is not whole is shown, and given no verdict. */
export function traceReportOf(found: TraceFound): TraceReport {
  const { config, traceId, corpus, resends, coverage, now } = found;
  const status = statusOf(found);
  const learned = learn(corpus, config.edges);
  const results = runChecks(corpus, learned, checksNamed(config.checks));
  const { structure, traces } = countStructure(corpus, learned);
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: 'tracewarden', version: version() },
    sources: config.sources.map(({ source }) => source),
    traceId,
    status,
    verdict: status === 'whole' ? verdictOf(traces) : 'unknown',
    summary: {
      spans: structure.spans,
      services: corpus.services.length,
      roots: learned.services.roots.reduce((sum, roots) => sum + roots, 0),
      missingParents: structure.missingParents,
      resends: structure.resends,
      ...spreadOf(corpus),
    },
    rows: rowsOf({ corpus, learned, results, resends }),
    checks: status === 'not-found' ? [] : answersOf(results, corpus, config, now),
    coverage,
  };
}

function statusOf({ state, isCut, config, coverage }: TraceFound): TraceReport['status'] {
  if (state === undefined) return isCut ? 'cut' : 'not-found';
  if (state === TraceState.DAMAGED) return 'damaged';
  if (isCut) return 'cut';
  if (state === TraceState.OUTSIDE) return 'outside';
  if (state === TraceState.UNSETTLED) return 'unsettled';
  // Without a window all is read, and what reaches past that reaches past now.
  if (state === TraceState.CUT) return config.window === null ? 'unsettled' : 'cut';
  return isInputMissing(coverage) ? 'unread' : 'whole';
}

function verdictOf(traces: {
  readonly incomplete: number;
  readonly partial: number;
}): TraceReport['verdict'] {
  if (traces.incomplete > 0) return 'incomplete';
  return traces.partial > 0 ? 'partial' : 'complete';
}

function spreadOf(corpus: Corpus): Pick<TraceReport['summary'], 'start' | 'durationMs'> {
  const { spans } = corpus;
  const first = earliestStart(corpus);
  if (first < 0) return { start: null, durationMs: null };
  const begin = spans.start(first);
  let nanos = 0;
  for (let row = 0; row < corpus.spanCount; row++) {
    if (!spans.isUnset(spans.end(row))) nanos = Math.max(nanos, spans.nanos(begin, spans.end(row)));
  }
  return { start: isoOfMillis(spans.millis(begin)), durationMs: nanos / 1e6 };
}

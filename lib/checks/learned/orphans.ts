import type { Corpus } from '../../model/corpus';
import { PairIndex } from '../numbers';
import type { Calls } from './calls';
import { Parentage, type SpanSurvey, TraceFact } from './span-survey';

/** In `callers`: nobody is known who could have called. */
export const NO_CALLER = -1;

/** Spans whose parent ID no span of their trace has; one entry each, by row. */
export interface Orphans {
  readonly count: number;
  /** Rows, ascending. */
  readonly rows: Uint32Array;
  /** Trace number of each. */
  readonly traces: Uint32Array;
  /** Of an orphan with a remote parent: the service that most likely called it, or NO_CALLER. Of others NO_CALLER. */
  readonly callers: Int32Array;
}

/** Tells local from remote missing parents (into `survey.parentage`) and infers who called. */
export function settleOrphans(corpus: Corpus, survey: SpanSurvey, calls: Calls): Orphans {
  const { orphanRows: rows, orphanTraces: traces } = survey;
  settleSilent(corpus, survey);
  return { count: rows.length, rows, traces, callers: inferCallers(corpus, survey, calls, rows, traces) };
}

function settleSilent(corpus: Corpus, survey: SpanSurvey): void {
  const { silentRows, services, parentage, traceFacts } = survey;
  // Kind 0 reads as INTERNAL, unless the whole service knows no kinds.
  const unknown = silentRows.filter((row) => services.kinds[corpus.service[row]!]! <= 1);
  for (const row of silentRows) parentage[row] = Parentage.LOCAL;
  if (unknown.length > 0) settleByName(corpus, survey, unknown);
  const { localOrphans, remoteOrphans, entryOrphans } = services;
  for (const row of silentRows) {
    const service = corpus.service[row]!;
    const isRemote = parentage[row] === Parentage.REMOTE;
    (isRemote ? remoteOrphans : localOrphans)[service]!++;
    if (isRemote && (traceFacts[corpus.spans.trace(row)]! & TraceFact.NO_ROOT) !== 0)
      entryOrphans[service]!++;
  }
}

/** A span without flags and kinds has its parent where most spans of its service and name have theirs. */
function settleByName(corpus: Corpus, survey: SpanSurvey, silent: Uint32Array): void {
  const { service, parent, spans } = corpus;
  const names = new PairIndex();
  for (const row of silent) names.number(service[row]!, spans.name(row));
  const balance = new Int32Array(names.size);
  for (let row = 0; row < corpus.spanCount; row++) {
    if (parent[row]! < 0 || survey.services.kinds[service[row]!]! > 1) continue;
    const number = names.find(service[row]!, spans.name(row));
    if (number >= 0) balance[number]! += survey.parentage[row] === Parentage.REMOTE ? 1 : -1;
  }
  for (const row of silent) {
    const remote = balance[names.find(service[row]!, spans.name(row))]! > 0;
    survey.parentage[row] = remote ? Parentage.REMOTE : Parentage.LOCAL;
  }
}

/**
 * Of the services that are known to call the orphan's service, the likeliest is one whose own span is missing in
 * this trace (a call to it went unanswered), then one with spans in this trace, then the one that calls most.
 */
function inferCallers(
  corpus: Corpus,
  survey: SpanSurvey,
  calls: Calls,
  rows: Uint32Array,
  traces: Uint32Array,
): Int32Array {
  const callers = new Int32Array(rows.length).fill(NO_CALLER);
  const context = new TraceContext(corpus, survey, calls);
  // Orphans of one service in one trace have one answer.
  const askedIn = new Int32Array(corpus.services.length).fill(-1);
  const answer = new Int32Array(corpus.services.length);
  for (let index = 0; index < rows.length; index++) {
    if (survey.parentage[rows[index]!] !== Parentage.REMOTE) continue;
    const trace = traces[index]!;
    const service = corpus.service[rows[index]!]!;
    if (askedIn[service] !== trace) {
      askedIn[service] = trace;
      answer[service] = context.likeliestCaller(trace, service);
    }
    callers[index] = answer[service]!;
  }
  return callers;
}

/** Which services take part in a trace, and which were called there in vain. Traces are asked in ascending order. */
class TraceContext {
  private readonly corpus: Corpus;
  private readonly survey: SpanSurvey;
  private readonly calls: Calls;
  private readonly missedIn: Int32Array;
  private trace = -1;
  /** The service of each of its spans. */
  private present: Corpus['service'];
  private nextCall = 0;

  constructor(corpus: Corpus, survey: SpanSurvey, calls: Calls) {
    this.corpus = corpus;
    this.survey = survey;
    this.calls = calls;
    this.present = corpus.service.subarray(0, 0);
    this.missedIn = new Int32Array(corpus.services.length).fill(-1);
  }

  likeliestCaller(trace: number, service: number): number {
    const candidates = this.survey.edges.callersOf(service);
    if (candidates.length <= 1) return candidates[0] ?? NO_CALLER;
    if (trace !== this.trace) this.open(trace);
    let present = NO_CALLER;
    for (const caller of candidates) {
      if (this.missedIn[caller] === trace) return caller;
      if (present === NO_CALLER && this.present.includes(caller)) present = caller;
    }
    return present !== NO_CALLER ? present : candidates[0]!;
  }

  private open(trace: number): void {
    const { traceStart, service } = this.corpus;
    const first = traceStart[trace]!;
    const last = traceStart[trace + 1]!;
    this.trace = trace;
    this.present = service.subarray(first, last);
    const { unanswered, callees } = this.calls;
    while (this.nextCall < unanswered.length && unanswered[this.nextCall]! < first) this.nextCall++;
    for (; this.nextCall < unanswered.length && unanswered[this.nextCall]! < last; this.nextCall++) {
      const callee = callees[this.nextCall]!;
      if (!this.present.includes(callee)) this.missedIn[callee] = trace;
    }
  }
}

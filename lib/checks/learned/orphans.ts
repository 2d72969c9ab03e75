import type { Corpus } from '../../model/corpus';
import { type Excuse, type OrphanGroup, settledOrphans } from '../kernel/settled-orphans';
import { PairIndex } from '../numbers';
import type { Calls } from './calls';
import { findPhantoms, type Phantoms } from './phantoms';
import { Parentage, type SpanSurvey, TraceFact } from './span-survey';

/** In `edges`: the parent was in the same process, or nobody is known who could have called. */
export const NO_EDGE = -1;

/** Spans whose parent ID no span of their trace has; one entry each, by row. */
export interface Orphans {
  readonly count: number;
  /** Rows, ascending. */
  readonly rows: Uint32Array;
  /** Trace number of each. */
  readonly traces: Uint32Array;
  /** Of an orphan with a remote parent: number of the edge over which it was most likely called. Of others NO_EDGE. */
  readonly edges: Int32Array;
  /** The excuse for the missing parent of one of them, by its index. */
  readonly excuseOf: (orphan: number) => Excuse;
  /** All of them, by whose they are and their excuse. */
  readonly groups: readonly OrphanGroup[];
  /** Which are the earliest of the traces without a root, ascending. */
  readonly tops: Uint32Array;
  readonly phantoms: Phantoms;
}

/** Tells local from remote missing parents (into `survey.parentage`), finds phantoms, and infers who called. */
export function settleOrphans(corpus: Corpus, survey: SpanSurvey, calls: Calls): Orphans {
  const { orphanRows: rows, orphanTraces: traces, parentage, traceFacts, edges } = survey;
  settleSilent(corpus, survey);
  const phantoms = findPhantoms(corpus, survey);
  const settled = settledOrphans(corpus, {
    parentage,
    traceFacts,
    rows,
    traces,
    phantoms,
    invalidParents: survey.invalidParents,
    calls: calls.unanswered,
    callees: calls.callees,
    ...edges.callers(corpus.services.length),
    edges: edges.size,
  });
  return { count: rows.length, rows, traces, phantoms, ...settled };
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

import type { Corpus, Edge } from '../../model/corpus';
import { type Calls, learnCalls } from './calls';
import { type Cycles, findCycles } from './cycles';
import type { DeclaredEdge, EdgeTable } from './edges';
import { type Orphans, settleOrphans } from './orphans';
import { learnSkews, type Skews } from './skew';
import { Parentage, type SpanSurvey } from './span-survey';
import { Survey } from './survey';

export type { DeclaredEdge } from './edges';

/** What the survey tells that checks ask for as it is. */
type Surveyed = Omit<SpanSurvey, 'edges' | 'orphans' | 'earlyRows' | 'ranges' | 'hosts'>;

/** What the corpus as a whole tells of the system that made it: what checks compare single spans with. */
export interface Learned extends Surveyed {
  readonly edges: readonly Edge[];
  readonly edgeTable: EdgeTable;
  readonly calls: Calls;
  readonly orphans: Orphans;
  readonly cycles: Cycles;
  readonly skews: Skews;
  /** Whether a service has spans with a kind other than 0: otherwise its kinds are unknown, not INTERNAL. */
  hasKinds(service: number): boolean;
  /** Whether the span's parent is, or was, in another process. False for a root. */
  isRemoteParent(row: number): boolean;
}

/**
 * Learns from the corpus, and from the edges that the config declares.
 * @param begun what was found while the corpus was assembled
 */
export function learn(
  corpus: Corpus,
  declaredEdges: readonly DeclaredEdge[] = [],
  begun: Survey = Survey.of(corpus),
): Learned {
  const survey = begun.result(corpus);
  const { services, edges, parentage } = survey;
  declareEdges(corpus, edges, declaredEdges);
  const calls = learnCalls(corpus, survey, declaredEdges);
  for (const { caller, callee, unanswered } of calls.operations) {
    if (callee >= 0 && unanswered > 0) edges.addUnanswered(caller, callee, unanswered);
  }
  return {
    ...survey,
    edges: edges.list(),
    edgeTable: edges,
    calls,
    orphans: settleOrphans(corpus, survey, calls),
    cycles: findCycles(corpus, survey),
    skews: learnSkews(corpus, survey),
    hasKinds: (service) => services.kinds[service]! > 1,
    isRemoteParent: (row) => parentage[row] === Parentage.REMOTE,
  };
}

function declareEdges(corpus: Corpus, edges: EdgeTable, declared: readonly DeclaredEdge[]): void {
  for (const { from, to } of declared) {
    const caller = corpus.services.indexOf(from);
    const callee = corpus.services.indexOf(to);
    if (caller >= 0 && callee >= 0) edges.declare(caller, callee);
  }
}

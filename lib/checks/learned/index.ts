import type { Corpus, Edge } from '../../model/corpus';
import { type Calls, learnCalls } from './calls';
import { type Cycles, findCycles } from './cycles';
import type { DeclaredEdge, EdgeTable } from './edges';
import { type Orphans, settleOrphans } from './orphans';
import { findPhantoms, type Phantoms } from './phantoms';
import { learnSkews, type Skews } from './skew';
import { Parentage, type ServiceCounts } from './span-survey';
import { Survey } from './survey';

export type { DeclaredEdge } from './edges';

/** What the corpus as a whole tells of the system that made it: what checks compare single spans with. */
export interface Learned {
  readonly services: ServiceCounts;
  readonly edges: readonly Edge[];
  readonly edgeTable: EdgeTable;
  /** TraceFact bits by trace. */
  readonly traceFacts: Uint16Array;
  /** How many traces have which TraceFact bits: one number for each combination. */
  readonly factCounts: Uint32Array;
  /** Traces with one of NOTED_FACTS, ascending. */
  readonly notedTraces: Uint32Array;
  /** The earliest root of each trace, -1 where there is none. */
  readonly firstRoot: Int32Array;
  /** Rows with an invalid ID or with an ID that several spans have, ascending. */
  readonly unusualRows: Uint32Array;
  /** Rows of spans without a start or an end, or that end before they start; ascending, of traces with a valid ID. */
  readonly badTimeRows: Uint32Array;
  /** Rows of spans that do not start while their parent in the same process runs, ascending. */
  readonly outsideRows: Uint32Array;
  /** Parentage by row. */
  readonly parentage: Uint8Array;
  readonly calls: Calls;
  readonly orphans: Orphans;
  readonly phantoms: Phantoms;
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
  const { services, edges, traceFacts, firstRoot, unusualRows, badTimeRows, outsideRows, parentage } = survey;
  declareEdges(corpus, edges, declaredEdges);
  const calls = learnCalls(corpus, survey, declaredEdges);
  calls.unanswered.forEach((row, index) => edges.addUnanswered(corpus.service[row]!, calls.callees[index]!));
  const orphans = settleOrphans(corpus, survey, calls);
  return {
    services,
    edges: edges.list(),
    edgeTable: edges,
    traceFacts,
    factCounts: survey.factCounts,
    notedTraces: survey.notedTraces,
    firstRoot,
    unusualRows,
    badTimeRows,
    outsideRows,
    parentage,
    calls,
    orphans,
    phantoms: findPhantoms(corpus, survey, orphans),
    cycles: findCycles(corpus, traceFacts),
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

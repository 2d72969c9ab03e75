import type { Corpus } from '../../model/corpus';
import { PairIndex } from '../numbers';
import { Parentage, type SpanSurvey, TraceFact } from './span-survey';

/** Fewer remote parents than this say nothing of a service. */
const ENOUGH_PARENTS = 20;
/** Share of remote parents never seen from which on they are phantoms, not losses. */
const PHANTOM_SHARE = 0.95;

/** By orphan: 1 where its parent is a phantom, an ID that something in front of an entry service made up. */
export type Phantoms = Uint8Array;

/**
 * Finds entry services nearly all of whose remote parents are never seen: not in their trace, which has no root
 * either, and not in any other. Loss takes some parents; a proxy that writes the trace context and sends no spans
 * takes all.
 */
export function findPhantoms(corpus: Corpus, survey: SpanSurvey): Phantoms {
  const { orphanRows } = survey;
  const phantoms = new Uint8Array(orphanRows.length);
  const atEntry = survey.services.entryOrphans;
  if (!atEntry.some((count, service) => isNearlyAll(count, survey, service))) return phantoms;

  const { spans } = corpus;
  const { words } = spans;
  const wanted = new PairIndex();
  const candidates: number[] = [];
  for (let index = 0; index < orphanRows.length; index++) {
    const row = orphanRows[index]!;
    if (!isAtEntry(survey, index)) continue;
    if (!isNearlyAll(atEntry[corpus.service[row]!]!, survey, corpus.service[row]!)) continue;
    candidates.push(index);
    wanted.number(words[spans.parentId(row)]!, words[spans.parentId(row) + 1]!);
  }
  const seen = new Uint8Array(wanted.size);
  for (let row = 0; row < corpus.spanCount; row++) {
    const number = wanted.find(words[spans.spanId(row)]!, words[spans.spanId(row) + 1]!);
    if (number >= 0) seen[number] = 1;
  }
  const unseen = candidates.filter((index) => {
    const row = orphanRows[index]!;
    return seen[wanted.find(words[spans.parentId(row)]!, words[spans.parentId(row) + 1]!)] === 0;
  });
  const counts = new Uint32Array(corpus.services.length);
  for (const index of unseen) counts[corpus.service[orphanRows[index]!]!]!++;
  for (const index of unseen) {
    const service = corpus.service[orphanRows[index]!]!;
    if (isNearlyAll(counts[service]!, survey, service)) phantoms[index] = 1;
  }
  return phantoms;
}

function isAtEntry({ parentage, orphanRows, orphanTraces, traceFacts }: SpanSurvey, index: number): boolean {
  if (parentage[orphanRows[index]!] !== Parentage.REMOTE) return false;
  return (traceFacts[orphanTraces[index]!]! & TraceFact.NO_ROOT) !== 0;
}

function isNearlyAll(count: number, survey: SpanSurvey, service: number): boolean {
  const remote = survey.services.remoteChildren[service]! + survey.services.remoteOrphans[service]!;
  return count >= ENOUGH_PARENTS && count >= remote * PHANTOM_SHARE;
}

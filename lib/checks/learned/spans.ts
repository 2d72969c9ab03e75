import type { Corpus } from '../../model/corpus';
import { Fact, Flag, Kind, MISSING_PARENT, NO_PARENT } from '../../model/span';
import { NumberList } from '../numbers';
import { compareSpans } from '../order';
import { EdgeTable } from './edges';

/** Where the parent of a span is, by row. */
export const Parentage = {
  ROOT: 0,
  /** In the same process. */
  LOCAL: 1,
  /** In another process, mostly another service. */
  REMOTE: 2,
} as const;

/** Bits, by trace. */
export const TraceFact = {
  /** It has no valid trace ID: perhaps no trace at all, and judged by nothing else. */
  INVALID_ID: 1 << 0,
  HAS_ROOT: 1 << 1,
  /** It has roots with different span IDs. */
  SEVERAL_ROOTS: 1 << 2,
  HAS_ORPHAN: 1 << 3,
  /** Its spans declare different sampling thresholds: what is missing was left out by design. */
  SAMPLED_DOWN: 1 << 4,
  /** Some parents stand before their children and some after them, in the order of rows, as in every cycle. */
  PARENTS_BOTH_WAYS: 1 << 5,
} as const;

const { CLIENT } = Kind;
const { LOCAL, REMOTE } = Parentage;
const { INVALID_TRACE_ID } = Fact;
const INVALID = Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID | Fact.INVALID_PARENT_ID;
const UNUSUAL = INVALID | Fact.ID_CLASH | Fact.SHARED_RPC;

/** In `answeredBy`: the span only wraps another CLIENT span of its service, which makes the call. */
export const WRAPS_CALL = -1;

/** Counts by service number. Traces with an invalid ID count in `allSpans` only. */
export interface ServiceCounts {
  readonly allSpans: Uint32Array;
  readonly spans: Uint32Array;
  readonly traces: Uint32Array;
  readonly roots: Uint32Array;
  readonly orphans: Uint32Array;
  /** Spans whose parent was found, in the same process. */
  readonly localChildren: Uint32Array;
  /** Spans whose parent was found, in another process. */
  readonly remoteChildren: Uint32Array;
  /** Spans whose parent is missing, by where it was (set by orphans.ts). */
  readonly localOrphans: Uint32Array;
  readonly remoteOrphans: Uint32Array;
  /** Bit k is set where a span has kind k. */
  readonly kinds: Uint8Array;
  /** The largest sampling threshold that a span declares (as in the column). */
  readonly threshold: Uint16Array;
}

/** What one pass over all spans tells. */
export interface SpanSurvey {
  readonly services: ServiceCounts;
  /** TraceFact bits by trace. */
  readonly traceFacts: Uint8Array;
  /** The earliest root of each trace, -1 where there is none. */
  readonly firstRoot: Int32Array;
  /** Rows with an invalid ID or with an ID that several spans have, ascending. */
  readonly unusualRows: NumberList;
  /** Parentage by row; that of orphans is settled later (orphans.ts). */
  readonly parentage: Uint8Array;
  /** By row: 1 + the service whose span is the child of this CLIENT span, WRAPS_CALL, or 0 where nobody answers. */
  readonly answeredBy: Int32Array;
  readonly edges: EdgeTable;
  /** Rows of the orphans, ascending, and the trace of each. */
  readonly orphanRows: NumberList;
  readonly orphanTraces: NumberList;
}

/** Goes once over all spans of the corpus. */
export function surveySpans(corpus: Corpus): SpanSurvey {
  const survey = emptySurvey(corpus);
  const {
    services,
    traceFacts,
    firstRoot,
    unusualRows,
    parentage,
    answeredBy,
    edges,
    orphanRows,
    orphanTraces,
  } = survey;
  const { traceStart, traceCount, service, parent } = corpus;
  const { facts, flags, kind, spanId, threshold } = corpus.columns;
  const { spans, traces, roots, orphans, localChildren, remoteChildren, kinds } = services;
  const lastTrace = new Int32Array(corpus.services.length).fill(-1);

  for (let trace = 0; trace < traceCount; trace++) {
    const first = traceStart[trace]!;
    const last = traceStart[trace + 1]!;
    if ((facts[first]! & INVALID_TRACE_ID) !== 0) {
      traceFacts[trace] = TraceFact.INVALID_ID;
      for (let row = first; row < last; row++) {
        services.allSpans[service[row]!]!++;
        unusualRows.push(row);
      }
      continue;
    }
    let found = 0;
    let hasBefore = false;
    let hasAfter = false;
    let lowest = 0;
    let highest = 0;
    for (let row = first; row < last; row++) {
      const own = service[row]!;
      spans[own]!++;
      if ((facts[row]! & UNUSUAL) !== 0) unusualRows.push(row);
      if (lastTrace[own] !== trace) {
        lastTrace[own] = trace;
        traces[own]!++;
      }
      const ownKind = kind[row]!;
      kinds[own]! |= 1 << ownKind;
      const declared = threshold[row]!;
      if (declared !== 0) {
        lowest = lowest === 0 || declared < lowest ? declared : lowest;
        highest = declared > highest ? declared : highest;
        if (declared > services.threshold[own]!) services.threshold[own] = declared;
      }
      const above = parent[row]!;
      if (above === NO_PARENT) {
        roots[own]!++;
        const root = firstRoot[trace]!;
        found |= TraceFact.HAS_ROOT;
        if (root >= 0 && !isSameId(spanId, row, root)) found |= TraceFact.SEVERAL_ROOTS;
        if (root < 0 || compareSpans(corpus, row, root) < 0) firstRoot[trace] = row;
        continue;
      }
      if (above === MISSING_PARENT) {
        found |= TraceFact.HAS_ORPHAN;
        orphans[own]!++;
        orphanRows.push(row);
        orphanTraces.push(trace);
        continue;
      }
      if (above <= row) hasBefore = true;
      if (above >= row) hasAfter = true;
      const caller = service[above]!;
      const parentKind = kind[above]!;
      const remote = caller !== own || (above !== row && saysRemote(flags[row]!, ownKind) === true);
      if (!remote) {
        parentage[row] = LOCAL;
        localChildren[own]!++;
        if (parentKind === CLIENT && ownKind === CLIENT && answeredBy[above] === 0) {
          answeredBy[above] = WRAPS_CALL;
        }
        continue;
      }
      parentage[row] = REMOTE;
      remoteChildren[own]!++;
      edges.addCall(caller, own);
      // Of several answers the one with the lowest number counts, so that the order of spans does not matter.
      if (parentKind === CLIENT && (answeredBy[above]! <= 0 || answeredBy[above]! > own + 1)) {
        answeredBy[above] = own + 1;
      }
    }
    if (lowest !== highest) found |= TraceFact.SAMPLED_DOWN;
    if (hasBefore && hasAfter) found |= TraceFact.PARENTS_BOTH_WAYS;
    traceFacts[trace] = found;
  }
  for (let number = 0; number < spans.length; number++) services.allSpans[number]! += spans[number]!;
  return survey;
}

/** What a span itself says of its parent: by its flags, else by its kind; null where it has neither. */
export function saysRemote(flags: number, kind: number): boolean | null {
  if ((flags & Flag.HAS_IS_REMOTE) !== 0) return (flags & Flag.IS_REMOTE) !== 0;
  if (kind === Kind.UNSPECIFIED) return null;
  return kind === Kind.SERVER || kind === Kind.CONSUMER;
}

function isSameId(ids: Uint32Array, a: number, b: number): boolean {
  return ids[a * 2] === ids[b * 2] && ids[a * 2 + 1] === ids[b * 2 + 1];
}

function emptySurvey(corpus: Corpus): SpanSurvey {
  const count = corpus.services.length;
  return {
    services: {
      allSpans: new Uint32Array(count),
      spans: new Uint32Array(count),
      traces: new Uint32Array(count),
      roots: new Uint32Array(count),
      orphans: new Uint32Array(count),
      localChildren: new Uint32Array(count),
      remoteChildren: new Uint32Array(count),
      localOrphans: new Uint32Array(count),
      remoteOrphans: new Uint32Array(count),
      kinds: new Uint8Array(count),
      threshold: new Uint16Array(count),
    },
    traceFacts: new Uint8Array(corpus.traceCount),
    firstRoot: new Int32Array(corpus.traceCount).fill(-1),
    unusualRows: new NumberList(),
    parentage: new Uint8Array(corpus.spanCount),
    answeredBy: new Int32Array(corpus.spanCount),
    edges: new EdgeTable(),
    orphanRows: new NumberList(),
    orphanTraces: new NumberList(),
  };
}

import type { CheckResult } from '../../checks';
import type { Learned } from '../../checks/learned';
import { NO_EDGE } from '../../checks/learned/orphans';
import type { Corpus } from '../../model/corpus';
import { Fact, KIND_NAMES, NO_PARENT } from '../../model/span';
import { hexOfWords } from '../../model/words';
import type { SpanRow, TraceRow } from '../../report/trace-model';
import type { ResendCounts } from './resends';
import { type TreeNode, treesOf } from './tree';

/** A corpus of one trace, and what is known of it. */
export interface TraceParts {
  readonly corpus: Corpus;
  readonly learned: Learned;
  readonly results: readonly CheckResult[];
  readonly resends: ResendCounts;
}

/** The check that tells of calls without their other half. */
const UNANSWERED = 'client-without-server';

/** The trace's trees as the report has them, with what is missing in its place. */
export function rowsOf(parts: TraceParts): TraceRow[] {
  const { corpus, learned } = parts;
  const { selfParents, members } = learned.cycles;
  const failures = failuresByRow(parts.results);
  const begin = earliestStart(corpus);
  const callers = callersByRow(learned);
  const callees = new Map(
    Array.from(learned.calls.unanswered, (row, index) => [row, learned.calls.callees[index]!] as const),
  );
  const rowsOfNode = (node: TreeNode): TraceRow[] => {
    if (node.type === 'missing') return [missingRow(node, parts, callers)];
    if (node.type === 'again')
      return [{ type: 'again', depth: node.depth, spanId: spanIdOf(corpus, node.row) }];
    const fails = failures.get(node.row) ?? [];
    const span = spanRow(node, parts, begin, fails);
    const callee = callees.get(node.row);
    if (callee === undefined || !fails.includes(UNANSWERED)) return [span];
    return [span, { type: 'missing-server', depth: node.depth + 1, service: corpus.services[callee]! }];
  };
  return treesOf(corpus, [...selfParents, ...members]).flatMap(rowsOfNode);
}

/** The row with the earliest start; -1 where none has one. */
export function earliestStart({ spans, spanCount }: Corpus): number {
  let earliest = -1;
  for (let row = 0; row < spanCount; row++) {
    if (spans.isUnset(spans.start(row))) continue;
    if (earliest < 0 || spans.compare(spans.start(row), spans.start(earliest)) < 0) earliest = row;
  }
  return earliest;
}

function spanRow(
  { row, depth }: { readonly row: number; readonly depth: number },
  { corpus, resends }: TraceParts,
  begin: number,
  fails: readonly string[],
): SpanRow {
  const { spans, strings } = corpus;
  const service = corpus.services[corpus.service[row]!]!;
  const hasStart = !spans.isUnset(spans.start(row));
  const hasEnd = !spans.isUnset(spans.end(row));
  return {
    type: 'span',
    depth,
    spanId: spanIdOf(corpus, row),
    parentId: corpus.parent[row] === NO_PARENT ? null : parentIdOf(corpus, row),
    name: strings.text(spans.name(row)) ?? '(name not kept)',
    service,
    kind: KIND_NAMES[spans.kind(row)] ?? 'unspecified',
    startMs: hasStart ? spans.nanos(spans.start(begin), spans.start(row)) / 1e6 : null,
    durationMs: hasStart && hasEnd ? spans.nanos(spans.start(row), spans.end(row)) / 1e6 : null,
    isError: (spans.facts(row) & Fact.STATUS_ERROR) !== 0,
    resends: resends(spans, row, service),
    fails: [...fails],
  };
}

/** Whose the missing span is: a local child tells for certain, else whoever is inferred to have called. */
function missingRow(
  { depth, rows }: { readonly depth: number; readonly rows: readonly number[] },
  { corpus, learned }: TraceParts,
  callers: ReadonlyMap<number, number>,
): TraceRow {
  const spanId = parentIdOf(corpus, rows[0] ?? 0);
  const local = rows.find((row) => !learned.isRemoteParent(row));
  if (local !== undefined) {
    return {
      type: 'missing',
      depth,
      spanId,
      service: corpus.services[corpus.service[local]!]!,
      basis: 'own',
    };
  }
  const caller = rows.map((row) => callers.get(row)).find((found) => found !== undefined);
  if (caller === undefined) return { type: 'missing', depth, spanId, service: null, basis: 'unknown' };
  return { type: 'missing', depth, spanId, service: corpus.services[caller]!, basis: 'inferred' };
}

/** Who most likely called the orphans of which that is known. */
function callersByRow({ orphans, edgeTable }: Learned): Map<number, number> {
  const callers = new Map<number, number>();
  orphans.edges.forEach((edge, index) => {
    if (edge !== NO_EDGE) callers.set(orphans.rows[index]!, edgeTable.at(edge).from);
  });
  return callers;
}

function failuresByRow(results: readonly CheckResult[]): Map<number, string[]> {
  const failures = new Map<number, string[]>();
  for (const { meta, subjects } of results) {
    for (const row of subjects.flatMap(({ rows }) => [...rows])) {
      const known = failures.get(row) ?? [];
      if (!known.includes(meta.id)) failures.set(row, [...known, meta.id]);
    }
  }
  return failures;
}

function spanIdOf(corpus: Corpus, row: number): string {
  return idOf(corpus, corpus.spans.spanId(row), row, Fact.INVALID_SPAN_ID);
}

function parentIdOf(corpus: Corpus, row: number): string {
  return idOf(corpus, corpus.spans.parentId(row), row, Fact.INVALID_PARENT_ID);
}

/** @param place where the ID stands */
function idOf({ spans, rawIds }: Corpus, place: number, row: number, invalid: number): string {
  const hex = hexOfWords(spans.words, place, 2);
  return (spans.facts(row) & invalid) === 0 ? hex : (rawIds.get(hex) ?? hex);
}

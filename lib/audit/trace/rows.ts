import type { CheckResult } from '../../checks';
import type { Learned } from '../../checks/learned';
import { NO_CALLER } from '../../checks/learned/orphans';
import type { Corpus } from '../../model/corpus';
import { Fact, KIND_NAMES, NO_PARENT } from '../../model/span';
import { nanosBetween } from '../../model/time';
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
export function earliestStart({ columns: { start }, spanCount }: Corpus): number {
  let earliest = -1;
  for (let row = 0; row < spanCount; row++) {
    if (start[row * 2] === 0 && start[row * 2 + 1] === 0) continue;
    if (earliest < 0 || nanosOf(start, row, start, earliest) < 0) earliest = row;
  }
  return earliest;
}

/** Nanoseconds from one time to another, each a row of a column. */
export function nanosOf(a: Uint32Array, i: number, b: Uint32Array, j: number): number {
  return nanosBetween(a[i * 2]!, a[i * 2 + 1]!, b[j * 2]!, b[j * 2 + 1]!);
}

function spanRow(
  { row, depth }: { readonly row: number; readonly depth: number },
  { corpus, resends }: TraceParts,
  begin: number,
  fails: readonly string[],
): SpanRow {
  const { columns, strings } = corpus;
  const { start, end, kind, name, facts, parentId } = columns;
  const service = corpus.services[corpus.service[row]!]!;
  const hasStart = start[row * 2] !== 0 || start[row * 2 + 1] !== 0;
  const hasEnd = end[row * 2] !== 0 || end[row * 2 + 1] !== 0;
  return {
    type: 'span',
    depth,
    spanId: spanIdOf(corpus, row),
    parentId: corpus.parent[row] === NO_PARENT ? null : idOf(corpus, parentId, row, Fact.INVALID_PARENT_ID),
    name: strings.text(name[row]!) ?? '(name not kept)',
    service,
    kind: KIND_NAMES[kind[row]!] ?? 'unspecified',
    startMs: hasStart ? nanosOf(start, row, start, begin) / 1e6 : null,
    durationMs: hasStart && hasEnd ? nanosOf(end, row, start, row) / 1e6 : null,
    isError: (facts[row]! & Fact.STATUS_ERROR) !== 0,
    resends: resends(columns, row, service),
    fails: [...fails],
  };
}

/** Whose the missing span is: a local child tells for certain, else whoever is inferred to have called. */
function missingRow(
  { depth, rows }: { readonly depth: number; readonly rows: readonly number[] },
  { corpus, learned }: TraceParts,
  callers: ReadonlyMap<number, number>,
): TraceRow {
  const spanId = idOf(corpus, corpus.columns.parentId, rows[0] ?? 0, Fact.INVALID_PARENT_ID);
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
  const caller = rows.map((row) => callers.get(row) ?? NO_CALLER).find((found) => found !== NO_CALLER);
  if (caller === undefined) return { type: 'missing', depth, spanId, service: null, basis: 'unknown' };
  return { type: 'missing', depth, spanId, service: corpus.services[caller]!, basis: 'inferred' };
}

function callersByRow({ orphans }: Learned): Map<number, number> {
  return new Map(Array.from(orphans.rows, (row, index) => [row, orphans.callers[index]!] as const));
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
  return idOf(corpus, corpus.columns.spanId, row, Fact.INVALID_SPAN_ID);
}

function idOf({ columns, rawIds }: Corpus, ids: Uint32Array, row: number, invalid: number): string {
  const hex = hexOfWords(ids, row * 2, 2);
  return (columns.facts[row]! & invalid) === 0 ? hex : (rawIds.get(hex) ?? hex);
}

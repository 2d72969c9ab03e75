import { runChecks } from '../../lib/checks';
import type { Check } from '../../lib/checks/check';
import { type DeclaredEdge, type Learned, learn } from '../../lib/checks/learned';
import { assemble } from '../../lib/model/assemble';
import { SpanBatch } from '../../lib/model/batch';
import type { Corpus } from '../../lib/model/corpus';
import { PoolMap } from '../../lib/model/pool-map';
import { ResourcePool } from '../../lib/model/resources';
import { Fact, Flag, Kind } from '../../lib/model/span';
import { StringPool } from '../../lib/model/strings';
import { SpanTable } from '../../lib/model/table';
import { wordsOfNanos } from '../../lib/model/time';
import { wordsOfHex } from '../../lib/model/words';
import { ALL_JUDGED } from '../model/spans';

/** Start of a span that says nothing of it: 2026-11-20T14:00:00Z, in milliseconds. */
export const NOON = Date.UTC(2026, 10, 20, 14);

/** A span in a test. */
export interface TestSpan {
  /** Hex; what has fewer than 32 digits gets an upper half that is not zero. */
  readonly trace: string;
  /** Hex, padded on the left. */
  readonly id: string;
  readonly parent?: string | undefined;
  readonly service?: string | null;
  readonly name?: string;
  readonly kind?: keyof typeof Kind;
  /** Milliseconds after NOON. */
  readonly start?: number;
  /** Milliseconds after NOON; default: 1 ms after the start. */
  readonly end?: number;
  /** Nothing is known of the time. */
  readonly noStart?: boolean;
  readonly noEnd?: boolean;
  readonly peer?: string;
  readonly host?: string;
  readonly link?: boolean;
  readonly error?: boolean;
  /** What the flags say of the parent; absent: nothing. */
  readonly remote?: boolean;
  /** First 16 bits of the declared sampling threshold. */
  readonly threshold?: number;
  readonly invalid?: 'trace' | 'span' | 'parent';
}

const INVALID = {
  trace: Fact.INVALID_TRACE_ID,
  span: Fact.INVALID_SPAN_ID,
  parent: Fact.INVALID_PARENT_ID,
} as const;

/** The 32 digits of a test's trace ID. */
export function traceIdOf(trace: string): string {
  return trace.length === 32 ? trace : `ace${trace.padStart(29, '0')}`;
}

function timeWords(millis: number): readonly [number, number] {
  return wordsOfNanos(BigInt(Math.round((NOON + millis) * 1e3)) * 1000n);
}

function addSpan(batch: SpanBatch, span: TestSpan): void {
  const row = batch.next();
  const { columns } = batch;
  wordsOfHex(traceIdOf(span.trace), columns.traceId, row * 4, 4);
  wordsOfHex(span.id.padStart(16, '0'), columns.spanId, row * 2, 2);
  wordsOfHex((span.parent ?? '').padStart(16, '0'), columns.parentId, row * 2, 2);
  const start = span.start ?? 0;
  if (span.noStart !== true) columns.start.set(timeWords(start), row * 2);
  if (span.noEnd !== true) columns.end.set(timeWords(span.end ?? start + 1), row * 2);
  const service = span.service === undefined ? 'shop' : span.service;
  const host = span.host ?? null;
  columns.resource[row] = batch.resources.intern({ service, host, instance: null, language: null });
  columns.name[row] = batch.strings.intern(span.name ?? 'work');
  columns.peer[row] = batch.strings.intern(span.peer ?? '');
  columns.kind[row] = Kind[span.kind ?? 'INTERNAL'];
  columns.threshold[row] = span.threshold === undefined ? 0 : span.threshold + 1;
  if (span.remote !== undefined) {
    columns.flags[row] = Flag.HAS_IS_REMOTE | (span.remote ? Flag.IS_REMOTE : 0);
  }
  columns.facts[row] =
    (span.invalid === undefined ? 0 : INVALID[span.invalid]) |
    (span.link === true ? Fact.HAS_LINK : 0) |
    (span.error === true ? Fact.STATUS_ERROR : 0);
}

/** Adds the spans to a table. */
export function addSpans(table: SpanTable, spans: readonly TestSpan[]): void {
  const batch = new SpanBatch(new StringPool(), new ResourcePool(), 16);
  for (const span of spans) addSpan(batch, span);
  const pools = new PoolMap(table);
  pools.extend(batch.strings.textsFrom(1), batch.resources.from(0));
  const { columns, length } = batch.take();
  table.append(columns, length, pools);
}

/** The spans as a corpus, all traces judged. */
export function corpusOf(
  spans: readonly TestSpan[],
  rawIds: ReadonlyMap<string, string> = new Map(),
): Corpus {
  const table = new SpanTable();
  addSpans(table, spans);
  return assemble(table, ALL_JUDGED, rawIds).corpus;
}

/** The corpus and what is learned from it. */
export function learnedFrom(
  spans: readonly TestSpan[],
  declared: readonly DeclaredEdge[] = [],
): { readonly corpus: Corpus; readonly learned: Learned } {
  const corpus = corpusOf(spans);
  return { corpus, learned: learn(corpus, declared) };
}

/** `failing/applicable` and what else a check says of a subject. */
export interface Answer {
  readonly count: string;
  readonly reasons?: Readonly<Record<string, number>>;
  readonly skipped?: Readonly<Record<string, number>>;
  readonly note?: string;
}

/**
 * What a check answers, by subject: `shop (own)`, `orders [web > orders] (web?)`: the service, the edge, and whom it
 * holds responsible: itself for certain, one by inference, or `?` where nobody can be named.
 */
export function answersOf(
  check: Check,
  spans: readonly TestSpan[],
  declared: readonly DeclaredEdge[] = [],
): Record<string, Answer> {
  const { corpus, learned } = learnedFrom(spans, declared);
  const name = (service: number | null) => (service === null ? '' : corpus.services[service]!);
  const answers: Record<string, Answer> = {};
  for (const { subject, applicable, failing, reasons, skipped, note } of runChecks(corpus, learned, [
    check,
  ])[0]!.subjects) {
    const { service, edge, blame } = subject;
    const where = edge === null ? '' : ` [${name(edge.from)} > ${name(edge.to)}]`;
    const whom = blame.basis === 'own' ? 'own' : `${name(blame.service)}?`;
    answers[`${name(service)}${where} (${whom})`] = {
      count: `${failing}/${applicable}`,
      ...(reasons.size > 0 ? { reasons: Object.fromEntries(reasons) } : {}),
      ...(skipped.size > 0 ? { skipped: Object.fromEntries(skipped) } : {}),
      ...(note === null ? {} : { note }),
    };
  }
  return answers;
}

/** The same spans `count` times, each time in a trace of its own: `trace` becomes its number, from `first` on. */
export function repeat(count: number, spans: readonly Omit<TestSpan, 'trace'>[], first = 1): TestSpan[] {
  return Array.from({ length: count }, (_, index) =>
    spans.map((span) => ({ ...span, trace: (first + index).toString(16) })),
  ).flat();
}

/** The spans, those of one service changed. */
export function change(
  spans: readonly TestSpan[],
  service: string,
  changed: (span: TestSpan) => Partial<TestSpan>,
): TestSpan[] {
  return spans.map((span) => (span.service === service ? Object.assign({}, span, changed(span)) : span));
}

/** Number of a trace that `repeat` made. */
export function numberOf({ trace }: TestSpan): number {
  return Number.parseInt(trace, 16);
}

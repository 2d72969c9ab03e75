import type { SearchRequest } from './search-request';
import type { Part, PartSpan } from './store';
import { matches, valueOf, withoutZeros } from './traceql/evaluate';
import { type Field, fieldsOf, type Literal } from './traceql/query';

const NOT_RECEIVED = '<root span not yet received>';
const MILLISECOND = 1_000_000n;
const ERROR = 2;
/** Shown in other places of an answer, never as attributes. */
const SHOWN_ELSEWHERE = new Set([
  'name',
  'span:name',
  'duration',
  'span:duration',
  'traceDuration',
  'trace:duration',
  'rootName',
  'trace:rootName',
  'rootServiceName',
  'trace:rootService',
  'trace:id',
  'span:id',
]);

/** A trace as a search found it, in one part or, merged, in several. */
export interface FoundTrace {
  readonly traceId: string;
  /** Empty: none. */
  readonly rootService: string;
  readonly rootName: string;
  readonly start: bigint;
  readonly durationMs: number;
  readonly spans: readonly object[];
  readonly matched: number;
  readonly services: ReadonlyMap<string, { readonly spanCount: number; readonly errorCount: number }>;
}

/** A part whose spans fulfil the query; null where none does. */
export function fragmentOf(part: Part, { query, spansPerSet }: SearchRequest): FoundTrace | null {
  const matched = part.spans.filter((span) => matches(query.condition, part, span));
  if (matched.length === 0) return null;
  const fields = [...fieldsOf(query.condition), ...query.select];
  return {
    traceId: part.traceId,
    rootService: part.root?.service ?? '',
    rootName: part.root?.span.name ?? '',
    start: part.start,
    durationMs: Number((part.end - part.start) / MILLISECOND),
    spans: matched.slice(0, spansPerSet).map((span) => spanJson(span, part, fields)),
    matched: matched.length,
    services: new Map(
      Array.from(
        Map.groupBy(part.spans, ({ service }) => service),
        ([service, spans]) => [
          service,
          {
            spanCount: spans.length,
            errorCount: spans.filter(({ span }) => span.status.code === ERROR).length,
          },
        ],
      ),
    ),
  };
}

/** Two parts of a trace: the earliest start, the longest duration, the larger counts, never their sum. */
export function merge(a: FoundTrace, b: FoundTrace): FoundTrace {
  const services = new Map(a.services);
  for (const [service, { spanCount, errorCount }] of b.services) {
    const other = services.get(service) ?? { spanCount: 0, errorCount: 0 };
    services.set(service, {
      spanCount: Math.max(spanCount, other.spanCount),
      errorCount: Math.max(errorCount, other.errorCount),
    });
  }
  const fuller = b.matched > a.matched ? b : a;
  return {
    traceId: a.traceId,
    rootService: a.rootService === '' ? b.rootService : a.rootService,
    rootName: a.rootName === '' ? b.rootName : a.rootName,
    start: a.start < b.start ? a.start : b.start,
    durationMs: Math.max(a.durationMs, b.durationMs),
    spans: fuller.spans,
    matched: fuller.matched,
    services,
  };
}

/** A found trace as the answer has it: its ID without leading zeros. */
export function traceJson(trace: FoundTrace): object {
  const spanSet = { spans: trace.spans, matched: trace.matched };
  return {
    traceID: withoutZeros(trace.traceId),
    rootServiceName: trace.rootService === '' ? NOT_RECEIVED : trace.rootService,
    ...(trace.rootName === '' ? {} : { rootTraceName: trace.rootName }),
    startTimeUnixNano: String(trace.start),
    ...(trace.durationMs === 0 ? {} : { durationMs: trace.durationMs }),
    spanSet,
    spanSets: [spanSet],
    serviceStats: Object.fromEntries(
      Array.from(trace.services, ([service, { spanCount, errorCount }]) => [
        service,
        { spanCount, ...(errorCount === 0 ? {} : { errorCount }) },
      ]),
    ),
  };
}

function spanJson(partSpan: PartSpan, part: Part, fields: readonly Field[]): object {
  const { span } = partSpan;
  const names = new Set(fields.map(({ name }) => name));
  const attributes = [...names]
    .filter((name) => !SHOWN_ELSEWHERE.has(name))
    .flatMap((name) => {
      const field = fields.find((asked) => asked.name === name);
      const value = field === undefined ? null : valueOf(field, part, partSpan);
      return value === null ? [] : [{ key: name, value: anyValue(value) }];
    });
  return {
    spanID: span.spanId,
    ...(names.has('name') || names.has('span:name') ? { name: span.name } : {}),
    startTimeUnixNano: String(span.startTimeUnixNano),
    durationNanos: String(span.endTimeUnixNano - span.startTimeUnixNano),
    ...(attributes.length === 0 ? {} : { attributes }),
  };
}

function anyValue(value: Exclude<Literal, null>): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

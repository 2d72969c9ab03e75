import { type NestedSet, nestedSets } from './nested-set';
import type { Flavour } from './options';
import type { OtlpRequest, OtlpResource, OtlpScope, OtlpSpan, ResourceSpans } from './otlp';
import { protobufSize } from './protobuf';
import { withUniqueIds } from './span-ids';
import { asStored } from './storage-order';

/** A span of a part, with what TraceQL can ask about it. */
export interface PartSpan {
  readonly span: OtlpSpan;
  readonly resource: OtlpResource;
  /** `service.name`; empty where there is none. */
  readonly service: string;
  readonly nested: NestedSet;
}

/** What one push brought of a trace. A server searches each part by itself, as if it were the whole trace. */
export interface Part {
  /** 32 hex digits, lower case. */
  readonly traceId: string;
  readonly groups: readonly ResourceSpans[];
  readonly spans: readonly PartSpan[];
  /** The span without parent, the last one if there are several; undefined if there is none. */
  readonly root: PartSpan | undefined;
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
}

/** A trace as it is read by ID: its parts joined, each span once. */
export interface StoredTrace {
  readonly traceId: string;
  /** Sorted by time. */
  readonly groups: readonly ResourceSpans[];
  /** In the order in which the spans came, as an answer from one place only has them. */
  readonly groupsAsPushed: readonly ResourceSpans[];
  readonly start: bigint;
  readonly end: bigint;
}

/** All that the server holds. */
export interface Store {
  /** One list a push, oldest first; within it by trace ID, as a block is sorted. */
  readonly pushes: readonly (readonly Part[])[];
  /** What a search goes through: the pushes, and before them a compacted block, if there is one. */
  readonly blocks: readonly (readonly Part[])[];
  readonly traces: ReadonlyMap<string, StoredTrace>;
  /** Spans refused because their trace was too large. */
  readonly discardedSpans: number;
}

/**
 * Takes in pushes of OTLP requests.
 * @param maxBytesPerTrace a request's spans of one trace are refused, all of them, where the trace would become larger
 *   (bytes of protobuf); what came before stays, and nothing tells of it
 * @param isCompacted all pushes were also joined into one block
 */
export function storeOf(
  pushes: readonly (readonly OtlpRequest[])[],
  flavour: Flavour,
  maxBytesPerTrace: number,
  isCompacted: boolean,
): Store {
  const sizes = new Map<string, number>();
  let discardedSpans = 0;
  const parts = pushes.map((requests) => {
    const taken = new Map<string, ResourceSpans[]>();
    for (const [traceId, groups] of requests.flatMap((request) => [...segmentsOf(request, flavour)])) {
      const size = (sizes.get(traceId) ?? 0) + protobufSize(groups);
      if (size > maxBytesPerTrace) {
        discardedSpans += spansOf(groups).length;
        continue;
      }
      sizes.set(traceId, size);
      const before = taken.get(traceId);
      if (before === undefined) taken.set(traceId, groups);
      else before.push(...groups);
    }
    return Array.from(taken, ([traceId, segments]) => partOf(traceId, joined(segments))).sort(byTraceId);
  });
  const byTrace = Map.groupBy(parts.flat(), ({ traceId }) => traceId);
  return {
    pushes: parts,
    blocks: isCompacted ? [compacted(byTrace), ...parts] : parts,
    traces: new Map(Array.from(byTrace, ([traceId, ofTrace]) => [traceId, traceOf(traceId, ofTrace)])),
    discardedSpans,
  };
}

/** All parts of each trace in one block. */
function compacted(byTrace: ReadonlyMap<string, readonly Part[]>): Part[] {
  return Array.from(byTrace, ([traceId, parts]) => partOf(traceId, whole(parts))).sort(byTraceId);
}

function byTraceId(a: Part, b: Part): number {
  return a.traceId < b.traceId ? -1 : 1;
}

/** Spans are the same that share their ID and kind. */
function spanKey({ spanId, kind }: OtlpSpan): string {
  return `${spanId} ${kind}`;
}

/** A request's spans by trace, as they are stored. */
function segmentsOf({ resourceSpans }: OtlpRequest, flavour: Flavour): Map<string, ResourceSpans[]> {
  const segments = new Map<string, ResourceSpans[]>();
  for (const { resource, scopeSpans } of resourceSpans.map((group) => asStored(group, flavour))) {
    for (const { scope, spans } of scopeSpans) {
      for (const [traceId, own] of Map.groupBy(spans, (span) => span.traceId.toLowerCase())) {
        const group = { resource, scopeSpans: [{ scope, spans: own }] };
        const segment = segments.get(traceId);
        if (segment === undefined) segments.set(traceId, [group]);
        else segment.push(group);
      }
    }
  }
  return segments;
}

const texts = new WeakMap<object, string>();

/** A resource or scope as a text, made once for each object. */
function textOf(object: OtlpResource | OtlpScope): string {
  const text = texts.get(object) ?? JSON.stringify(object);
  texts.set(object, text);
  return text;
}

/** One group for each resource, one list of spans for each of its scopes. */
function joined(groups: readonly ResourceSpans[]): ResourceSpans[] {
  const byResource = Map.groupBy(groups, ({ resource }) => textOf(resource));
  return Array.from(byResource.values(), (same) => ({
    resource: same[0]?.resource ?? { attributes: [] },
    scopeSpans: Array.from(
      Map.groupBy(
        same.flatMap(({ scopeSpans }) => scopeSpans),
        ({ scope }) => textOf(scope),
      ).values(),
      (alike) => ({
        scope: alike[0]?.scope ?? { name: '', version: '' },
        spans: alike.flatMap(({ spans }) => spans),
      }),
    ),
  }));
}

function partOf(traceId: string, groups: readonly ResourceSpans[]): Part {
  const nested = nestedSets(spansOf(groups));
  const spans = groups.flatMap(({ resource, scopeSpans }) => {
    const named = resource.attributes.find(({ key }) => key === 'service.name');
    const service = named?.value.stringValue ?? '';
    return scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        span,
        resource,
        service,
        nested: nested.get(span) ?? { left: 0, right: 0, parent: 0 },
      })),
    );
  });
  const root = spans.findLast(({ span }) => span.parentSpanId === '');
  return { traceId, groups, spans, root, ...extentOf(groups) };
}

function traceOf(traceId: string, parts: readonly Part[]): StoredTrace {
  const groupsAsPushed = withUniqueIds(whole(parts));
  return { traceId, groups: sorted(groupsAsPushed), groupsAsPushed, ...extentOf(groupsAsPushed) };
}

/** The parts of a trace in one: the first as it is, of others what was not there yet (pkg/model/trace/combine.go). */
function whole([first, ...others]: readonly Part[]): ResourceSpans[] {
  const groups = first?.groups ?? [];
  const seen = new Set(spansOf(groups).map(spanKey));
  const isNew = (span: OtlpSpan) => !seen.has(spanKey(span)) && seen.add(spanKey(span)).size > 0;
  const added = others.flatMap((part) =>
    part.groups.map(({ resource, scopeSpans }) => ({
      resource,
      scopeSpans: scopeSpans
        .map(({ scope, spans }) => ({ scope, spans: spans.filter(isNew) }))
        .filter(({ spans }) => spans.length > 0),
    })),
  );
  return joined([...groups, ...added].filter(({ scopeSpans }) => scopeSpans.length > 0));
}

/** By start, then by ID; scopes and resources by their first span. */
function sorted(groups: readonly ResourceSpans[]): ResourceSpans[] {
  return groups
    .map(({ resource, scopeSpans }) => ({
      resource,
      scopeSpans: scopeSpans
        .map(({ scope, spans }) => ({ scope, spans: spans.toSorted(bySpan) }))
        .sort((a, b) => bySpan(a.spans[0], b.spans[0])),
    }))
    .sort((a, b) => bySpan(a.scopeSpans[0]?.spans[0], b.scopeSpans[0]?.spans[0]));
}

function bySpan(a: OtlpSpan | undefined, b: OtlpSpan | undefined): number {
  if (a === undefined || b === undefined) return 0;
  if (a.startTimeUnixNano !== b.startTimeUnixNano) return a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : 1;
}

function spansOf(groups: readonly ResourceSpans[]): OtlpSpan[] {
  return groups.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

function extentOf(groups: readonly ResourceSpans[]): { start: bigint; end: bigint } {
  const spans = spansOf(groups);
  const first = spans[0];
  let start = first?.startTimeUnixNano ?? 0n;
  let end = first?.endTimeUnixNano ?? 0n;
  for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
    if (startTimeUnixNano < start) start = startTimeUnixNano;
    if (endTimeUnixNano > end) end = endTimeUnixNano;
  }
  return { start, end };
}

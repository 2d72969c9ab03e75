import type { OtlpSpan, ResourceSpans } from './otlp';

const SERVER = 2;
const CLIENT = 3;

/**
 * What Tempo's answer by ID does to spans that share an ID (Zipkin's way): a SERVER span with the ID of a CLIENT span
 * gets a new one, the lowest that the trace does not use, becomes the CLIENT's child, and takes its children over.
 */
export function withUniqueIds(groups: readonly ResourceSpans[]): readonly ResourceSpans[] {
  const spans = groups.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const used = new Set(spans.map(({ spanId }) => spanId));
  const clients = new Set(spans.filter(({ kind }) => kind === CLIENT).map(({ spanId }) => spanId));
  const isTwin = (span: OtlpSpan) => span.kind === SERVER && clients.has(span.spanId);
  const fresh = new Map<string, string>();
  let last = 0n;
  const nextId = (): string => {
    do last++;
    while (used.has(hexId(last)));
    return hexId(last);
  };
  const renamed = new Map<OtlpSpan, OtlpSpan>();
  for (const span of spans.filter(isTwin)) {
    const id = nextId();
    fresh.set(span.spanId, id);
    renamed.set(span, { ...span, parentSpanId: span.spanId, spanId: id });
  }
  if (fresh.size === 0) return groups;
  const replace = (span: OtlpSpan): OtlpSpan => {
    const now = renamed.get(span) ?? span;
    const parent = fresh.get(now.parentSpanId);
    return parent === undefined || parent === now.spanId ? now : { ...now, parentSpanId: parent };
  };
  return mapSpans(groups, replace);
}

function mapSpans(groups: readonly ResourceSpans[], change: (span: OtlpSpan) => OtlpSpan): ResourceSpans[] {
  return groups.map(({ resource, scopeSpans }) => ({
    resource,
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({ scope, spans: spans.map(change) })),
  }));
}

function hexId(id: bigint): string {
  return id.toString(16).padStart(16, '0');
}

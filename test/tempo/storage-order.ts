import type { OtlpAttribute, ResourceSpans } from './otlp';

/**
 * Attributes with a column of their own come after the others when Tempo rebuilds a trace, in the order of the columns
 * (the recorded servers' default columns, as far as the recorded traces use them).
 */
const RESOURCE_COLUMNS = [
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.pod.name',
  'k8s.container.name',
  'service.name',
];
const SPAN_COLUMNS = [
  'http.request.method',
  'http.response.status_code',
  'url.path',
  'url.route',
  'server.address',
  'server.port',
  'http.method',
  'http.url',
  'http.route',
  'http.status_code',
];

/** A resource group as it comes back: attributes in the order of storage, flags not kept. */
export function asStored({ resource, scopeSpans }: ResourceSpans): ResourceSpans {
  const byKey = resource.attributes.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return {
    resource: { attributes: columnsLast(byKey, RESOURCE_COLUMNS) },
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({
      scope,
      spans: spans.map((span) => ({
        ...span,
        flags: 0,
        attributes: columnsLast(span.attributes, SPAN_COLUMNS),
      })),
    })),
  };
}

function columnsLast(attributes: readonly OtlpAttribute[], columns: readonly string[]): OtlpAttribute[] {
  return attributes.toSorted((a, b) => columns.indexOf(a.key) - columns.indexOf(b.key));
}

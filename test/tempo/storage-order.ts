import type { Flavour } from './options';
import type { OtlpAttribute, ResourceSpans } from './otlp';

/**
 * Attributes with a column of their own come after the others when Tempo rebuilds a trace, in the order of the columns:
 * the recorded servers' default columns, as far as the recorded traces use them.
 */
const COLUMNS: Readonly<
  Record<Flavour, { readonly resource: readonly string[]; readonly span: readonly string[] }>
> = {
  '2.10': {
    resource: [
      'service.name',
      'k8s.cluster.name',
      'k8s.namespace.name',
      'k8s.pod.name',
      'k8s.container.name',
    ],
    span: [
      'http.response.status_code',
      'http.request.method',
      'url.path',
      'url.route',
      'server.address',
      'http.route',
    ],
  },
  '3.1': {
    resource: [
      'k8s.cluster.name',
      'k8s.namespace.name',
      'k8s.pod.name',
      'k8s.container.name',
      'service.name',
    ],
    span: [
      'http.request.method',
      'http.response.status_code',
      'url.path',
      'url.route',
      'server.address',
      'server.port',
      'http.route',
    ],
  },
};

/** A resource group as it comes back: attributes in the order of storage, flags not kept. */
export function asStored({ resource, scopeSpans }: ResourceSpans, flavour: Flavour): ResourceSpans {
  const columns = COLUMNS[flavour];
  const byKey = resource.attributes.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return {
    resource: { attributes: columnsLast(byKey, columns.resource) },
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({
      scope,
      spans: spans.map((span) => ({
        ...span,
        flags: 0,
        attributes: columnsLast(span.attributes, columns.span),
      })),
    })),
  };
}

function columnsLast(attributes: readonly OtlpAttribute[], columns: readonly string[]): OtlpAttribute[] {
  return attributes.toSorted((a, b) => columns.indexOf(a.key) - columns.indexOf(b.key));
}

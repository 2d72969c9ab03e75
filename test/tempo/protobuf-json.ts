import type { OtlpAttribute, OtlpSpan, ResourceSpans } from './otlp';

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const CODES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR'];

/**
 * Resource groups as protobuf's own JSON: IDs in base64, enums by name, 64-bit integers as text, zero values left
 * out. It is not OTLP/JSON, whose IDs are hex.
 */
export function protobufJsonOfGroups(groups: readonly ResourceSpans[]): object[] {
  return groups.map(({ resource, scopeSpans }) => ({
    resource: listOf('attributes', resource.attributes),
    scopeSpans: scopeSpans.map(({ scope, spans }) => ({
      scope: { ...textOf('name', scope.name), ...textOf('version', scope.version) },
      spans: spans.map(spanObject),
    })),
  }));
}

function spanObject(span: OtlpSpan): object {
  return {
    traceId: base64(span.traceId),
    spanId: base64(span.spanId),
    ...textOf('traceState', span.traceState),
    ...textOf('parentSpanId', base64(span.parentSpanId)),
    ...textOf('name', span.name),
    ...(span.kind === 0 ? {} : { kind: `SPAN_KIND_${KINDS[span.kind] ?? span.kind}` }),
    startTimeUnixNano: String(span.startTimeUnixNano),
    endTimeUnixNano: String(span.endTimeUnixNano),
    ...listOf('attributes', span.attributes),
    ...listOf(
      'events',
      span.events.map((event) => ({
        timeUnixNano: String(event.timeUnixNano),
        ...textOf('name', event.name),
        ...listOf('attributes', event.attributes),
      })),
    ),
    ...listOf(
      'links',
      span.links.map((link) => ({
        traceId: base64(link.traceId),
        spanId: base64(link.spanId),
        ...textOf('traceState', link.traceState),
        ...listOf('attributes', link.attributes),
      })),
    ),
    status: {
      ...textOf('message', span.status.message),
      ...(span.status.code === 0 ? {} : { code: CODES[span.status.code] ?? span.status.code }),
    },
  };
}

function textOf(key: string, text: string): object {
  return text === '' ? {} : { [key]: text };
}

function listOf(key: string, list: readonly object[] | readonly OtlpAttribute[]): object {
  return list.length === 0 ? {} : { [key]: list };
}

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

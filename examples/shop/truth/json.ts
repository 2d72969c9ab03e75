import { z } from 'zod';
import type { StoredSpan } from './stored-span';

const attribute = z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) });

const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  kind: z.number(),
});

const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

/** The spans of one OTLP/JSON request as the SDK's exporter writes it. */
export function readJson(bytes: Buffer): StoredSpan[] {
  const { resourceSpans } = request.parse(JSON.parse(bytes.toString('utf8')));
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const name = resource.attributes.find(({ key }) => key === 'service.name');
    const service = name?.value.stringValue ?? '';
    return scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ traceId, spanId, parentSpanId = '', kind }) => ({
        service,
        trace: traceId,
        span: spanId,
        parent: parentSpanId,
        kind,
      }));
  });
}

import { z } from 'zod';
import type { RecordedSpan } from './recorded-span';

const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.unknown() })) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().default(''),
              kind: z.number(),
              startTimeUnixNano: z.coerce.bigint(),
              endTimeUnixNano: z.coerce.bigint(),
              links: z.array(z.unknown()).default([]),
            }),
          ),
        }),
      ),
    }),
  ),
});

const text = z.object({ stringValue: z.string() });

/** One OTLP/JSON request. */
export function walkJson(bytes: Buffer): RecordedSpan[] {
  const spans: RecordedSpan[] = [];
  for (const { resource, scopeSpans } of request.parse(JSON.parse(bytes.toString())).resourceSpans) {
    const name = resource.attributes.find(({ key }) => key === 'service.name');
    const service = name === undefined ? '' : text.parse(name.value).stringValue;
    for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
      const { traceId, spanId, parentSpanId, kind, startTimeUnixNano, endTimeUnixNano, links } = span;
      spans.push({
        service,
        trace: traceId,
        span: spanId,
        parent: parentSpanId,
        kind,
        start: startTimeUnixNano,
        end: endTimeUnixNano,
        links: links.length,
      });
    }
  }
  return spans;
}

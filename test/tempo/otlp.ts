import { z } from 'zod';

/** An AnyValue of OTLP/JSON, as far as the tests' traces use it. */
export interface OtlpValue {
  readonly stringValue?: string | undefined;
  readonly boolValue?: boolean | undefined;
  /** A decimal text, as protobuf's JSON writes 64-bit integers. */
  readonly intValue?: string | undefined;
  readonly doubleValue?: number | undefined;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] | undefined } | undefined;
}

const value: z.ZodType<OtlpValue> = z.lazy(() =>
  z.strictObject({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.coerce.string().optional(),
    doubleValue: z.number().optional(),
    arrayValue: z.strictObject({ values: z.array(value).optional() }).optional(),
  }),
);

const attributes = z.array(z.strictObject({ key: z.string(), value })).default([]);

const event = z.strictObject({ timeUnixNano: z.coerce.bigint(), name: z.string().default(''), attributes });

const link = z.strictObject({
  traceId: z.string(),
  spanId: z.string(),
  traceState: z.string().default(''),
  attributes,
});

const span = z.strictObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  traceState: z.string().default(''),
  flags: z.number().default(0),
  name: z.string().default(''),
  kind: z.number().default(0),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes,
  events: z.array(event).default([]),
  links: z.array(link).default([]),
  status: z.strictObject({ code: z.number().default(0), message: z.string().default('') }).prefault({}),
});

const scope = z.strictObject({ name: z.string().default(''), version: z.string().default('') }).prefault({});

const resource = z.strictObject({ attributes }).prefault({});

const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource,
      scopeSpans: z.array(z.object({ scope, spans: z.array(span) })),
    }),
  ),
});

/** An ExportTraceServiceRequest; what a sender may leave out has its default. IDs are hex, times nanoseconds. */
export type OtlpRequest = z.infer<typeof request>;
export type OtlpSpan = z.infer<typeof span>;
export type OtlpScope = z.infer<typeof scope>;
export type OtlpResource = z.infer<typeof resource>;
export type OtlpAttribute = OtlpResource['attributes'][number];

/** Spans of one resource. */
export type ResourceSpans = OtlpRequest['resourceSpans'][number];

/** The requests of one push, from what JSON.parse gave: one request or a list. @throws ZodError */
export function parseOtlp(json: unknown): OtlpRequest[] {
  return z.array(request).parse(Array.isArray(json) ? json : [json]);
}

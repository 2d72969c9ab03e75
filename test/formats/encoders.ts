/** Small writers of each format, independent of the readers: what they write, the readers must read. */

export interface SampleSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** 16 hex digits; empty for none. */
  readonly parentId: string;
  readonly name: string;
  /** 0 to 5. */
  readonly kind: number;
  /** Nanoseconds since the epoch. */
  readonly start: bigint;
  readonly end: bigint;
  readonly flags: number;
  readonly traceState: string;
  readonly isError: boolean;
  readonly hasLink: boolean;
  /** Attributes of string and integer type. */
  readonly attributes: Readonly<Record<string, string | number>>;
}

export interface SampleGroup {
  /** Resource attributes. */
  readonly resource: Readonly<Record<string, string>>;
  readonly spans: readonly SampleSpan[];
}

type Pairs = Readonly<Record<string, string | number>>;

const LINK_ID = '0123456789abcdef';

// --- OTLP JSON

/** ExportTraceServiceRequest as the specification's JSON. */
export function toOtlpJson(groups: readonly SampleGroup[]): string {
  return JSON.stringify({
    resourceSpans: groups.map(({ resource, spans }) => ({
      resource: { attributes: jsonAttributes(resource) },
      scopeSpans: [{ scope: { name: 'sample' }, spans: spans.map(jsonSpan) }],
    })),
  });
}

function jsonSpan(span: SampleSpan): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    traceState: span.traceState,
    parentSpanId: span.parentId,
    flags: span.flags,
    name: span.name,
    kind: span.kind,
    startTimeUnixNano: String(span.start),
    endTimeUnixNano: String(span.end),
    attributes: jsonAttributes(span.attributes),
    ...(span.hasLink ? { links: [{ traceId: span.traceId, spanId: LINK_ID }] } : {}),
    status: span.isError ? { code: 2 } : {},
  };
}

function jsonAttributes(pairs: Pairs): object[] {
  return Object.entries(pairs).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
  }));
}

// --- OTLP protobuf

/** A varint. */
export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A field of bytes: text, or what is given. */
export function bytesField(field: number, content: Buffer | string): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** A field of wire type 0. */
export function varintField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/** A field of wire type 1. */
export function fixed64Field(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([varint(field * 8 + 1), bytes]);
}

/** A field of wire type 5. */
export function fixed32Field(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return Buffer.concat([varint(field * 8 + 5), bytes]);
}

/** KeyValue messages, as the given field. */
export function attributeFields(field: number, pairs: Pairs): Buffer {
  return Buffer.concat(
    Object.entries(pairs).map(([key, value]) => {
      const any = typeof value === 'string' ? bytesField(1, value) : varintField(3, value);
      return bytesField(field, Buffer.concat([bytesField(1, key), bytesField(2, any)]));
    }),
  );
}

/** A Span message. */
export function protoSpan(span: SampleSpan): Buffer {
  const parts = [
    bytesField(1, Buffer.from(span.traceId, 'hex')),
    bytesField(2, Buffer.from(span.spanId, 'hex')),
    span.traceState === '' ? Buffer.alloc(0) : bytesField(3, span.traceState),
    span.parentId === '' ? Buffer.alloc(0) : bytesField(4, Buffer.from(span.parentId, 'hex')),
    bytesField(5, span.name),
    varintField(6, span.kind),
    fixed64Field(7, span.start),
    fixed64Field(8, span.end),
    attributeFields(9, span.attributes),
    span.hasLink
      ? bytesField(
          13,
          Buffer.concat([
            bytesField(1, Buffer.from(span.traceId, 'hex')),
            bytesField(2, Buffer.from(LINK_ID, 'hex')),
          ]),
        )
      : Buffer.alloc(0),
    bytesField(15, span.isError ? varintField(3, 2) : Buffer.alloc(0)),
    fixed32Field(16, span.flags),
  ];
  return Buffer.concat(parts);
}

/** A ResourceSpans message. */
export function protoGroup({ resource, spans }: SampleGroup): Buffer {
  const scope = Buffer.concat([
    bytesField(1, bytesField(1, 'sample')),
    ...spans.map((span) => bytesField(2, protoSpan(span))),
  ]);
  return Buffer.concat([bytesField(1, attributeFields(1, resource)), bytesField(2, scope)]);
}

/** ExportTraceServiceRequest as protobuf. */
export function toOtlpProto(groups: readonly SampleGroup[]): Buffer {
  return Buffer.concat(groups.map((group) => bytesField(1, protoGroup(group))));
}

/** The file exporter's records: a length of four bytes, big-endian, before each. */
export function toRecords(records: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    records.flatMap((record) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(record.length);
      return [length, record];
    }),
  );
}

// --- Jaeger and Zipkin; both have microseconds, so whole ones must be given

const JAEGER_KINDS = [null, 'internal', 'server', 'client', 'producer', 'consumer'];

/** What Jaeger's query API answers: `{"data": [trace...]}`; a trace of its own for each run of spans of one trace. */
export function toJaegerJson(groups: readonly SampleGroup[]): string {
  const traces: { traceID: string; spans: object[]; processes: Record<string, object> }[] = [];
  for (const { resource, spans } of groups) {
    for (const span of spans) {
      let trace = traces.at(-1);
      if (trace?.traceID !== span.traceId) {
        trace = { traceID: span.traceId, spans: [], processes: {} };
        traces.push(trace);
      }
      const { 'service.name': serviceName, ...tags } = resource;
      const processID = `p${Object.keys(trace.processes).length + 1}`;
      trace.processes[processID] = { serviceName, tags: jaegerTags(tags) };
      trace.spans.push(jaegerSpan(span, processID));
    }
  }
  return JSON.stringify({ data: traces, total: 0, limit: 0, offset: 0, errors: null });
}

function jaegerSpan(span: SampleSpan, processID: string): object {
  const parent =
    span.parentId === '' ? [] : [{ refType: 'CHILD_OF', traceID: span.traceId, spanID: span.parentId }];
  const link = span.hasLink ? [{ refType: 'FOLLOWS_FROM', traceID: '1'.repeat(32), spanID: LINK_ID }] : [];
  const kind = JAEGER_KINDS[span.kind];
  const own: Pairs = {
    ...span.attributes,
    ...(typeof kind === 'string' ? { 'span.kind': kind } : {}),
    ...(span.traceState === '' ? {} : { 'w3c.tracestate': span.traceState }),
  };
  return {
    traceID: span.traceId,
    spanID: span.spanId,
    flags: span.flags & 0xff,
    operationName: span.name,
    references: [...parent, ...link],
    startTime: Number(span.start / 1000n),
    duration: Number((span.end - span.start) / 1000n),
    tags: [...jaegerTags(own), ...(span.isError ? [{ key: 'error', type: 'bool', value: true }] : [])],
    logs: [],
    processID,
    warnings: null,
  };
}

function jaegerTags(pairs: Pairs): object[] {
  return Object.entries(pairs).map(([key, value]) => ({
    key,
    type: typeof value === 'string' ? 'string' : 'int64',
    value,
  }));
}

const ZIPKIN_KINDS = [undefined, undefined, 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** Zipkin v2 spans. */
export function toZipkinSpans(groups: readonly SampleGroup[]): object[] {
  return groups.flatMap(({ resource, spans }) =>
    spans.map((span) => ({
      traceId: span.traceId,
      id: span.spanId,
      ...(span.parentId === '' ? {} : { parentId: span.parentId }),
      kind: ZIPKIN_KINDS[span.kind],
      name: span.name,
      timestamp: Number(span.start / 1000n),
      duration: Number((span.end - span.start) / 1000n),
      localEndpoint: { serviceName: resource['service.name'] },
      tags: span.isError ? { error: 'yes' } : {},
    })),
  );
}

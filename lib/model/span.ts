/** Span kinds of OTLP (trace.proto, Span.SpanKind). */
export const Kind = { UNSPECIFIED: 0, INTERNAL: 1, SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 } as const;

/** Names of the kinds by number, for people. */
export const KIND_NAMES = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** Bits of Span.flags (trace.proto, SpanFlags) that speak of the span's parent. */
export const Flag = { HAS_IS_REMOTE: 0x100, IS_REMOTE: 0x200 } as const;

/** What was seen on a span beside its columns; bits of the `facts` column. */
export const Fact = {
  /** The trace ID was all zero, of the wrong length or not hex. */
  INVALID_TRACE_ID: 1 << 0,
  /** The span ID was all zero, of the wrong length or not hex. */
  INVALID_SPAN_ID: 1 << 1,
  /** The parent ID was of the wrong length or not hex (all zero is read as "no parent"). */
  INVALID_PARENT_ID: 1 << 2,
  /** The span has at least one link, or (Jaeger) a FOLLOWS_FROM reference besides its parent. */
  HAS_LINK: 1 << 3,
  /** Its status is ERROR. */
  STATUS_ERROR: 1 << 4,
  /** Zipkin's `shared` mark: the server half of a span that the client began under the same ID. */
  SHARED: 1 << 5,
  /** Another span of the same trace has the same ID and a different content. Set while assembling. */
  ID_CLASH: 1 << 6,
  /** The other half (client or server) of this span has the same ID. Set while assembling. */
  SHARED_RPC: 1 << 7,
  /** Tempo had given the span an ID of its own; it has that of its client half again. Set while assembling. */
  RENAMED: 1 << 8,
} as const;

/** In the `parent` column: the span has no parent ID. */
export const NO_PARENT = -1;
/** In the `parent` column: the parent ID is set and no span of the trace has it. */
export const MISSING_PARENT = -2;

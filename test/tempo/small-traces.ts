import type { OtlpAttribute, OtlpRequest, OtlpSpan } from './otlp';

/** A span of a small trace; what is left out has a plain default. */
export interface SmallSpan {
  /** 32 hex digits. */
  readonly traceId: string;
  /** Up to 16 hex digits. */
  readonly id: string;
  readonly parent?: string;
  /** Default `svc`; null: a resource without service.name. */
  readonly service?: string | null;
  readonly name?: string;
  /** As in OTLP, 0 to 5; default 1, INTERNAL. */
  readonly kind?: number;
  /** Seconds since the epoch; default SMALL_START. */
  readonly start?: number;
  /** Milliseconds; default 10. */
  readonly duration?: number;
  readonly isError?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** When small traces start, in seconds: 2026-11-25T20:00:00Z. */
export const SMALL_START = 1_795_636_800;

const ERROR = 2;

/** One push of these spans: one request, a resource group for each service. */
export function pushOf(...spans: readonly SmallSpan[]): OtlpRequest[] {
  return pushOfAll(spans);
}

/** The same of a list, however long. */
export function pushOfAll(spans: readonly SmallSpan[]): OtlpRequest[] {
  const byService = Map.groupBy(spans, ({ service = 'svc' }) => service);
  return [
    {
      resourceSpans: Array.from(byService, ([service, own]) => ({
        resource: { attributes: attributes(service === null ? {} : { 'service.name': service }) },
        scopeSpans: [{ scope: { name: 'small', version: '' }, spans: own.map(otlpSpan) }],
      })),
    },
  ];
}

function otlpSpan(span: SmallSpan): OtlpSpan {
  const { parent = '', start = SMALL_START, duration = 10 } = span;
  const startNanos = BigInt(Math.round(start * 1000)) * 1_000_000n;
  return {
    traceId: span.traceId,
    spanId: span.id.padStart(16, '0'),
    parentSpanId: parent === '' ? '' : parent.padStart(16, '0'),
    traceState: '',
    flags: 0,
    name: span.name ?? 'work',
    kind: span.kind ?? 1,
    startTimeUnixNano: startNanos,
    endTimeUnixNano: startNanos + BigInt(duration) * 1_000_000n,
    attributes: attributes(span.attributes ?? {}),
    events: [],
    links: [],
    status: { code: span.isError === true ? ERROR : 0, message: '' },
  };
}

function attributes(pairs: Readonly<Record<string, string>>): OtlpAttribute[] {
  return Object.entries(pairs).map(([key, value]) => ({ key, value: { stringValue: value } }));
}

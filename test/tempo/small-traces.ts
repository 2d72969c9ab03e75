import { type OtlpRequest, parseOtlp } from './otlp';

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

/** One push of these spans: one request, a resource group for each span. */
export function pushOf(...spans: readonly SmallSpan[]): OtlpRequest[] {
  return pushOfAll(spans);
}

/** The same of a list, however long. */
export function pushOfAll(spans: readonly SmallSpan[]): OtlpRequest[] {
  return parseOtlp({ resourceSpans: spans.map(resourceSpans) });
}

function resourceSpans(span: SmallSpan): object {
  const { traceId, id, parent = '', service = 'svc', name = 'work', kind = 1, start = SMALL_START } = span;
  const startNanos = BigInt(Math.round(start * 1000)) * 1_000_000n;
  return {
    resource: { attributes: attributes(service === null ? {} : { 'service.name': service }) },
    scopeSpans: [
      {
        scope: { name: 'small' },
        spans: [
          {
            traceId,
            spanId: id.padStart(16, '0'),
            parentSpanId: parent === '' ? '' : parent.padStart(16, '0'),
            name,
            kind,
            startTimeUnixNano: String(startNanos),
            endTimeUnixNano: String(startNanos + BigInt(span.duration ?? 10) * 1_000_000n),
            attributes: attributes(span.attributes ?? {}),
            status: span.isError === true ? { code: 2 } : {},
          },
        ],
      },
    ],
  };
}

function attributes(pairs: Readonly<Record<string, string>>): object[] {
  return Object.entries(pairs).map(([key, value]) => ({ key, value: { stringValue: value } }));
}

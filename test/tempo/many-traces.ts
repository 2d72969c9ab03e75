import type { OtlpRequest, OtlpSpan } from './otlp';

const MILLISECOND = 1_000_000n;
const TRACES_A_PUSH = 1000;

/**
 * Pushes of so many whole traces of two spans, one a millisecond.
 * @param start of the first one, milliseconds since the epoch
 */
export function manyTraces(count: number, start: number): OtlpRequest[][] {
  const spans = Array.from({ length: count }, (_, index) => traceOf(index, start));
  return Array.from({ length: Math.ceil(count / TRACES_A_PUSH) }, (_, push) => [
    requestOf(spans.slice(push * TRACES_A_PUSH, (push + 1) * TRACES_A_PUSH).flat()),
  ]);
}

function traceOf(index: number, start: number): OtlpSpan[] {
  // Odd factors go through all values of 32 bits, so that no ID comes twice and last digits are even.
  const traceId = `4bf92f3577b34da6a3ce929d${hexOf(Math.imul(index, 0x9e3779b1))}`;
  const spanId = `00f067aa${hexOf(Math.imul(index + 1, 0x85ebca6b))}`;
  const begin = BigInt(start + index) * MILLISECOND;
  const root = spanOf(traceId, spanId, begin, begin + 2n * MILLISECOND);
  const child = spanOf(traceId, `b7ad6b71${spanId.slice(8)}`, begin, begin + MILLISECOND);
  return [
    { ...root, kind: 2, name: 'GET /cart' },
    { ...child, kind: 1, name: 'load', parentSpanId: spanId },
  ];
}

function spanOf(
  traceId: string,
  spanId: string,
  startTimeUnixNano: bigint,
  endTimeUnixNano: bigint,
): OtlpSpan {
  return {
    traceId,
    spanId,
    parentSpanId: '',
    traceState: '',
    flags: 0,
    name: '',
    kind: 0,
    startTimeUnixNano,
    endTimeUnixNano,
    attributes: [],
    events: [],
    links: [],
    status: { code: 0, message: '' },
  };
}

function requestOf(spans: OtlpSpan[]): OtlpRequest {
  const attributes = [{ key: 'service.name', value: { stringValue: 'cart' } }];
  const scope = { name: 'shop', version: '1' };
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope, spans }] }] };
}

function hexOf(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}

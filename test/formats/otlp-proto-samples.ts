import { bytesField, type SampleGroup, type SampleSpan } from './encoders';
import { SPAN } from './samples';

/** The trace of OTHER. */
export const OTHER_TRACE = 'ffeeddccbbaa99887766554433221100';
/** A span of another trace. */
export const OTHER: SampleSpan = { ...SPAN, traceId: OTHER_TRACE };

/** A request with one span, its fields given as a Span message. */
export function requestOf(...spans: Buffer[]): Buffer {
  return bytesField(1, bytesField(2, Buffer.concat(spans.map((span) => bytesField(2, span)))));
}

/** Bytes from pieces of hex. */
export function hexBytes(...pieces: string[]): Buffer {
  return Buffer.from(pieces.join('').replaceAll(' ', ''), 'hex');
}

/** A text as hex of its UTF-8. */
export function textHex(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** Spans with their resource. */
export const group = (
  spans: readonly SampleSpan[],
  resource: Record<string, string> = { 'service.name': 'cart' },
): SampleGroup => ({
  resource,
  spans,
});

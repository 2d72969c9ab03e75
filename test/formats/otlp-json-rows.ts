import { otlpJson } from '../../lib/formats/otlp-json';
import { slowOtlpJson } from './otlp-json-writer';
import { decodeWith, type Row, type TestSink } from './rows';

export const TRACE = '0af7651916cd43dd8448eb211c80319c';
export const SPAN = 'b7ad6b7169203331';
export const PARENT = '00f067aa0ba902b7';
export const RESOURCE = { service: 'cart', host: null, instance: null, language: null };

/** A row of a span that says nothing but its IDs. */
export const BARE: Row = {
  traceId: TRACE,
  spanId: SPAN,
  parentId: '0000000000000000',
  start: 0n,
  end: 0n,
  name: '',
  peer: '',
  kind: 0,
  flags: 0,
  facts: 0,
  threshold: 0,
  resource: RESOURCE,
};

/** Both ways of reading, which must agree in all but the offsets of wrong fields. */
export function decode(text: string | Buffer): TestSink {
  const fast = decodeWith(otlpJson, Buffer.from(text));
  const slow = decodeWith(slowOtlpJson, Buffer.from(text));
  expect(fast.rows).toEqual(slow.rows);
  expect(fast.problems.map(({ message }) => message)).toEqual(slow.problems.map(({ message }) => message));
  expect([fast.rejected, fast.skipped, fast.damaged, fast.invalid]).toEqual([
    slow.rejected,
    slow.skipped,
    slow.damaged,
    slow.invalid,
  ]);
  return fast;
}

export function documentOf(
  span: string,
  resource = '{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]}',
): string {
  return `{"resourceSpans":[{"resource":${resource},"scopeSpans":[{"spans":[${span}]}]}]}`;
}

/** The row of one span, given by its members behind its IDs. */
export function rowOf(members: string): Row | undefined {
  const sink = decode(documentOf(`{"traceId":"${TRACE}","spanId":"${SPAN}"${members}}`));
  expect(sink.problems).toEqual([]);
  expect(sink.rows.length).toBe(1);
  return sink.rows[0];
}

import { jaegerJson } from '../../lib/formats/jaeger-json';
import { decodeWith, type Row, type TestSink } from './rows';

/** The trace of GOOD. */
export const TRACE = '0af7651916cd43dd8448eb211c80319c';
/** Another one. */
export const OTHER_TRACE = 'ffeeddccbbaa99887766554433221100';
/** No span. */
export const NONE = '0'.repeat(16);
/** The resource of a span without a process. */
export const NO_RESOURCE = { service: null, host: null, instance: null, language: null };

/** A span with nothing special about it. */
export const GOOD = {
  traceID: TRACE,
  spanID: 'b7ad6b7169203331',
  operationName: 'work',
  startTime: 1000,
  duration: 5,
};

/** Reads a document. */
export function decode(value: unknown, options: Parameters<typeof decodeWith>[2] = {}): TestSink {
  return decodeWith(
    jaegerJson,
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    options,
  );
}

/** The row of a span on its own, with nothing wrong about it. */
export function rowOf(span: object): Row {
  const sink = decode(span);
  expect([sink.problems, sink.rejected, sink.rows.length]).toEqual([[], 0, 1]);
  return sink.rows[0]!;
}

/** Tags as Jaeger writes them. */
export const tags = (pairs: Record<string, unknown>): object[] =>
  Object.entries(pairs).map(([key, value]) => ({ key, value }));
/** A reference as Jaeger writes it. */
export const reference = (refType: string, traceID: string | null, spanID: string): object => ({
  refType,
  traceID,
  spanID,
});

import type { DecodeSink, Format } from '../format';
import { found, isObject, member } from '../json/values';
import { documentDecoder } from '../json-documents';
import { outlineOf } from '../json-outline';
import { ProcessReader } from './process';
import { readSpan } from './span';

/** An answer without traces. */
const EMPTY_ANSWER = /^\s*\{\s*"data"\s*:\s*(?:\[\s*\]|null)/;
/** Bytes of the head in which such an answer is seen. */
const EMPTY_BYTES = 1024;
/** Arrays and wrappers within each other that are looked into for traces. */
const MOST_NESTING = 3;

/**
 * Jaeger JSON: `{"data": [trace...]}` as its query API and its user interface write it, a bare trace, an array of
 * traces, or line by line traces or single spans with their `process` in them (github.com/jaegertracing/jaeger,
 * internal/uimodel).
 */
export const jaegerJson: Format = {
  id: 'jaeger-json',
  title: 'Jaeger JSON',
  hasLines: true,
  sniff(head) {
    const outline = outlineOf(head);
    if (outline === null) return false;
    const [outer, inner] = outline;
    if (isTrace(outer) || (outer?.has('data') === true && isTrace(inner))) return true;
    return EMPTY_ANSWER.test(Buffer.from(head.subarray(0, EMPTY_BYTES)).toString('latin1'));
  },
  decoder: (sink, limits, linesFrom) => {
    const reader = new TraceReader(sink);
    return documentDecoder(sink, limits, (value, offset) => reader.read(value, offset, 0), linesFrom);
  },
};

function isTrace(keys: ReadonlySet<string> | undefined): boolean {
  return keys?.has('traceID') === true && (keys.has('spans') || keys.has('spanID'));
}

class TraceReader {
  private readonly sink: DecodeSink;

  constructor(sink: DecodeSink) {
    this.sink = sink;
  }

  read(value: unknown, offset: number, nesting: number): void {
    if (nesting > MOST_NESTING)
      return this.tell(offset, `trace: found more than ${MOST_NESTING} arrays around it`);
    if (Array.isArray(value)) {
      for (const element of value) this.read(element, offset, nesting + 1);
    } else if (!isObject(value)) this.tell(offset, `trace: expected an object, found ${found(value)}`);
    else if (member(value, ['spans']) !== null) this.trace(value, offset);
    else if (member(value, ['spanID']) !== null) this.span(value, offset);
    else if (member(value, ['data']) !== null) this.read(member(value, ['data']), offset, nesting + 1);
    else if (!Object.hasOwn(value, 'data') && !Object.hasOwn(value, 'spans')) {
      this.tell(offset, 'trace: expected data, spans or spanID, found neither');
    }
  }

  private trace(trace: Readonly<Record<string, unknown>>, offset: number): void {
    const spans = member(trace, ['spans']);
    if (!Array.isArray(spans)) return this.tell(offset, `spans: expected an array, found ${found(spans)}`);
    const processes = new ProcessReader(this.sink.batch.resources, member(trace, ['processes']));
    for (const span of spans) {
      readSpan(this.sink, offset, span, member(trace, ['traceID']), processes);
    }
  }

  /** A span on its own, as Jaeger stores them. */
  private span(span: Readonly<Record<string, unknown>>, offset: number): void {
    readSpan(this.sink, offset, span, null, new ProcessReader(this.sink.batch.resources, null));
  }

  private tell(offset: number, message: string): void {
    this.sink.problem(offset, 'invalid-field', message);
  }
}

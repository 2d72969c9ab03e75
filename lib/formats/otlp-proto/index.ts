import type { DecodeLimits, Decoder, DecodeSink, Format } from '../format';
import { ResourceSpansReader } from './resource-spans';
import { looksLikeRequest } from './sniff';
import { MessageStream } from './stream';

/** OTLP protobuf: TracesData, ExportTraceServiceRequest, or several of them one after another (trace.proto); Tempo's TraceByIDResponse too. */
export const otlpProto: Format = {
  id: 'otlp-proto',
  title: 'OTLP protobuf',
  hasLines: false,
  sniff: looksLikeRequest,
  decoder: (sink, limits) => new OtlpProtoDecoder(sink, limits),
};

/** TraceByIDResponse: status=3, of which 1 is PARTIAL (tempo.proto): the trace is not whole. */
const STATUS_FIELD = 3;
const STATUS_PARTIAL = 1;

/**
 * Reads requests one ResourceSpans at a time; no more than that is held. A damaged ResourceSpans is told, with the
 * traces named in it, and reading goes on after it where another one seems to begin there.
 */
export class OtlpProtoDecoder implements Decoder {
  private readonly stream: MessageStream;
  private isComplete = true;

  /** @param quick whether spans are read by the kernel at all; without, none are, to compare with */
  constructor(sink: DecodeSink, limits: DecodeLimits, quick = true) {
    const groups = new ResourceSpansReader(sink, quick);
    this.stream = new MessageStream(
      {
        part: (bytes, start, end, offset) => groups.read(bytes, start, end, offset),
        number: (field, value) => {
          if (field === STATUS_FIELD && value === STATUS_PARTIAL) groups.partial();
        },
        cut: (bytes, end) => groups.lost(bytes, 0, end),
        tooLarge: (offset, length) => {
          const message = `A ResourceSpans has ${length} bytes, more than the limit of ${limits.maxDocumentBytes}`;
          sink.problem(offset, 'too-large', message);
        },
        lost: (offset, message) => {
          sink.problem(offset, 'invalid-protobuf', `${message}: the rest of the request is not read`);
        },
        unfinished: (offset) => {
          if (this.isComplete) sink.problem(offset, 'invalid-protobuf', 'ends in the middle of a message');
        },
      },
      limits.maxDocumentBytes,
    );
  }

  write(chunk: Uint8Array): void {
    this.stream.write(chunk);
  }

  end(complete: boolean): void {
    this.isComplete = complete;
    this.stream.end();
  }

  /** Ends the request before, and begins another one whose first byte has this offset. */
  restart(offset: number): void {
    this.stream.end();
    this.stream.restart(offset);
  }
}

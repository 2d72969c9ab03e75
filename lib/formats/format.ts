import type { SpanBatch } from '../model/batch';
import type { ProblemReason } from '../model/problems';

/** Where a decoder puts what it reads, and what it says of what it could not read. */
export interface DecodeSink {
  /** Spans go here, one row each (SpanBatch.next). */
  readonly batch: SpanBatch;
  /** A piece that was not read: `offset` in the decoded bytes of the object. The rest is read on. */
  problem(offset: number, reason: ProblemReason, message: string): void;
  /** One span that was left out because a field of it has the wrong type; also say why by `problem`. */
  rejectSpan(): void;
  /** Log or metric records that stand among the spans and were passed over. */
  skip(signal: 'logs' | 'metrics', count: number): void;
  /**
   * An ID that is not 16 or 8 bytes of hex (or base64) stands in a column, or in several rows of it: `wordsHex` is
   * the lower-case hex of the words that stand for it, `raw` the ID as it came. Called once or more for each.
   */
  invalidId(kind: 'trace' | 'span' | 'parent', wordsHex: string, raw: string): void;
  /**
   * A trace of which something was lost here (named by a damaged line, or by a span left out): it must not be
   * judged. Four words of the trace ID.
   */
  damagedTrace(word0: number, word1: number, word2: number, word3: number): void;
}

/** Limits that hold for one object. */
export interface DecodeLimits {
  /** Decoded bytes that one document, line or message may have; what is larger is a `too-large` problem. */
  readonly maxDocumentBytes: number;
}

/** Reads one object's decoded bytes, piece by piece. */
export interface Decoder {
  /** The next bytes. `chunk` may be used by the caller again after the call: copy what must outlive it. */
  write(chunk: Uint8Array): void;
  /** Whether each line that follows is read by itself, whatever was in those before it: others may read some of them. */
  readonly isByLines?: boolean;
  /** No more bytes follow. `complete` is false where the stream broke off: do not report its ragged end again. */
  end(complete: boolean): void;
}

/** One way of writing spans down. Adding a format is one file with such an object, and its line in index.ts. */
export interface Format {
  /** As named in reports and docs, e.g. `otlp-json`. */
  readonly id: string;
  /** One line for people. */
  readonly title: string;
  /**
   * Whether an object that begins with these bytes (up to 64 KiB of it, decompressed; `whole` where they are all)
   * is of this format. Formats are asked in the order of index.ts; the first that says yes reads it.
   */
  sniff(head: Uint8Array, whole: boolean): boolean;
  /** Whether documents may stand on lines of their own, so that a line is read whatever the one before it was. */
  readonly hasLines: boolean;
  /**
   * @param linesFrom where in an object whose lines are read by themselves the bytes begin, which is where a line does;
   *   absent: at its beginning
   */
  decoder(sink: DecodeSink, limits: DecodeLimits, linesFrom?: number): Decoder;
}

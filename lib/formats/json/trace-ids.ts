import type { DecodeSink } from '../format';
import { readId } from '../ids';

/** Trace IDs as the formats that we read write them: OTLP (hex or base64), Jaeger and Zipkin (16 to 32 hex digits). */
const TRACE_ID = /"trace_?i[dD]"\s*:\s*"([0-9a-fA-F]{16,32}|[A-Za-z0-9+/_-]{22}==)"/gi;
/** Bytes that are searched at a time: a bound on the text that is made of them. */
const PIECE = 256 * 1024;
/** What a match is never longer than, but for much white space: pieces overlap by that. */
const OVERLAP = 80;

/**
 * Finds the trace IDs that damaged bytes name, so that their traces are not judged.
 */
export class TraceIdSearch {
  private left: number;
  private readonly sink: DecodeSink;
  private readonly words = new Uint32Array(4);

  /** @param limit how many names are told at most, repeated ones included */
  constructor(sink: DecodeSink, limit = 1_000_000) {
    this.sink = sink;
    this.left = limit;
  }

  /** Tells the sink of each trace that `bytes[start, end)` name. */
  search(bytes: Uint8Array, start: number, end: number): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let from = start; from < end && this.left > 0; from += PIECE) {
      const text = buffer.toString('latin1', from, Math.min(end, from + PIECE + OVERLAP));
      let previous = '';
      for (const [, id = ''] of text.matchAll(TRACE_ID)) {
        if (id === previous) continue;
        if (this.left-- <= 0) return;
        previous = id;
        this.tell(id);
      }
    }
  }

  private tell(id: string): void {
    const { words } = this;
    const padded = id.endsWith('=') ? id : id.padStart(32, '0');
    readId('trace', padded, words, 0, { invalidId: () => undefined });
    this.sink.damagedTrace(words[0]!, words[1]!, words[2]!, words[3]!);
  }
}

import type { DecodeSink } from '../format';
import { readId } from '../ids';

/** Trace IDs as the formats that we read write them: OTLP (hex or base64), Jaeger and Zipkin (16 to 32 hex digits). */
const TRACE_ID = /"trace_?i[dD]"\s*:\s*"([0-9a-fA-F]{16,32}|[A-Za-z0-9+/_-]{22}==)"/gi;
/** Bytes that are searched at a time: a bound on the text that is made of them. */
const PIECE = 256 * 1024;
/** What a match is never longer than, but for much white space: so much of a piece is searched again with the next. */
const OVERLAP = 80;

/** Finds the trace IDs that damaged bytes name, so that their traces are not judged. */
export class TraceIdSearch {
  private left: number;
  private readonly sink: DecodeSink;
  private readonly words = new Uint32Array(4);
  /** The end of the last piece: a name may go on in the next one. */
  private tail = '';

  /** @param limit how many names are told at most, repeated ones included */
  constructor(sink: DecodeSink, limit = 1_000_000) {
    this.sink = sink;
    this.left = limit;
  }

  /** Tells the sink of each trace that `bytes[start, end)` name, or that they name together with those before. */
  search(bytes: Uint8Array, start: number, end: number): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let from = start; from < end && this.left > 0; from += PIECE) {
      const text = this.tail + buffer.toString('latin1', from, Math.min(end, from + PIECE));
      let searched = text.length - OVERLAP;
      let previous = '';
      for (const match of text.matchAll(TRACE_ID)) {
        searched = Math.max(searched, match.index + match[0].length);
        const id = match[1] ?? '';
        if (id === previous || this.left === 0) continue;
        this.left--;
        previous = id;
        this.tell(id);
      }
      this.tail = text.slice(Math.max(0, searched));
    }
  }

  private tell(id: string): void {
    const { words } = this;
    const padded = id.endsWith('=') ? id : id.padStart(32, '0');
    readId('trace', padded, words, 0, { invalidId: () => undefined });
    this.sink.damagedTrace(words[0]!, words[1]!, words[2]!, words[3]!);
  }
}

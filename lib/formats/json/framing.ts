import type { DecodeLimits } from '../format';
import { Byte, isSpace, plainBytes } from './bytes';
import { Cutting, type DocumentHandlers, MORE, nextNewline } from './cutting';
import { DocumentCutter } from './document-cutter';
import { KeptBytes } from './kept-bytes';
import { LineCutter } from './line-cutter';

export type { DocumentHandlers } from './cutting';

const BOM = [0xef, 0xbb, 0xbf];

/**
 * Cuts a stream of bytes into JSON documents: JSON lines, documents that span lines one after another, or the
 * elements of a top-level array (objects or arrays). If the first document ends on its line, the object is JSON
 * lines, and a damaged line costs that line. Else documents are found by their brackets. Only an unfinished document
 * is kept between calls, and never more than `maxDocumentBytes` of it.
 */
export class DocumentFramer {
  private readonly cutting: Cutting;
  private readonly lines: LineCutter;
  private readonly documents: DocumentCutter;
  private readonly kept: KeptBytes;
  /** `start`: a document begins, and whether these are JSON lines is open. */
  private mode: 'start' | 'lines' | 'documents' = 'start';
  /** In `start`: how much of the line was searched for its end. */
  private searched = 0;

  /**
   * Documents of more than `limits.maxDocumentBytes` are one `too-large` problem each.
   * @param linesFrom where in an object of JSON lines the bytes begin, which is where a line does
   */
  constructor(limits: DecodeLimits, handlers: DocumentHandlers, linesFrom?: number) {
    this.cutting = new Cutting(limits.maxDocumentBytes, handlers);
    this.lines = new LineCutter(this.cutting);
    this.documents = new DocumentCutter(this.cutting);
    this.kept = new KeptBytes(limits.maxDocumentBytes);
    if (linesFrom === undefined) return;
    this.mode = 'lines';
    this.cutting.base = linesFrom;
  }

  /** Whether these are known to be JSON lines. */
  get isByLines(): boolean {
    return this.mode === 'lines';
  }

  /** The next bytes; they are not used after the call. */
  write(chunk: Uint8Array): void {
    const bytes = plainBytes(chunk);
    const { kept } = this;
    if (kept.length > 0 && this.mode !== 'lines') {
      kept.append(bytes, 0, bytes.length);
      kept.drop(this.run(kept.bytes, 0, kept.length));
      return;
    }
    const from = kept.length > 0 ? this.finishLine(bytes) : 0;
    if (from === MORE) return;
    kept.append(bytes, this.run(bytes, from, bytes.length), bytes.length);
  }

  /** No more bytes follow; `complete` is false where the stream broke off: its ragged end is then no problem. */
  end(complete: boolean): void {
    const { cutting, kept } = this;
    cutting.ended = complete ? 'complete' : 'broken-off';
    this.run(kept.bytes, 0, kept.length);
    kept.giveBack();
    if (complete && this.documents.isArrayOpen) {
      cutting.handlers.problem(cutting.base, 'invalid-json', 'ends in the middle of an array');
    }
  }

  /** Adds to the kept beginning of a line what the chunk has of it; returns where to go on in the chunk, or MORE. */
  private finishLine(chunk: Uint8Array): number {
    const { cutting, kept, lines } = this;
    const newline = nextNewline(chunk, 0, chunk.length);
    const end = newline < 0 ? chunk.length : newline;
    if (kept.length + end > cutting.limit) {
      lines.pass(kept.bytes, 0, kept.length);
      cutting.base += kept.length;
      kept.drop(kept.length);
      return 0;
    }
    kept.append(chunk, 0, end);
    if (newline < 0) return MORE;
    lines.readLine(kept.bytes, 0, kept.length);
    // The buffer at hand is the chunk from here on.
    cutting.base += kept.length - end;
    kept.drop(kept.length);
    return newline + 1;
  }

  /** Takes `bytes[start, end)` as far as possible; returns where the bytes that are needed again begin. */
  private run(bytes: Uint8Array, start: number, end: number): number {
    const { cutting } = this;
    let position = start;
    while (position < end) {
      const next = this.step(bytes, position, end);
      if (next === MORE) break;
      position = next;
    }
    if (position > 0) cutting.previous = bytes[position - 1]!;
    cutting.base += position;
    return position;
  }

  private step(bytes: Uint8Array, position: number, end: number): number {
    if (this.mode === 'start') return this.start(bytes, position, end);
    if (this.mode === 'lines') return this.lines.step(bytes, position, end);
    const next = this.documents.step(bytes, position, end);
    this.mode = this.documents.next;
    return next;
  }

  private start(bytes: Uint8Array, position: number, end: number): number {
    const { cutting } = this;
    const mark = cutting.base + position === 0 ? this.markLength(bytes, position, end) : 0;
    if (mark !== 0) return mark === MORE ? MORE : position + mark;
    const byte = bytes[position]!;
    if (isSpace(byte)) return position + 1;
    if (byte !== Byte.OPEN_BRACE) {
      this.mode = 'documents';
      return position;
    }
    const newline = nextNewline(bytes, position + this.searched, end);
    const line = (newline < 0 ? end : newline) - position;
    const fits = line <= cutting.limit;
    if (fits && newline < 0 && cutting.ended === 'no') {
      this.searched = line;
      return MORE;
    }
    this.searched = 0;
    if (fits && this.tryLine(bytes, position, position + line)) {
      this.mode = 'lines';
      return position + line;
    }
    this.mode = 'documents';
    this.documents.begin(fits ? line : 0);
    return position;
  }

  /** Length of the byte order mark at the object's beginning, 0 where there is none, MORE where there may be one. */
  private markLength(bytes: Uint8Array, position: number, end: number): number {
    const shown = Math.min(BOM.length, end - position);
    for (let index = 0; index < shown; index++) {
      if (bytes[position + index] !== BOM[index]) return 0;
    }
    if (shown === BOM.length) return shown;
    return this.cutting.ended === 'no' ? MORE : 0;
  }

  private tryLine(bytes: Uint8Array, start: number, end: number): boolean {
    const { base, handlers } = this.cutting;
    return handlers.tryLine?.(bytes, start, end, base + start) === true;
  }
}

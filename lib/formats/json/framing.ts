import type { ProblemReason } from '../../model/problems';
import type { DecodeLimits } from '../format';
import { Byte, isSpace, plainBytes, trimmed } from './bytes';
import { KeptBytes } from './kept-bytes';
import { StructureWalker, Walk } from './structure';

/** What becomes of the pieces that a framer cuts its input into. Offsets are in the object's decoded bytes. */
export interface DocumentHandlers {
  /**
   * One top-level value, one element of a top-level array, or one line of JSON lines (which may hold anything:
   * what is no JSON is the handler's to report). The bytes are valid during the call only.
   */
  document(bytes: Uint8Array, start: number, end: number, offset: number): void;
  /**
   * Reads `bytes[start, end)`, a line, as one document and says whether it was one; where it was none, nothing
   * must have come of it. Without this method the framer finds out by the line's brackets.
   */
  tryLine?(bytes: Uint8Array, start: number, end: number, offset: number): boolean;
  /** Something was not read; the rest is. */
  problem(offset: number, reason: ProblemReason, message: string): void;
  /** Bytes that were passed over because of a problem, or (without one) because the input broke off in them. */
  damaged(bytes: Uint8Array, start: number, end: number): void;
}

/**
 * How the next bytes are taken: `start`: a document begins, and whether these are JSON lines is open; `lines`;
 * `between` and `inside` documents found by their brackets; `...-passed-over`: in one that is too large;
 * `resync`: after damage, before the next line that begins a document.
 */
type State = 'start' | 'lines' | 'line-passed-over' | 'between' | 'inside' | 'inside-passed-over' | 'resync';

/** A step's answer: the bytes from its position on are needed again, together with those that follow. */
const MORE = -1;
const BOM = [0xef, 0xbb, 0xbf];
/** Bytes that may be walked over again after damage, for each byte read: keeps the work linear. */
const RETRY_SHARE = 2;

/**
 * Cuts a stream of bytes into JSON documents: JSON lines, documents that span lines one after another, or the
 * elements of a top-level array (objects or arrays). If the first document ends on its line, the object is JSON
 * lines, and a damaged line costs that line. Else documents are found by their brackets; after damage the next
 * line that begins with `{` or `[` is taken for the beginning of a document, be it within what seemed to be the
 * damaged one. Only an unfinished document is kept between calls, and never more than `maxDocumentBytes` of it.
 */
export class DocumentFramer {
  private readonly limit: number;
  private readonly handlers: DocumentHandlers;
  private readonly walker = new StructureWalker();
  private readonly kept: KeptBytes;
  private state: State = 'start';
  /** Offset in the object of the first byte of the buffer at hand. */
  private base = 0;
  /** In `start`: how much of the line was searched for its end; from then on: the length of the document's first line. */
  private line = 0;
  /** Within a top-level array: what may follow. */
  private array: 'none' | 'first' | 'value' | 'next' = 'none';
  /** Part of the array was lost: a comma may be missing. */
  private arrayDamaged = false;
  /** The byte before the buffer at hand. */
  private previous: number = Byte.NEWLINE;
  private atLineStart = true;
  private retried = 0;
  private ended: 'no' | 'complete' | 'broken-off' = 'no';

  /** Documents of more than `limits.maxDocumentBytes` are one `too-large` problem each. */
  constructor(limits: DecodeLimits, handlers: DocumentHandlers) {
    this.limit = limits.maxDocumentBytes;
    this.handlers = handlers;
    this.kept = new KeptBytes(limits.maxDocumentBytes);
  }

  /** The next bytes; they are not used after the call. */
  write(chunk: Uint8Array): void {
    const bytes = plainBytes(chunk);
    const { kept } = this;
    if (kept.length > 0 && this.state !== 'lines') {
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
    this.ended = complete ? 'complete' : 'broken-off';
    this.run(this.kept.bytes, 0, this.kept.length);
    this.kept.drop(this.kept.length);
    if (complete && this.array !== 'none' && !this.arrayDamaged) {
      this.handlers.problem(this.base, 'invalid-json', 'ends in the middle of an array');
    }
  }

  /** Adds to the kept beginning of a line what the chunk has of it; returns where to go on in the chunk. */
  private finishLine(chunk: Uint8Array): number {
    const { kept } = this;
    const newline = nextNewline(chunk, 0, chunk.length);
    const end = newline < 0 ? chunk.length : newline;
    if (kept.length + end > this.limit) {
      this.tooLarge(kept.bytes, 0, kept.length);
      this.state = 'line-passed-over';
      this.base += kept.length;
      kept.drop(kept.length);
      return 0;
    }
    kept.append(chunk, 0, end);
    if (newline < 0) return MORE;
    this.readLine(kept.bytes, 0, kept.length);
    // The buffer at hand is the chunk from here on.
    this.base += kept.length - end;
    kept.drop(kept.length);
    return newline + 1;
  }

  /** Takes `bytes[start, end)` as far as possible; returns where the bytes that are needed again begin. */
  private run(bytes: Uint8Array, start: number, end: number): number {
    let position = start;
    while (position < end) {
      const next = this.step(bytes, position, end);
      if (next === MORE) break;
      position = next;
    }
    if (position > 0) this.previous = bytes[position - 1]!;
    this.base += position;
    return position;
  }

  private step(bytes: Uint8Array, position: number, end: number): number {
    switch (this.state) {
      case 'start':
        return this.start(bytes, position, end);
      case 'lines':
        return this.lines(bytes, position, end);
      case 'line-passed-over':
        return this.passLine(bytes, position, end);
      case 'between':
        return this.between(bytes, position, end);
      case 'inside':
        return this.inside(bytes, position, end);
      case 'inside-passed-over':
        return this.passDocument(bytes, position, end);
      case 'resync':
        return this.resync(bytes, position, end);
    }
  }

  private start(bytes: Uint8Array, position: number, end: number): number {
    if (this.base + position === 0 && bytes[position] === BOM[0]) {
      const shown = Math.min(BOM.length, end - position);
      if (BOM.slice(0, shown).every((byte, index) => bytes[position + index] === byte)) {
        if (shown === BOM.length) return position + shown;
        if (this.ended === 'no') return MORE;
      }
    }
    const byte = bytes[position]!;
    if (isSpace(byte)) return position + 1;
    if (byte !== Byte.OPEN_BRACE) {
      this.state = 'between';
      return position;
    }
    const newline = nextNewline(bytes, position + this.line, end);
    this.line = (newline < 0 ? end : newline) - position;
    if (newline < 0 && this.ended === 'no') {
      if (this.line <= this.limit) return MORE;
      this.line = 0;
    }
    const lineEnd = position + this.line;
    if (this.line <= this.limit && this.tryLine(bytes, position, lineEnd)) {
      this.state = 'lines';
      this.line = 0;
      return newline < 0 ? lineEnd : lineEnd + 1;
    }
    this.begin();
    return position;
  }

  private tryLine(bytes: Uint8Array, start: number, end: number): boolean {
    return this.line > 0 && this.handlers.tryLine?.(bytes, start, end, this.base + start) === true;
  }

  private lines(bytes: Uint8Array, start: number, end: number): number {
    const newlines = Buffer.from(bytes.buffer, bytes.byteOffset, end);
    let position = start;
    for (;;) {
      const newline = newlines.indexOf(Byte.NEWLINE, position);
      if (newline < 0) break;
      if (newline - position > this.limit) this.tooLarge(bytes, position, newline);
      else this.readLine(bytes, position, newline);
      position = newline + 1;
    }
    if (end - position > this.limit) {
      this.tooLarge(bytes, position, end);
      this.state = 'line-passed-over';
      return end;
    }
    if (this.ended === 'no') return position === start ? MORE : position;
    if (position === end) return end;
    if (this.ended === 'complete' || this.isWhole(bytes, position, end)) this.readLine(bytes, position, end);
    else this.handlers.damaged(bytes, position, end);
    return end;
  }

  private readLine(bytes: Uint8Array, start: number, end: number): void {
    const line = trimmed(bytes, start, end);
    if (line.start < line.end) this.handlers.document(bytes, line.start, line.end, this.base + line.start);
  }

  /** Whether a line at which the input broke off is a whole document all the same. */
  private isWhole(bytes: Uint8Array, start: number, end: number): boolean {
    const line = trimmed(bytes, start, end);
    this.walker.reset();
    return this.walker.walk(bytes, line.start, line.end) === Walk.DONE && this.walker.position === line.end;
  }

  private passLine(bytes: Uint8Array, position: number, end: number): number {
    const newline = nextNewline(bytes, position, end);
    this.handlers.damaged(bytes, position, newline < 0 ? end : newline);
    if (newline < 0) return end;
    this.state = 'lines';
    return newline + 1;
  }

  private between(bytes: Uint8Array, position: number, end: number): number {
    const byte = bytes[position]!;
    if (isSpace(byte)) return position + 1;
    const opens = byte === Byte.OPEN_BRACE || byte === Byte.OPEN_BRACKET;
    if (this.array === 'none' && byte === Byte.OPEN_BRACKET) {
      this.array = 'first';
      this.arrayDamaged = false;
      this.line = 0;
      return position + 1;
    }
    if (opens && (this.array !== 'next' || this.arrayDamaged)) {
      this.line = 0;
      this.begin();
      return position;
    }
    if (byte === Byte.COMMA && this.array === 'next') {
      this.array = 'value';
      return position + 1;
    }
    if (byte === Byte.CLOSE_BRACKET && (this.array === 'next' || this.array === 'first')) {
      this.array = 'none';
      return position + 1;
    }
    this.walker.reset();
    return this.damage(
      bytes,
      position,
      position,
      end,
      'neither { nor [ stands where a document should begin',
    );
  }

  private begin(): void {
    this.state = 'inside';
    this.walker.reset();
  }

  /** The document begins at `position`; what was walked over before is not walked over again. */
  private inside(bytes: Uint8Array, position: number, end: number): number {
    const { walker } = this;
    const walk = walker.walk(bytes, position + walker.walked, end);
    if (walk === Walk.DAMAGED) return this.damage(bytes, position, walker.position, end, walker.problem);
    if (walk === Walk.DONE) return this.finish(bytes, position, walker.position);
    if (end - position > this.limit) {
      this.tooLarge(bytes, position, end);
      this.state = 'inside-passed-over';
      return end;
    }
    if (this.ended === 'no') return MORE;
    if (this.ended === 'complete') {
      return this.damage(bytes, position, end, end, 'ends in the middle of a document');
    }
    this.handlers.damaged(bytes, position, end);
    return end;
  }

  private finish(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > this.limit) this.tooLarge(bytes, start, end);
    else this.handlers.document(bytes, start, end, this.base + start);
    const lineEnd = start + this.line;
    this.afterDocument();
    if (this.array !== 'none' || end > lineEnd) return end;
    const rest = trimmed(bytes, end, lineEnd);
    if (rest.start < rest.end) return end;
    this.state = 'lines';
    return lineEnd;
  }

  private afterDocument(): void {
    this.state = 'between';
    this.line = 0;
    if (this.array !== 'none') this.array = 'next';
  }

  private passDocument(bytes: Uint8Array, position: number, end: number): number {
    const { walker } = this;
    const walk = walker.walk(bytes, position, end);
    this.handlers.damaged(bytes, position, walker.position);
    if (walk === Walk.DAMAGED) this.lookForLine(bytes, walker.position);
    else if (walk === Walk.DONE) {
      this.afterDocument();
      if (this.array === 'none') this.state = 'start';
    }
    return walker.position;
  }

  private tooLarge(bytes: Uint8Array, start: number, end: number): void {
    this.handlers.problem(this.base + start, 'too-large', `a document of more than ${this.limit} bytes`);
    this.handlers.damaged(bytes, start, end);
  }

  /** What begins at `start` is no JSON at `wrong`; returns where to go on. */
  private damage(bytes: Uint8Array, start: number, wrong: number, end: number, message: string): number {
    this.handlers.problem(this.base + start, 'invalid-json', message);
    this.arrayDamaged = true;
    const { lineStart } = this.walker;
    const again = wrong - start - lineStart;
    if (lineStart > 0 && this.retried + again <= RETRY_SHARE * (this.base + wrong)) {
      this.retried += again;
      this.handlers.damaged(bytes, start, start + lineStart);
      this.restart();
      return start + lineStart;
    }
    this.handlers.damaged(bytes, start, wrong);
    this.lookForLine(bytes, wrong);
    return Math.min(wrong, end);
  }

  private lookForLine(bytes: Uint8Array, position: number): void {
    this.state = 'resync';
    this.atLineStart = (position > 0 ? bytes[position - 1] : this.previous) === Byte.NEWLINE;
  }

  private restart(): void {
    this.line = 0;
    this.state = this.array === 'none' ? 'start' : 'between';
    if (this.array !== 'none') this.array = 'value';
  }

  private resync(bytes: Uint8Array, position: number, end: number): number {
    const byte = bytes[position]!;
    if (this.atLineStart && (byte === Byte.OPEN_BRACE || byte === Byte.OPEN_BRACKET)) {
      this.restart();
      return position;
    }
    if (this.atLineStart && byte === Byte.CLOSE_BRACKET && this.array !== 'none') {
      this.restart();
      this.array = 'next';
      return position;
    }
    const newline = nextNewline(bytes, position, end);
    this.atLineStart = newline >= 0;
    const next = newline < 0 ? end : newline + 1;
    this.handlers.damaged(bytes, position, next);
    return next;
  }
}

function nextNewline(bytes: Uint8Array, start: number, end: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, end).indexOf(Byte.NEWLINE, start);
}

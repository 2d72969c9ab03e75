import { Byte, isSpace, trimmed } from './bytes';
import { type Cutting, MORE } from './cutting';
import { StructureWalker, Walk } from './structure';

/** Bytes that may be walked over again after damage, for each byte read: keeps the work linear. */
const RETRY_SHARE = 2;

/**
 * Cuts documents by their brackets: those that follow one another, and the elements of a top-level array. After
 * damage it looks for the next line that begins with `{` or `[`, be it within what seemed to be the document.
 */
export class DocumentCutter {
  /** What the next bytes are to be taken for: documents still, a new beginning after damage, or JSON lines. */
  next: 'documents' | 'start' | 'lines' = 'documents';
  private readonly cutting: Cutting;
  private readonly walker = new StructureWalker();
  private state: 'between' | 'inside' | 'passing' | 'resync' = 'between';
  /** Within a top-level array: what may follow. */
  private array: 'none' | 'first' | 'value' | 'next' = 'none';
  /** Part of the array was lost: a comma may be missing. */
  private arrayDamaged = false;
  /** Length of the document's first line where the document may be the first of JSON lines; else 0. */
  private line = 0;
  private atLineStart = true;
  private retried = 0;

  constructor(cutting: Cutting) {
    this.cutting = cutting;
  }

  /** Whether the input ends in an array that nothing was yet told of. */
  get isArrayOpen(): boolean {
    return this.array !== 'none' && !this.arrayDamaged;
  }

  /** A document begins at the next byte; its first line has `line` bytes where it may be the first of JSON lines. */
  begin(line: number): void {
    this.state = 'inside';
    this.line = line;
    this.walker.reset();
  }

  /** Takes some of `bytes[position, end)`, which is not empty; returns how far, or MORE. */
  step(bytes: Uint8Array, position: number, end: number): number {
    this.next = 'documents';
    if (this.state === 'between') return this.between(bytes, position, end);
    if (this.state === 'inside') return this.inside(bytes, position, end);
    if (this.state === 'passing') return this.pass(bytes, position, end);
    return this.resync(bytes, position, end);
  }

  private between(bytes: Uint8Array, position: number, end: number): number {
    const byte = bytes[position]!;
    if (isSpace(byte)) return position + 1;
    if (this.array === 'none' && byte === Byte.OPEN_BRACKET) {
      this.array = 'first';
      this.arrayDamaged = false;
      return position + 1;
    }
    const opens = byte === Byte.OPEN_BRACE || byte === Byte.OPEN_BRACKET;
    if (opens && (this.array !== 'next' || this.arrayDamaged)) {
      this.begin(0);
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

  /** The document begins at `position`; what was walked over before is not walked over again. */
  private inside(bytes: Uint8Array, position: number, end: number): number {
    const { cutting, walker } = this;
    const walk = walker.walk(bytes, position + walker.walked, end);
    if (walker.position - position > cutting.limit) {
      cutting.tooLarge(bytes, position, walker.position);
      this.state = 'passing';
      return this.passed(bytes, walk);
    }
    if (walk === Walk.DAMAGED) return this.damage(bytes, position, walker.position, end, walker.problem);
    if (walk === Walk.DONE) return this.finish(bytes, position, walker.position);
    if (cutting.ended === 'no') return MORE;
    if (cutting.ended === 'complete') {
      return this.damage(bytes, position, end, end, 'ends in the middle of a document');
    }
    cutting.handlers.damaged(bytes, position, end);
    return end;
  }

  private finish(bytes: Uint8Array, start: number, end: number): number {
    this.cutting.handlers.document(bytes, start, end, this.cutting.base + start);
    this.afterDocument();
    const lineEnd = start + this.line;
    if (end > lineEnd) return end;
    const rest = trimmed(bytes, end, lineEnd);
    if (rest.start < rest.end) return end;
    this.next = 'lines';
    return lineEnd;
  }

  private afterDocument(): void {
    this.state = 'between';
    if (this.array !== 'none') this.array = 'next';
  }

  /** Within a document that is too large. */
  private pass(bytes: Uint8Array, position: number, end: number): number {
    const walk = this.walker.walk(bytes, position, end);
    this.cutting.handlers.damaged(bytes, position, this.walker.position);
    return this.passed(bytes, walk);
  }

  /** A document that is too large was passed over up to where the walker stopped. */
  private passed(bytes: Uint8Array, walk: Walk): number {
    const { position } = this.walker;
    if (walk === Walk.DAMAGED) this.lookForLine(bytes, position);
    else if (walk === Walk.DONE) {
      this.afterDocument();
      if (this.array === 'none') this.next = 'start';
    }
    return position;
  }

  /** What begins at `start` is no JSON at `wrong`; returns where to go on. */
  private damage(bytes: Uint8Array, start: number, wrong: number, end: number, message: string): number {
    const { base, handlers } = this.cutting;
    handlers.problem(base + start, 'invalid-json', message);
    this.arrayDamaged = true;
    const { lineStart } = this.walker;
    const again = wrong - start - lineStart;
    if (lineStart > 0 && this.retried + again <= RETRY_SHARE * (base + wrong)) {
      this.retried += again;
      handlers.damaged(bytes, start, start + lineStart);
      this.restart();
      return start + lineStart;
    }
    handlers.damaged(bytes, start, wrong);
    this.lookForLine(bytes, wrong);
    return Math.min(wrong, end);
  }

  private lookForLine(bytes: Uint8Array, position: number): void {
    this.state = 'resync';
    this.atLineStart = (position > 0 ? bytes[position - 1] : this.cutting.previous) === Byte.NEWLINE;
  }

  private restart(): void {
    this.state = 'between';
    if (this.array === 'none') this.next = 'start';
    else this.array = 'value';
  }

  private resync(bytes: Uint8Array, position: number, end: number): number {
    const byte = bytes[position]!;
    if (this.atLineStart && (byte === Byte.OPEN_BRACE || byte === Byte.OPEN_BRACKET)) {
      this.restart();
      return position;
    }
    if (this.atLineStart && byte === Byte.CLOSE_BRACKET && this.array !== 'none') {
      this.state = 'between';
      this.array = 'next';
      return position;
    }
    const next = nextOpeningLine(bytes, position, end);
    this.atLineStart = bytes[next - 1] === Byte.NEWLINE;
    this.cutting.handlers.damaged(bytes, position, next);
    return next;
  }
}

/** Position of the next line in `bytes[start, end)` that begins with a bracket, or is not there yet; else `end`. */
function nextOpeningLine(bytes: Uint8Array, start: number, end: number): number {
  for (let index = start; index < end; index++) {
    if (bytes[index] !== Byte.NEWLINE) continue;
    const next = index + 1 < end ? bytes[index + 1] : Byte.OPEN_BRACE;
    if (next === Byte.OPEN_BRACE || next === Byte.OPEN_BRACKET || next === Byte.CLOSE_BRACKET)
      return index + 1;
  }
  return end;
}

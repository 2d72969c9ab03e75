import { Byte, trimmed } from './bytes';
import { type Cutting, MORE, nextNewline } from './cutting';
import { StructureWalker, Walk } from './structure';

/** Cuts JSON lines: each line that is not blank is a document, whatever it holds. */
export class LineCutter {
  private readonly cutting: Cutting;
  /** Within a line that is too large. */
  private passing = false;

  constructor(cutting: Cutting) {
    this.cutting = cutting;
  }

  /** Takes the lines of `bytes[start, end)`; returns where the bytes that are needed again begin, MORE for all. */
  step(bytes: Uint8Array, start: number, end: number): number {
    if (this.passing) return this.passLine(bytes, start, end);
    const { cutting } = this;
    const newlines = Buffer.from(bytes.buffer, bytes.byteOffset, end);
    let position = start;
    for (;;) {
      const newline = newlines.indexOf(Byte.NEWLINE, position);
      if (newline < 0) break;
      if (newline - position > cutting.limit) cutting.tooLarge(bytes, position, newline);
      else this.readLine(bytes, position, newline);
      position = newline + 1;
    }
    if (end - position > cutting.limit) {
      this.pass(bytes, position, end);
      return end;
    }
    if (cutting.ended === 'no') return position === start ? MORE : position;
    if (cutting.ended === 'complete' || isWhole(bytes, position, end)) this.readLine(bytes, position, end);
    else cutting.handlers.damaged(bytes, position, end);
    return end;
  }

  /** A line of which `bytes[start, end)` is the beginning is too large: the rest of it is passed over. */
  pass(bytes: Uint8Array, start: number, end: number): void {
    this.cutting.tooLarge(bytes, start, end);
    this.passing = true;
  }

  /** Reads `bytes[start, end)`, a whole line. */
  readLine(bytes: Uint8Array, start: number, end: number): void {
    const { base, handlers } = this.cutting;
    const line = trimmed(bytes, start, end);
    if (line.start < line.end) handlers.document(bytes, line.start, line.end, base + line.start);
  }

  private passLine(bytes: Uint8Array, start: number, end: number): number {
    const newline = nextNewline(bytes, start, end);
    this.cutting.handlers.damaged(bytes, start, newline < 0 ? end : newline);
    if (newline < 0) return end;
    this.passing = false;
    return newline + 1;
  }
}

/** Whether a line at which the input broke off is a whole document all the same. */
function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  const line = trimmed(bytes, start, end);
  const walker = new StructureWalker();
  return walker.walk(bytes, line.start, line.end) === Walk.DONE && walker.position === line.end;
}

import { Byte, isSpace } from './bytes';

/** What a walk over some bytes came to. */
export const Walk = {
  /** The bytes ended before the document. */
  MORE: 0,
  /** The document ended. */
  DONE: 1,
  /** This can be no JSON. */
  DAMAGED: 2,
} as const;

/** One of the values of Walk. */
export type Walk = (typeof Walk)[keyof typeof Walk];

/** What stood last: enough to tell where a value may begin. */
const Last = { VALUE: 0, OPENING: 1, COMMA: 2, COLON: 3 } as const;

/**
 * Finds where a document ends, piece by piece, by its brackets and strings. It does not look at numbers,
 * literals, escapes and the order of most things (the readers do), only at what tells early that two documents
 * have run into each other: a string that holds a line break, brackets that do not match, and a bracket that
 * opens where no value may begin.
 */
export class StructureWalker {
  /** Where the last walk stopped: after the document, or at the byte that is wrong. */
  position = 0;
  /** What is wrong, where the last walk said DAMAGED. */
  problem = '';
  /** Bytes of the document walked over so far. */
  walked = 0;
  /** How far from the document's beginning a line inside it begins with a bracket; 0 where none does. */
  lineStart = 0;
  private begun = 0;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private last: number = Last.COLON;
  /** One bit a level: 1 for an array. */
  private arrays = new Uint8Array(64);

  /** Forgets the document: the next byte walked over is the first of a new one, `{` or `[`. */
  reset(): void {
    this.depth = 0;
    this.inString = false;
    this.escaped = false;
    this.last = Last.COLON;
    this.walked = 0;
    this.lineStart = 0;
  }

  /** Walks over `buffer[start, end)`, from where the last walk stopped for want of bytes. */
  walk(buffer: Uint8Array, start: number, end: number): Walk {
    let index = start;
    this.begun = start;
    while (index < end) {
      if (this.inString) {
        index = this.walkString(buffer, index, end);
        if (this.inString) return this.stop(index, end);
        continue;
      }
      const byte = buffer[index]!;
      if (byte === Byte.QUOTE) {
        this.inString = true;
        this.last = Last.VALUE;
      } else if (byte === Byte.OPEN_BRACE || byte === Byte.OPEN_BRACKET) {
        if (this.lineStart === 0 && this.depth > 0 && index > 0 && buffer[index - 1] === Byte.NEWLINE) {
          this.lineStart = this.walked + index - start;
        }
        if (!this.open(byte === Byte.OPEN_BRACKET))
          return this.damaged(index, 'a value begins where none may');
      } else if (byte === Byte.CLOSE_BRACE || byte === Byte.CLOSE_BRACKET) {
        if (!this.close(byte === Byte.CLOSE_BRACKET))
          return this.damaged(index, 'a bracket closes another kind');
        if (this.depth === 0) {
          this.position = index + 1;
          return Walk.DONE;
        }
      } else if (byte === Byte.COMMA) this.last = Last.COMMA;
      else if (byte === Byte.COLON) this.last = Last.COLON;
      else if (!isSpace(byte)) this.last = Last.VALUE;
      index++;
    }
    return this.stop(index, end);
  }

  /** Within a string; returns the position after its closing quote, or where it must stop. */
  private walkString(buffer: Uint8Array, start: number, end: number): number {
    let index = start;
    if (this.escaped) {
      this.escaped = false;
      index++;
    }
    while (index < end) {
      const byte = buffer[index]!;
      if (byte === Byte.QUOTE) {
        this.inString = false;
        return index + 1;
      }
      if (byte < Byte.SPACE) return index;
      if (byte === Byte.BACKSLASH) {
        if (index + 1 === end) {
          this.escaped = true;
          return end;
        }
        index++;
      }
      index++;
    }
    return end;
  }

  private stop(index: number, end: number): Walk {
    if (index < end) return this.damaged(index, 'a string holds a line break or another control character');
    this.position = end;
    this.walked += end - this.begun;
    return Walk.MORE;
  }

  private damaged(index: number, problem: string): Walk {
    this.position = index;
    this.problem = problem;
    return Walk.DAMAGED;
  }

  private open(array: boolean): boolean {
    const inArray = this.depth > 0 && this.isArray(this.depth - 1);
    if (this.last === Last.VALUE) return false;
    if (this.last !== Last.COLON && !inArray) return false;
    const index = this.depth >> 3;
    if (index === this.arrays.length) {
      const larger = new Uint8Array(index * 2);
      larger.set(this.arrays);
      this.arrays = larger;
    }
    const bit = 1 << (this.depth & 7);
    this.arrays[index] = array ? this.arrays[index]! | bit : this.arrays[index]! & ~bit;
    this.depth++;
    this.last = Last.OPENING;
    return true;
  }

  private close(array: boolean): boolean {
    if (this.isArray(this.depth - 1) !== array) return false;
    this.depth--;
    this.last = Last.VALUE;
    return true;
  }

  private isArray(level: number): boolean {
    return (this.arrays[level >> 3]! & (1 << (level & 7))) !== 0;
  }
}

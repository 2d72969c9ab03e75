import type { ProblemReason } from '../../model/problems';
import { Byte } from './bytes';

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

/** A step's answer: the bytes from its position on are needed again, together with those that follow. */
export const MORE = -1;

/** What the two ways of cutting share: where the buffer at hand stands in the object, and whom to tell. */
export class Cutting {
  /** Offset in the object of the first byte of the buffer at hand. */
  base = 0;
  /** The byte before the buffer at hand. */
  previous: number = Byte.NEWLINE;
  /** Whether more bytes follow, and if not, whether all of them came. */
  ended: 'no' | 'complete' | 'broken-off' = 'no';
  /** Bytes that a document may have. */
  readonly limit: number;
  readonly handlers: DocumentHandlers;

  constructor(limit: number, handlers: DocumentHandlers) {
    this.limit = limit;
    this.handlers = handlers;
  }

  /** A document of which `bytes[start, end)` is the beginning has too many bytes. */
  tooLarge(bytes: Uint8Array, start: number, end: number): void {
    this.handlers.problem(this.base + start, 'too-large', `a document of more than ${this.limit} bytes`);
    this.handlers.damaged(bytes, start, end);
  }
}

/** Position of the next line break in `bytes[start, end)`; -1 where there is none. */
export function nextNewline(bytes: Uint8Array, start: number, end: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, end).indexOf(Byte.NEWLINE, start);
}

const LINE_FEED = 0x0a;
const NOTHING = new Uint8Array(0);

/** A part of an object of lines: those of them that begin at `from` or later, and before `to`. */
export interface LinePart {
  /** Id of the object's format. */
  readonly format: string;
  /** Offsets in the object. */
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts the lines that begin in a range out of the bytes of an object, piece by piece. Ranges that follow one another
 * have each line once: the one that begins before the end of a range and reaches beyond it is read to its end.
 */
export class LineRange {
  /** Where the first of the lines begins; null until that is seen. */
  first: number | null;
  /** Offset of the next byte that is to be given. */
  position: number;
  /** Whether no line of the range follows. */
  isOver = false;
  private to: number;

  constructor(from: number, to = Number.POSITIVE_INFINITY) {
    this.first = from === 0 ? 0 : null;
    // The byte before the range tells whether a line begins where the range does.
    this.position = Math.max(0, from - 1);
    this.to = to;
  }

  /** Says where the range ends: somewhere behind the next byte. */
  endAt(to: number): void {
    this.to = to;
  }

  /** What of the next bytes is of the lines. */
  cut(bytes: Uint8Array): Uint8Array {
    const start = this.first === null ? this.findFirst(bytes) : 0;
    const end = this.isOver ? start : this.findEnd(bytes, start);
    this.position += bytes.length;
    if (start === 0 && end === bytes.length) return bytes;
    return start < end ? bytes.subarray(start, end) : NOTHING;
  }

  private findFirst(bytes: Uint8Array): number {
    const start = bytes.indexOf(LINE_FEED) + 1;
    if (start > 0) this.first = this.position + start;
    // A line that begins later than that is another range's.
    this.isOver = (this.first ?? this.position + bytes.length) >= this.to;
    return start > 0 ? start : bytes.length;
  }

  private findEnd(bytes: Uint8Array, start: number): number {
    const last = Math.max(start, this.to - 1 - this.position);
    if (last >= bytes.length) return bytes.length;
    const newline = bytes.indexOf(LINE_FEED, last);
    if (newline < 0) return bytes.length;
    this.isOver = true;
    return newline + 1;
  }
}

import { KeptBytes, SLACK } from './kept-bytes';

/** The document that the scanners are at, as bytes and as a view of the same. */
export class Source {
  buffer: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.buffer.buffer);
  /** The document ends here; SLACK bytes behind it are readable. */
  end = 0;
  /** Offset in the object of the buffer's first byte. */
  base = 0;
  /** A document that stood too close to its buffer's end to look ahead in it. */
  private readonly copy = new KeptBytes(Number.POSITIVE_INFINITY);

  /**
   * Takes the document `bytes[start, end)`, which stands at `offset` in the object.
   * @returns where it begins in `buffer`
   */
  take(bytes: Uint8Array, start: number, end: number, offset: number): number {
    if (this.copy.length > 0) this.copy.drop(this.copy.length);
    if (end + SLACK <= bytes.length) {
      this.set(bytes, end, offset - start);
      return start;
    }
    this.copy.append(bytes, start, end);
    this.set(this.copy.bytes, this.copy.length, offset);
    return 0;
  }

  private set(bytes: Uint8Array, end: number, base: number): void {
    if (bytes !== this.buffer) {
      this.buffer = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.end = end;
    this.base = base;
  }
}

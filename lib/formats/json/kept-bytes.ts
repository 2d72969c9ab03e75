/** Bytes that can be read behind the kept ones without leaving the buffer: readers look some bytes ahead. */
export const SLACK = 64;
/** A buffer larger than this is given back once it is empty. */
const LARGE = 16 * 1024 * 1024;

const NOTHING = new Uint8Array(0);
/** Buffers that nobody uses now: fresh memory costs more than what is kept in it. */
const free: Uint8Array<ArrayBuffer>[] = [];

/** The unfinished end of what was read so far: grows by chunks, loses its beginning. */
export class KeptBytes {
  /** `bytes[0, length)` are kept; behind them follow at least SLACK bytes, the first of them 0. */
  bytes = NOTHING;
  length = 0;
  private readonly most: number;

  /** @param most bytes that are ever kept, but for one chunk: the buffer is not doubled beyond that */
  constructor(most: number) {
    this.most = most;
  }

  /** Adds `source[start, end)`. */
  append(source: Uint8Array, start: number, end: number): void {
    const length = this.length + end - start;
    if (this.bytes.length === 0) this.bytes = free.pop() ?? NOTHING;
    if (length + SLACK > this.bytes.length) {
      const doubled = Math.min(this.bytes.length * 2, this.most + SLACK);
      const larger = new Uint8Array(Math.max(doubled, length + SLACK, 4096));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.bytes.set(source.subarray(start, end), this.length);
    this.length = length;
    this.bytes[length] = 0;
  }

  /** Drops the first `count` bytes. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
    if (this.length === 0 && this.bytes.length > LARGE) this.bytes = NOTHING;
    else if (this.bytes.length > 0) this.bytes[this.length] = 0;
  }

  /** Nothing is kept any more, and the buffer is somebody else's. */
  giveBack(): void {
    if (this.bytes.length > 0 && this.bytes.length <= LARGE) free.push(this.bytes);
    this.bytes = NOTHING;
    this.length = 0;
  }
}

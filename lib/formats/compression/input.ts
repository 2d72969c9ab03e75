const EMPTY = new Uint8Array(0);

/** The bytes of an object as stored, with a place to read at: chunks come from the source only when needed. */
export class StoredInput {
  private readonly source: AsyncIterator<Uint8Array>;
  private chunk: Uint8Array = EMPTY;
  private position = 0;
  private before = 0;
  private finished = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }

  /** Bytes from the beginning of the object to the next one to be read. */
  get offset(): number {
    return this.before + this.position;
  }

  /** What can be read without asking the source. */
  get available(): Uint8Array {
    return this.chunk.subarray(this.position);
  }

  /** Makes at least `count` bytes available, or all that are left. @returns how many are available */
  async ensure(count: number): Promise<number> {
    while (this.chunk.length - this.position < count) {
      const next = await this.fetch();
      if (next === null) break;
      const rest = this.available;
      this.before += this.position;
      this.position = 0;
      this.chunk = rest.length === 0 ? next : Buffer.concat([rest, next]);
    }
    return this.chunk.length - this.position;
  }

  /** Goes `count` available bytes on; back where negative, at most to where the last `ensure` began. */
  advance(count: number): void {
    this.position += count;
  }

  /** Up to `most` bytes, which are read by this; null at the end. */
  async slice(most: number): Promise<Uint8Array | null> {
    const count = Math.min(most, await this.ensure(1));
    if (count === 0) return null;
    const bytes = this.chunk.subarray(this.position, this.position + count);
    this.position += count;
    return bytes;
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    if (this.finished) return;
    this.finished = true;
    await this.source.return?.();
  }

  private async fetch(): Promise<Uint8Array | null> {
    while (!this.finished) {
      const next = await this.source.next();
      if (next.done === true) this.finished = true;
      else if (next.value.length > 0) return next.value;
    }
    return null;
  }
}

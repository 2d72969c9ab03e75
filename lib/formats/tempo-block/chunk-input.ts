import type { RandomAccess } from '../../model/random-access';
import type { ColumnChunk } from './footer';

/**
 * Bytes fetched at once: few requests for a large column, and little memory for the dozen of columns that are read side
 * by side.
 */
const SEGMENT = 2 << 20;

/** The bytes of one column chunk, fetched piece by piece as they are asked for. */
export class ChunkInput {
  /** Offset in the file of what comes next. */
  position: number;
  readonly end: number;
  private readonly file: RandomAccess;
  private held: Uint8Array = new Uint8Array(0);
  private heldFrom: number;

  constructor(file: RandomAccess, chunk: Pick<ColumnChunk, 'start' | 'end'>) {
    this.file = file;
    this.position = chunk.start;
    this.heldFrom = chunk.start;
    this.end = chunk.end;
  }

  get isAtEnd(): boolean {
    return this.position >= this.end;
  }

  /** What is held from the position on, `length` bytes or all that the chunk still has; fetched where needed. */
  async peek(length: number): Promise<Uint8Array> {
    const wanted = Math.min(length, this.end - this.position);
    if (this.position + wanted > this.heldFrom + this.held.length) {
      await this.fetch(wanted);
    }
    return this.held.subarray(this.position - this.heldFrom);
  }

  /** Nothing is fetched twice: what is left of the piece before goes in front of the next. */
  private async fetch(wanted: number): Promise<void> {
    const left = this.held.subarray(this.position - this.heldFrom);
    const from = this.position + left.length;
    const fetched = await this.file.read(
      from,
      Math.min(this.end, Math.max(this.position + wanted, from + SEGMENT)),
    );
    this.heldFrom = this.position;
    this.held = left.length === 0 ? fetched : Buffer.concat([left, fetched]);
  }
}

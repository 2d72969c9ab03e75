import type { RandomAccess } from '../../model/random-access';
import type { ColumnChunk } from './footer';

/**
 * Bytes fetched at once: few requests for a large column, and little memory for the dozen of columns that are read side
 * by side.
 */
const SEGMENT = 2 << 20;
const EMPTY = new Uint8Array(0);

/**
 * The bytes of one column chunk, fetched piece by piece as they are asked for. What it gave is good until what comes two
 * pieces later is asked for.
 */
export class ChunkInput {
  /** Offset in the file of what comes next. It only grows. */
  position: number;
  readonly end: number;
  private readonly file: RandomAccess;
  /** The piece that the position is in, or at whose end it is, and the one behind it. */
  private piece: Uint8Array = EMPTY;
  private pieceEnd: number;
  private next: Uint8Array = EMPTY;
  /** The piece before, whose pages are over: memory for another one. */
  private spare: Uint8Array | undefined;

  constructor(file: RandomAccess, chunk: Pick<ColumnChunk, 'start' | 'end'>) {
    this.file = file;
    this.position = chunk.start;
    this.pieceEnd = chunk.start;
    this.end = chunk.end;
  }

  get isAtEnd(): boolean {
    return this.position >= this.end;
  }

  /** What is held from the position on: at least `length` bytes, or all that the chunk still has; fetched where needed. */
  async peek(length: number): Promise<Uint8Array> {
    const wanted = Math.min(length, this.end - this.position);
    if (this.position >= this.pieceEnd) this.goOn();
    if (this.position + wanted > this.pieceEnd + this.next.length + SEGMENT) await this.fetchLarge(wanted);
    while (this.position + wanted > this.pieceEnd + this.next.length) await this.fetch(wanted);
    if (this.position >= this.pieceEnd) this.goOn();
    const left = this.pieceEnd - this.position;
    const rest = this.piece.subarray(this.piece.length - left);
    // Nothing is fetched twice: what reaches over the end of a piece is joined, and no more than that.
    return left >= wanted ? rest : Buffer.concat([rest, this.next.subarray(0, wanted - left)], wanted);
  }

  private goOn(): void {
    this.spare = this.piece;
    this.piece = this.next;
    this.pieceEnd += this.next.length;
    this.next = EMPTY;
  }

  /** What is larger than a piece is read to where it is joined. */
  private async fetchLarge(wanted: number): Promise<void> {
    const joined = Buffer.allocUnsafeSlow(wanted);
    const rest = this.piece.subarray(this.piece.length - (this.pieceEnd - this.position));
    joined.set(rest);
    joined.set(this.next, rest.length);
    const held = rest.length + this.next.length;
    const from = this.position + held;
    const fetched = await this.file.read(from, this.position + wanted, joined.subarray(held));
    if (fetched.buffer !== joined.buffer) joined.set(fetched, held);
    this.piece = joined;
    this.pieceEnd = this.position + wanted;
    this.next = EMPTY;
  }

  private async fetch(wanted: number): Promise<void> {
    const from = this.pieceEnd + this.next.length;
    const to = Math.min(this.end, Math.max(this.position + wanted, from + SEGMENT));
    const { spare } = this;
    this.spare = undefined;
    const fetched = await this.file.read(from, to, spare);
    this.next = this.next.length === 0 ? fetched : Buffer.concat([this.next, fetched]);
  }
}

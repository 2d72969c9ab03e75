import type { ProblemReason } from '../../model/problems';
import type { DecodeSink } from '../format';
import type { IdKind } from '../ids';

/** What is told of a document beside its rows: kept until the document is known to be whole. */
export class Effects implements Omit<DecodeSink, 'batch'> {
  private readonly sink: DecodeSink;
  private told: (() => void)[] = [];

  constructor(sink: DecodeSink) {
    this.sink = sink;
  }

  problem(offset: number, reason: ProblemReason, message: string): void {
    this.told.push(() => this.sink.problem(offset, reason, message));
  }

  rejectSpan(): void {
    this.told.push(() => this.sink.rejectSpan());
  }

  skip(signal: 'logs' | 'metrics', count: number): void {
    this.told.push(() => this.sink.skip(signal, count));
  }

  invalidId(kind: IdKind, wordsHex: string, raw: string): void {
    this.told.push(() => this.sink.invalidId(kind, wordsHex, raw));
  }

  damagedTrace(word0: number, word1: number, word2: number, word3: number): void {
    this.told.push(() => this.sink.damagedTrace(word0, word1, word2, word3));
  }

  /** The document was read: tells it all to the sink. */
  commit(): void {
    if (this.told.length === 0) return;
    const { told } = this;
    this.told = [];
    for (const tell of told) tell();
  }

  /** The document is read anew, or not at all. */
  forget(): void {
    if (this.told.length > 0) this.told = [];
  }
}

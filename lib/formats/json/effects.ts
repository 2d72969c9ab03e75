import type { ProblemReason } from '../../model/problems';
import type { DecodeSink } from '../format';
import type { IdKind } from '../ids';

/** Problems of one document that are told one by one; how many more there are is told in one. */
const MAX_PROBLEMS = 1000;
/** IDs that are none of one document that are told. */
const MAX_INVALID_IDS = 10_000;

/** What is told of a document beside its rows: kept until the document is known to be whole. */
export class Effects implements Omit<DecodeSink, 'batch'> {
  /** Nothing was told since the last commit. */
  private isEmpty = true;
  private readonly problems: [offset: number, reason: ProblemReason, message: string][] = [];
  private moreProblems = 0;
  private rejected = 0;
  private readonly skipped = { logs: 0, metrics: 0 };
  private readonly invalidIds: [kind: IdKind, wordsHex: string, raw: string][] = [];
  /** Four words each. */
  private readonly damaged: number[] = [];

  problem(offset: number, reason: ProblemReason, message: string): void {
    this.isEmpty = false;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push([offset, reason, message]);
    else this.moreProblems++;
  }

  rejectSpan(): void {
    this.isEmpty = false;
    this.rejected++;
  }

  skip(signal: 'logs' | 'metrics', count: number): void {
    this.isEmpty = false;
    this.skipped[signal] += count;
  }

  invalidId(kind: IdKind, wordsHex: string, raw: string): void {
    this.isEmpty = false;
    if (this.invalidIds.length < MAX_INVALID_IDS) this.invalidIds.push([kind, wordsHex, raw]);
  }

  damagedTrace(word0: number, word1: number, word2: number, word3: number): void {
    this.isEmpty = false;
    this.damaged.push(word0, word1, word2, word3);
  }

  /** The document was read: tells it all. */
  commit(sink: DecodeSink): void {
    if (this.isEmpty) return;
    const { skipped, damaged } = this;
    for (const [offset, reason, message] of this.problems) sink.problem(offset, reason, message);
    if (this.moreProblems > 0) {
      const [offset, reason] = this.problems[0]!;
      sink.problem(offset, reason, `${this.moreProblems} more like those before, in the same document`);
    }
    for (let count = 0; count < this.rejected; count++) sink.rejectSpan();
    if (skipped.logs > 0) sink.skip('logs', skipped.logs);
    if (skipped.metrics > 0) sink.skip('metrics', skipped.metrics);
    for (const [kind, wordsHex, raw] of this.invalidIds) sink.invalidId(kind, wordsHex, raw);
    for (let at = 0; at < damaged.length; at += 4) {
      sink.damagedTrace(damaged[at]!, damaged[at + 1]!, damaged[at + 2]!, damaged[at + 3]!);
    }
    this.forget();
  }

  /** The document is read anew, or not at all. */
  forget(): void {
    if (this.isEmpty) return;
    this.isEmpty = true;
    this.problems.length = 0;
    this.moreProblems = 0;
    this.rejected = 0;
    this.skipped.logs = 0;
    this.skipped.metrics = 0;
    this.invalidIds.length = 0;
    this.damaged.length = 0;
  }
}

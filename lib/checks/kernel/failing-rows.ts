import type { Corpus } from '../../model/corpus';
import { SURVEY_KERNEL, type SurveyExports } from './survey-kernel';

/** When some rows start, in milliseconds since the epoch. */
export interface StartTimes {
  readonly first: number;
  readonly last: number;
  /** How many start in each bucket. */
  readonly counts: number[];
}

/** Tells of rows of one corpus. */
export class RowReader {
  private readonly kernel: SurveyExports;
  private readonly corpus: Corpus;

  constructor(corpus: Corpus) {
    this.corpus = corpus;
    this.kernel = SURVEY_KERNEL.create({ env: { memory: corpus.memory.shared } });
    this.kernel.openRows(corpus.block, corpus.traceIds.byteOffset);
  }

  /** @param rows ascending or not; each may be there several times */
  of(rows: Uint32Array): FailingRows {
    return new FailingRows(this.kernel, this.corpus, rows);
  }
}

/** Rows that fail: what findings tell of all of them together. */
export class FailingRows {
  readonly corpus: Corpus;
  readonly rows: Uint32Array;
  private readonly kernel: SurveyExports;
  private readonly address: number;

  constructor(kernel: SurveyExports, corpus: Corpus, rows: Uint32Array) {
    const placed = corpus.memory.newWords(rows.length);
    placed.set(rows);
    this.corpus = corpus;
    this.rows = rows;
    this.kernel = kernel;
    this.address = placed.byteOffset;
  }

  /**
   * When they start; null where none has a start.
   * @param start of the first of so many buckets, in milliseconds since the epoch; what lies outside of all counts in
   *   the nearest
   * @param width of a bucket, milliseconds
   */
  startTimes(start: number, width: number, buckets: number): StartTimes | null {
    const { memory } = this.corpus;
    const counts = memory.newWords(buckets);
    const times = new Float64Array(memory.buffer, memory.newBytes(16), 2);
    const { address, rows } = this;
    this.kernel.countTimes(address, rows.length, start, width, buckets, times.byteOffset, counts.byteOffset);
    const [first = 0, last = 0] = times;
    return first === 0 && last === 0 ? null : { first, last, counts: [...counts] };
  }

  /** Hashes of the trace ID and of the span ID of each: two words each, the same whatever the order of rows. */
  idHashes(): Uint32Array {
    const hashes = this.corpus.memory.newWords(this.rows.length * 2);
    this.kernel.hashIds(this.address, this.rows.length, hashes.byteOffset);
    return hashes;
  }
}

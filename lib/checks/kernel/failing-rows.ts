import type { Corpus } from '../../model/corpus';
import { SURVEY_KERNEL, type SurveyExports } from './survey-kernel';

/** When some rows start, in milliseconds since the epoch. */
export interface StartTimes {
  readonly first: number;
  readonly last: number;
  /** How many start in each bucket. */
  readonly counts: number[];
}

/** Words of what the kernel tells of a row, and where in them the hashes stand (kernel/survey/rows.ts). */
const DETAIL_WORDS = 4;
const TRACE_HASH = 2;
const SPAN_HASH = 3;

/** Tells of rows of one corpus. */
export class RowReader {
  private readonly kernel: SurveyExports;
  private readonly corpus: Corpus;
  /** For each row a word for itself, one for its trace, and its details: for all rows at a time of one kind. */
  private room: Uint32Array = new Uint32Array(0);

  constructor(corpus: Corpus) {
    this.corpus = corpus;
    this.kernel = SURVEY_KERNEL.create({ env: { memory: corpus.memory.shared } });
  }

  /** What is told of some rows is good until others are asked for. */
  of(rows: Uint32Array): FailingRows {
    const { memory } = this.corpus;
    const words = rows.length * (2 + DETAIL_WORDS);
    if (this.room.length < words) this.room = memory.newWords(words);
    return new FailingRows(this.kernel, this.corpus, rows, this.room.subarray(0, words));
  }
}

/** Rows that fail: what findings tell of them. */
export class FailingRows {
  readonly corpus: Corpus;
  readonly rows: Uint32Array;
  /** The trace of each. */
  readonly traces: Uint32Array;
  private readonly details: Uint32Array;
  private readonly kernel: SurveyExports;

  /** @param room words in the memory of the corpus: two for each row, and DETAIL_WORDS */
  constructor(kernel: SurveyExports, corpus: Corpus, rows: Uint32Array, room: Uint32Array) {
    const { length } = rows;
    const details = length * DETAIL_WORDS;
    this.corpus = corpus;
    this.rows = rows;
    this.details = room.subarray(0, details);
    this.traces = room.subarray(details, details + length);
    const placed = room.subarray(details + length);
    placed.set(rows);
    this.kernel = kernel;
    kernel.readRows(
      corpus.block,
      corpus.traceIds.byteOffset,
      placed.byteOffset,
      length,
      this.traces.byteOffset,
      this.details.byteOffset,
    );
  }

  /** A hash of the trace ID of a row, by its place among the rows. */
  traceHash(index: number): number {
    return this.details[index * DETAIL_WORDS + TRACE_HASH]!;
  }

  /** A hash of its span ID. */
  spanHash(index: number): number {
    return this.details[index * DETAIL_WORDS + SPAN_HASH]!;
  }

  /**
   * When they start; null where none has a start.
   * @param start of the first of so many buckets, in milliseconds since the epoch; what lies outside of all counts in
   *   the nearest
   * @param width of a bucket, milliseconds
   */
  startTimes(start: number, width: number, buckets: number): StartTimes | null {
    const { kernel, rows, details } = this;
    const { memory } = this.corpus;
    const counts = memory.newWords(buckets);
    const times = new Float64Array(memory.buffer, memory.newBytes(16), 2);
    kernel.countTimes(
      details.byteOffset,
      rows.length,
      start,
      width,
      buckets,
      times.byteOffset,
      counts.byteOffset,
    );
    const [first = 0, last = 0] = times;
    return last === 0 ? null : { first, last, counts: [...counts] };
  }
}

import { Fact, Kind } from '../../model/span';
import type { DecodeSink } from '../format';
import { readHexId } from '../ids';
import { thresholdOf } from '../tracestate';
import type { ByteReader, RowGroupColumns, WordReader } from './columns';
import { DamagedParquet } from './damaged';
import { valuesAtHand } from './groups';
import { textOf, ValueNumbers } from './texts';

const PATH = 'rs.ss.Spans';
/** Records within records on the way to a span: `rs`, `ss`, `Spans`. */
const SPAN_NESTING = 3;
const STATUS_ERROR = 2;
const WORD = 2 ** 32;

/** Which columns are wanted beside those of the structure. */
export interface SpanNeeds {
  readonly tracestate: boolean;
  readonly status: boolean;
}

/**
 * The columns that have one value for each span. The levels of the span IDs tell the nesting of all of them. Values go
 * straight into the columns of the sink's batch.
 */
export class SpanColumnReaders {
  readonly spanId: ByteReader;
  private readonly parentId: ByteReader;
  private readonly name: ByteReader;
  private readonly kind: WordReader;
  private readonly start: WordReader;
  private readonly duration: WordReader;
  private readonly traceState: ByteReader | null;
  private readonly status: WordReader | null;
  /** All but the span IDs. */
  private readonly beside: readonly (ByteReader | WordReader)[];
  private readonly sink: DecodeSink;
  private readonly names: ValueNumbers;
  private readonly thresholds: ValueNumbers;

  constructor(columns: RowGroupColumns, needs: SpanNeeds, sink: DecodeSink) {
    this.sink = sink;
    const spanId = columns.bytes(`${PATH}.SpanID`);
    if (spanId === null || spanId.leaf.repetition !== SPAN_NESTING)
      throw new DamagedParquet(0, `the block has no column ${PATH}.SpanID that is nested as Tempo's`);
    this.spanId = spanId;
    const { leaf } = spanId;
    this.parentId = columns.bytesLike(`${PATH}.ParentSpanID`, leaf);
    this.name = columns.bytesLike(`${PATH}.Name`, leaf);
    this.kind = columns.wordsLike(`${PATH}.Kind`, leaf);
    this.start = columns.wordsLike(`${PATH}.StartTimeUnixNano`, leaf);
    this.duration = columns.wordsLike(`${PATH}.DurationNano`, leaf);
    // Few systems have a tracestate, and many a row group no error: Tempo's statistics say so.
    const hasStates = needs.tracestate && columns.mayHoldText(`${PATH}.TraceState`);
    this.traceState = hasStates ? columns.bytesLike(`${PATH}.TraceState`, leaf) : null;
    const hasErrors = needs.status && columns.mayReach(`${PATH}.StatusCode`, STATUS_ERROR);
    this.status = hasErrors ? columns.wordsLike(`${PATH}.StatusCode`, leaf) : null;
    this.beside = [
      this.parentId,
      this.name,
      this.kind,
      this.start,
      this.duration,
      this.traceState,
      this.status,
    ].filter((column) => column !== null);
    const { strings } = sink.batch;
    this.names = new ValueNumbers((bytes, first, end) => nameNumber(strings, bytes, first, end));
    this.thresholds = new ValueNumbers((bytes, first, end) =>
      first === end ? 0 : thresholdOf(textOf(bytes, first, end)),
    );
  }

  /** How many spans the pages at hand hold in all columns, after going on to the next page where one is at its end. */
  async atHand(): Promise<number> {
    let least = this.spanId.valueCount - this.spanId.value;
    for (const column of this.beside) least = Math.min(least, await valuesAtHand(column));
    return least;
  }

  /** Notes for each of the next `count` spans, which must be at hand, whether it calls somebody. @throws DamagedParquet */
  findCallers(count: number, isCaller: Uint8Array): void {
    const words = this.kind.values();
    for (let span = 0, at = this.kind.value * 2 + 1; span < count; span++, at += 2)
      isCaller[span] = words[at] === Kind.CLIENT || words[at] === Kind.PRODUCER ? 1 : 0;
  }

  /**
   * Reads the next `count` spans, which must be at hand, into the rows of the batch that `rows` names for each; a
   * negative one is left out. Not asynchronous: nobody else writes to the batch meanwhile. @throws DamagedParquet
   */
  read(count: number, rows: Int32Array): void {
    if (rows.subarray(0, count).some((row) => row >= 0)) {
      this.readIds(this.spanId, 'span', count, rows);
      this.readIds(this.parentId, 'parent', count, rows);
      this.readNames(count, rows);
      this.readKinds(count, rows);
      this.readTimes(count, rows);
      if (this.traceState !== null) this.readThresholds(this.traceState, count, rows);
      if (this.status !== null) this.readStatus(this.status, count, rows);
    }
    this.spanId.value += count;
    for (const column of this.beside) column.value += count;
  }

  private readIds(column: ByteReader, kind: 'span' | 'parent', count: number, rows: Int32Array): void {
    const { columns } = this.sink.batch;
    const target = kind === 'span' ? columns.spanId : columns.parentId;
    const { values, indices } = column.values();
    const { bytes, starts, ends } = values;
    for (let span = 0, from = column.value; span < count; span++, from++) {
      const row = rows[span]!;
      if (row < 0) continue;
      const place = indices === null ? from : indices[from]!;
      const at = starts[place]!;
      // A root has an empty parent ID, which is no ID of an odd length.
      if (kind === 'parent' && ends[place] === at) continue;
      if (ends[place]! - at !== 8) {
        this.oddId(kind, bytes, at, ends[place]!, target, row);
        continue;
      }
      const high = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
      const low = (bytes[at + 4]! << 24) | (bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!;
      target[row * 2] = high;
      target[row * 2 + 1] = low;
      if ((high | low) === 0 && kind === 'span') columns.facts[row]! |= Fact.INVALID_SPAN_ID;
    }
  }

  private oddId(
    kind: 'span' | 'parent',
    bytes: Uint8Array,
    start: number,
    end: number,
    target: Uint32Array,
    row: number,
  ): void {
    const hex = Buffer.from(bytes.subarray(start, Math.min(end, start + MOST_ID_BYTES))).toString('hex');
    this.sink.batch.columns.facts[row]! |= readHexId(kind, hex, target, row * 2, this.sink);
  }

  private readNames(count: number, rows: Int32Array): void {
    const { name } = this.sink.batch.columns;
    const values = this.name.values();
    for (let span = 0, from = this.name.value; span < count; span++, from++) {
      const row = rows[span]!;
      if (row >= 0) name[row] = this.names.at(values, from);
    }
  }

  private readKinds(count: number, rows: Int32Array): void {
    const { kind } = this.sink.batch.columns;
    const words = this.kind.values();
    for (let span = 0, from = this.kind.value * 2; span < count; span++, from += 2) {
      const row = rows[span]!;
      const isKnown = words[from] === 0 && words[from + 1]! <= Kind.CONSUMER;
      if (row >= 0) kind[row] = isKnown ? words[from + 1]! : Kind.UNSPECIFIED;
    }
  }

  /** Tempo keeps `end - start` modulo 2^64, also where the end is before the start or was not set. */
  private readTimes(count: number, rows: Int32Array): void {
    const { start, end } = this.sink.batch.columns;
    const starts = this.start.values();
    const durations = this.duration.values();
    let from = this.start.value * 2;
    let lasting = this.duration.value * 2;
    for (let span = 0; span < count; span++, from += 2, lasting += 2) {
      const row = rows[span]!;
      if (row < 0) continue;
      start[row * 2] = starts[from]!;
      start[row * 2 + 1] = starts[from + 1]!;
      const low = starts[from + 1]! + durations[lasting + 1]!;
      end[row * 2 + 1] = low;
      end[row * 2] = starts[from]! + durations[lasting]! + (low >= WORD ? 1 : 0);
    }
  }

  private readThresholds(column: ByteReader, count: number, rows: Int32Array): void {
    const { threshold } = this.sink.batch.columns;
    const values = column.values();
    for (let span = 0, from = column.value; span < count; span++, from++) {
      const row = rows[span]!;
      if (row >= 0) threshold[row] = this.thresholds.at(values, from);
    }
  }

  private readStatus(column: WordReader, count: number, rows: Int32Array): void {
    const { facts } = this.sink.batch.columns;
    const words = column.values();
    for (let span = 0, from = column.value * 2; span < count; span++, from += 2) {
      const row = rows[span]!;
      if (row >= 0 && words[from] === 0 && words[from + 1] === STATUS_ERROR) facts[row]! |= Fact.STATUS_ERROR;
    }
  }
}

/** What is told of an ID of the wrong length, as hex. */
const MOST_ID_BYTES = 256;

/** Only what is valid UTF-8 has one number for one text. */
function nameNumber(
  strings: DecodeSink['batch']['strings'],
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let seen = 0;
  for (let index = start; index < end; index++) seen |= bytes[index]!;
  return seen < 0x80 ? strings.internBytes(bytes, start, end) : strings.intern(textOf(bytes, start, end));
}

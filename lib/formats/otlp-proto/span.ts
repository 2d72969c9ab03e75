import type { SpanBatch } from '../../model/batch';
import { Fact, Kind } from '../../model/span';
import type { DecodeSink } from '../format';
import { type IdKind, readHexId } from '../ids';
import { UNSURE } from '../kernel/kernel';
import { SPAN_KERNELS, type SpanKernel, type SpanText } from '../kernel/span-kernel';
import { thresholdOf } from '../tracestate';
import { textOfBytes } from './any-value';
import { PeerReader } from './peer';
import { DamagedMessage, type WireReader, WireType } from './wire';

/** Tags of Span's fields that are read (trace.proto): number times eight, plus wire type. */
const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const TRACE_STATE = 0x1a;
const PARENT_SPAN_ID = 0x22;
const NAME = 0x2a;
const KIND = 0x30;
const START = 0x39;
const END = 0x41;
const ATTRIBUTES = 0x4a;
const LINKS = 0x6a;
const STATUS = 0x7a;
const FLAGS = 0x85;

/** The fields that are read, by number: a name for people, and the wire type. */
const READ_FIELDS: ReadonlyMap<number, readonly [name: string, wireType: number]> = new Map([
  [1, ['Span.trace_id', WireType.BYTES]],
  [2, ['Span.span_id', WireType.BYTES]],
  [3, ['Span.trace_state', WireType.BYTES]],
  [4, ['Span.parent_span_id', WireType.BYTES]],
  [5, ['Span.name', WireType.BYTES]],
  [6, ['Span.kind', WireType.VARINT]],
  [7, ['Span.start_time_unix_nano', WireType.FIXED64]],
  [8, ['Span.end_time_unix_nano', WireType.FIXED64]],
  [9, ['Span.attributes', WireType.BYTES]],
  [13, ['Span.links', WireType.BYTES]],
  [15, ['Span.status', WireType.BYTES]],
  [16, ['Span.flags', WireType.FIXED32]],
]);

/** What is told of an ID of the wrong length, as hex. */
const MOST_ID_BYTES = 256;
/** Status: code=3, of which 2 is ERROR. */
const STATUS_CODE = 0x18;
const CODE_ERROR = 2;

/**
 * Reads Span messages into the rows of a batch. This is the hot path: fields are told apart by their tags where
 * these have one byte, and nothing is made that is not kept.
 */
export class SpanReader implements SpanText {
  /** Where the message ends that spans are read of. */
  end = 0;
  private readonly reader: WireReader;
  private readonly sink: DecodeSink;
  private readonly peers: PeerReader;
  private readonly kernel: SpanKernel;

  constructor(reader: WireReader, sink: DecodeSink) {
    this.reader = reader;
    this.sink = sink;
    this.peers = new PeerReader(reader, sink.batch.strings);
    this.kernel = SPAN_KERNELS.of(sink.batch.strings);
  }

  get bytes(): Uint8Array {
    return this.reader.bytes;
  }

  /** Another message begins, which ends at `end` in the reader's buffer. */
  begin(end: number): void {
    this.end = end;
    this.kernel.forget();
  }

  /** Reads spans from the reader's position on, of a ScopeSpans that ends at `end`, if they are written as usual. */
  readUsual(end: number, resource: number): boolean {
    const { reader } = this;
    const { batch } = this.sink;
    const row = batch.length;
    const start = reader.position;
    const next = this.kernel.readProtobuf(this, start, end, batch);
    reader.position = next;
    batch.columns.resource.fill(resource, row, batch.length);
    return next > start;
  }

  peerNumber(start: number, end: number): number {
    try {
      return this.peers.read(start, end);
    } catch (error) {
      // The span is read once more, and what is wrong with it is told then.
      if (error instanceof DamagedMessage) return UNSURE;
      throw error;
    }
  }

  /**
   * Reads the Span in `[start, end)`. One with a field of the wrong type is rejected.
   * @param offset of the buffer's first byte, in the object
   * @throws DamagedMessage
   */
  read(start: number, end: number, resource: number, offset: number): void {
    const { sink } = this;
    const { batch } = sink;
    const row = batch.next();
    try {
      this.fill(batch, row, start, end);
      batch.columns.resource[row] = resource;
    } catch (error) {
      if (!(error instanceof DamagedMessage) || error.reason !== 'invalid-field') throw error;
      const { traceId, facts } = batch.columns;
      const words = traceId.slice(row * 4, row * 4 + 4);
      const isNamed = (facts[row]! & Fact.INVALID_TRACE_ID) === 0 && words.some((word) => word !== 0);
      batch.truncate(row);
      sink.rejectSpan();
      sink.problem(offset + error.position, error.reason, error.message);
      if (isNamed) sink.damagedTrace(words[0]!, words[1]!, words[2]!, words[3]!);
    }
  }

  private fill(batch: SpanBatch, row: number, start: number, end: number): void {
    const { reader } = this;
    const { bytes } = reader;
    const { columns } = batch;
    const { facts } = columns;
    // An ID that is absent is as invalid as an empty one, and is no parent.
    facts[row] = Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID;
    let hasAttributes = false;
    reader.position = start;
    while (reader.position < end) {
      let tag = bytes[reader.position]!;
      if (tag < 0x80) reader.position++;
      else tag = reader.tag(end);
      switch (tag) {
        case TRACE_ID:
          this.id('trace', columns.traceId, row, Fact.INVALID_TRACE_ID, end);
          break;
        case SPAN_ID:
          this.id('span', columns.spanId, row, Fact.INVALID_SPAN_ID, end);
          break;
        case PARENT_SPAN_ID:
          this.id('parent', columns.parentId, row, Fact.INVALID_PARENT_ID, end);
          break;
        case NAME: {
          const last = reader.bytesEnd(end);
          columns.name[row] = this.name(batch, reader.position, last);
          reader.position = last;
          break;
        }
        case KIND: {
          const kind = reader.varint(end);
          columns.kind[row] = kind <= Kind.CONSUMER ? kind : Kind.UNSPECIFIED;
          break;
        }
        case START:
          this.time(columns.start, row, end);
          break;
        case END:
          this.time(columns.end, row, end);
          break;
        case ATTRIBUTES:
          hasAttributes = true;
          reader.position = reader.bytesEnd(end);
          break;
        case TRACE_STATE: {
          const last = reader.bytesEnd(end);
          columns.threshold[row] =
            last === reader.position ? 0 : thresholdOf(textOfBytes(bytes, reader.position, last));
          reader.position = last;
          break;
        }
        case LINKS:
          facts[row] |= Fact.HAS_LINK;
          reader.position = reader.bytesEnd(end);
          break;
        case STATUS:
          this.status(facts, row, end);
          break;
        case FLAGS:
          reader.advance(4, end);
          columns.flags[row] = bytes[reader.position - 4]! | (bytes[reader.position - 3]! << 8);
          break;
        default:
          this.other(tag, end);
      }
    }
    if (!hasAttributes) return;
    const kind = columns.kind[row];
    if (kind === Kind.CLIENT || kind === Kind.PRODUCER) columns.peer[row] = this.peers.read(start, end);
  }

  private id(kind: IdKind, column: Uint32Array, row: number, fact: number, end: number): void {
    const { reader } = this;
    const { bytes } = reader;
    const { facts } = this.sink.batch.columns;
    const last = reader.bytesEnd(end);
    const length = last - reader.position;
    const words = kind === 'trace' ? 4 : 2;
    const first = row * words;
    if (length === words * 4) {
      let any = 0;
      let at = reader.position;
      for (let index = first; index < first + words; index++, at += 4) {
        const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
        any |= word;
        column[index] = word;
      }
      facts[row] = any !== 0 || kind === 'parent' ? facts[row]! & ~fact : facts[row]! | fact;
    } else {
      column.fill(0, first, first + words);
      const hex = Buffer.from(
        bytes.subarray(reader.position, Math.min(last, reader.position + MOST_ID_BYTES)),
      ).toString('hex');
      const found = readHexId(kind, hex, column, first, this.sink);
      facts[row] = (facts[row]! & ~fact) | found;
    }
    reader.position = last;
  }

  private name(batch: SpanBatch, start: number, end: number): number {
    const { bytes } = this.reader;
    let seen = 0;
    for (let index = start; index < end; index++) seen |= bytes[index]!;
    // Only what is valid UTF-8 has one number for one text.
    if (seen < 0x80) return batch.strings.internBytes(bytes, start, end);
    return batch.strings.intern(textOfBytes(bytes, start, end));
  }

  /** A fixed64, the low word first. */
  private time(column: Uint32Array, row: number, end: number): void {
    const { reader } = this;
    const { bytes, position: at } = reader;
    reader.advance(8, end);
    column[row * 2] =
      bytes[at + 4]! | (bytes[at + 5]! << 8) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 24);
    column[row * 2 + 1] =
      bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
  }

  /** Several status fields are merged, as protobuf does it: the last code counts. */
  private status(facts: Uint16Array, row: number, end: number): void {
    const { reader } = this;
    const last = reader.bytesEnd(end);
    while (reader.position < last) {
      const tag = reader.tag(last);
      if (tag === STATUS_CODE) {
        const isError = reader.varint(last) === CODE_ERROR;
        facts[row] = isError ? facts[row]! | Fact.STATUS_ERROR : facts[row]! & ~Fact.STATUS_ERROR;
      } else if (tag >>> 3 === 3) reader.wrongType(tag, 'Status.code', WireType.VARINT);
      else reader.skip(tag, last);
    }
  }

  private other(tag: number, end: number): void {
    const { reader } = this;
    if (tag < 8) reader.damaged('a field has no valid number');
    const field = READ_FIELDS.get(tag >>> 3);
    if (field !== undefined) reader.wrongType(tag, field[0], field[1]);
    reader.skip(tag, end);
  }
}

import { isNativeError } from 'node:util/types';
import { zstdDecompressSync } from 'node:zlib';
import { isZstdFrame } from './compression/zstd';
import { ZstdFrame } from './compression/zstd-frame';
import type { DecodeLimits, Decoder, DecodeSink, Format } from './format';
import { isSpace, plainBytes } from './json/bytes';
import { KeptBytes } from './json/kept-bytes';
import { otlpJson } from './otlp-json';
import { OtlpProtoDecoder, otlpProto } from './otlp-proto';

/** Limits that records need beside those of every format: their own compression is not seen by anyone else. */
export interface RecordLimits extends DecodeLimits {
  /** Told how many bytes were won by decompressing a record. @returns false where the object has become too large */
  readonly expanded?: (bytes: number) => boolean;
}

/**
 * The records of the Collector's file exporter (fileexporter, `format: proto` or `compression: zstd`): a length of
 * four bytes, big-endian, then a request as OTLP protobuf or OTLP JSON, or either of them compressed.
 */
export const otlpRecords: Format = {
  id: 'otlp-records',
  title: "OTLP in the Collector's length-prefixed records",
  hasLines: false,
  sniff: looksLikeRecords,
  decoder: (sink, limits: RecordLimits) => new RecordsDecoder(sink, limits),
};

const LENGTH_BYTES = 4;
/** No record is as long as this; also keeps text from being taken for a length. */
const MOST_RECORD_BYTES = 0x2000_0000;
/** Unreadable records after each other, after which the lengths are no longer believed. */
const MOST_UNREADABLE = 3;

function looksLikeRecords(head: Uint8Array, isWhole: boolean): boolean {
  if (head.length <= LENGTH_BYTES) return false;
  const length = lengthOf(head);
  if (length === 0 || length > MOST_RECORD_BYTES) return false;
  const record = head.subarray(LENGTH_BYTES, LENGTH_BYTES + length);
  if (isZstdFrame(record)) return true;
  const isRecordWhole = isWhole || record.length === length;
  return otlpProto.sniff(record, isRecordWhole) || otlpJson.sniff(record, isRecordWhole);
}

function lengthOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getUint32(0);
}

/** What is done with the bytes of the record at hand. */
type State = 'length' | 'begin' | 'protobuf' | 'json' | 'zstd' | 'pass' | 'lost';

class RecordsDecoder implements Decoder {
  private readonly sink: DecodeSink;
  private readonly limits: RecordLimits;
  private readonly protobuf: OtlpProtoDecoder;
  /** Of the record at hand, where it is JSON. */
  private json: Decoder | null = null;
  private state: State = 'length';
  private readonly kept: KeptBytes;
  /** Bytes that the record at hand still has. */
  private missing = 0;
  private unreadable = 0;
  /** Offsets of the next byte, and of the record at hand. */
  private offset = 0;
  private record = 0;

  constructor(sink: DecodeSink, limits: RecordLimits) {
    this.sink = sink;
    this.limits = limits;
    this.protobuf = new OtlpProtoDecoder(sink, limits);
    this.kept = new KeptBytes(limits.maxDocumentBytes);
  }

  write(chunk: Uint8Array): void {
    const bytes = plainBytes(chunk);
    let position = 0;
    while (position < bytes.length && this.state !== 'lost') {
      const next = this.state === 'length' ? this.length(bytes, position) : this.content(bytes, position);
      this.offset += next - position;
      position = next;
      if (this.state !== 'length' && this.missing === 0) this.finish();
    }
  }

  end(complete: boolean): void {
    const { state } = this;
    this.state = 'lost';
    if (state === 'protobuf') this.protobuf.end(complete);
    else if (state === 'json') this.json?.end(complete);
    else if (state !== 'lost' && (state !== 'length' || this.kept.length > 0) && complete) {
      this.sink.problem(this.record, 'truncated', 'ends in the middle of a record');
    }
  }

  private length(bytes: Uint8Array, position: number): number {
    const end = this.keep(bytes, position, LENGTH_BYTES - this.kept.length);
    this.record = this.offset - this.kept.length + end - position;
    if (this.kept.length < LENGTH_BYTES) return end;
    this.missing = lengthOf(this.kept.bytes);
    this.kept.drop(LENGTH_BYTES);
    this.state = this.missing === 0 ? 'length' : 'begin';
    if (this.missing > MOST_RECORD_BYTES) this.lose(`A record is said to have ${this.missing} bytes`);
    return end;
  }

  private content(bytes: Uint8Array, position: number): number {
    const end = Math.min(bytes.length, position + this.missing);
    if (this.state === 'begin') return this.begin(bytes, position, end);
    if (this.state === 'zstd') this.keep(bytes, position, end - position);
    else if (this.state === 'protobuf') this.protobuf.write(bytes.subarray(position, end));
    else if (this.state === 'json') this.json?.write(bytes.subarray(position, end));
    this.missing -= end - position;
    return end;
  }

  /** Gathers the first four bytes of a record, which tell what it is. */
  private begin(bytes: Uint8Array, position: number, end: number): number {
    const next = this.keep(bytes, position, Math.min(end - position, LENGTH_BYTES - this.kept.length));
    this.missing -= next - position;
    if (this.kept.length < LENGTH_BYTES && this.missing > 0) return next;
    const head = this.kept.bytes.slice(0, this.kept.length);
    this.state = this.stateFor(head);
    if (this.state === 'zstd') return next;
    this.kept.drop(head.length);
    const offset = this.offset + next - position - head.length;
    if (this.state === 'protobuf') {
      this.protobuf.restart(offset);
      this.protobuf.write(head);
    } else if (this.state === 'json') {
      this.json = otlpJson.decoder(
        placed(this.sink, (at) => offset + at),
        this.limits,
      );
      this.json.write(head);
    }
    return next;
  }

  private stateFor(head: Uint8Array): State {
    const first = head.find((byte) => !isSpace(byte));
    const { maxDocumentBytes } = this.limits;
    if (isZstdFrame(head)) {
      if (this.missing <= maxDocumentBytes) return 'zstd';
      this.sink.problem(
        this.record,
        'too-large',
        `A compressed record has more than ${maxDocumentBytes} bytes`,
      );
      return 'pass';
    }
    // A request in protobuf begins with field 1, which is a line break as well.
    if (head[0] === 0x0a) return 'protobuf';
    if (first === 0x7b || first === 0x5b) return 'json';
    this.unreadableRecord('unknown-format', 'A record is neither OTLP protobuf nor OTLP JSON');
    return 'pass';
  }

  private finish(): void {
    const { state } = this;
    if (state === 'lost') return;
    this.state = 'length';
    if (state === 'protobuf') this.protobuf.restart(this.offset);
    else if (state === 'json') this.json?.end(true);
    else if (state === 'zstd') this.unpack();
    if (state === 'protobuf' || state === 'json') this.unreadable = 0;
    this.json = null;
    if (this.unreadable >= MOST_UNREADABLE)
      this.lose(`${MOST_UNREADABLE} unreadable records follow each other`);
  }

  private unpack(): void {
    const stored = this.kept.bytes.subarray(0, this.kept.length);
    const decoded = this.decompress(stored);
    if (decoded !== null) {
      const won = Math.max(0, decoded.length - stored.length);
      if (this.limits.expanded?.(won) === false)
        this.lose('The decompressed records are too large', 'too-large');
      else this.readUnpacked(decoded);
    }
    this.kept.drop(this.kept.length);
  }

  private decompress(stored: Uint8Array): Uint8Array | null {
    const frame = new ZstdFrame();
    const end = frame.walk(stored, 0);
    if (!frame.isWhole || end !== stored.length) {
      return this.unreadableRecord('corrupt-compression', 'A compressed record is not one whole zstd frame');
    }
    try {
      return zstdDecompressSync(stored, { maxOutputLength: this.limits.maxDocumentBytes });
    } catch (error) {
      if (!isNativeError(error) || !('code' in error)) throw error;
      if (error.code === 'ERR_BUFFER_TOO_LARGE') {
        const message = `A record has more than ${this.limits.maxDocumentBytes} bytes decompressed`;
        this.sink.problem(this.record, 'too-large', message);
        return null;
      }
      return this.unreadableRecord('corrupt-compression', `A compressed record is damaged: ${error.message}`);
    }
  }

  private readUnpacked(decoded: Uint8Array): void {
    const format = [otlpProto, otlpJson].find((candidate) => candidate.sniff(decoded, true));
    if (format === undefined) {
      if (decoded.length > 0)
        this.unreadableRecord('unknown-format', 'A record is neither OTLP protobuf nor OTLP JSON');
      return;
    }
    // An offset in decompressed bytes cannot be found in the object: the record is what can be.
    const decoder = format.decoder(
      placed(this.sink, () => this.record),
      this.limits,
    );
    decoder.write(decoded);
    decoder.end(true);
    this.unreadable = 0;
  }

  private unreadableRecord(reason: 'unknown-format' | 'corrupt-compression', message: string): null {
    this.unreadable++;
    this.sink.problem(this.record, reason, message);
    return null;
  }

  private lose(message: string, reason: 'invalid-protobuf' | 'too-large' = 'invalid-protobuf'): void {
    this.state = 'lost';
    this.sink.problem(this.record, reason, `${message}: the rest of the object is not read`);
  }

  private keep(bytes: Uint8Array, position: number, count: number): number {
    const end = Math.min(bytes.length, position + count);
    this.kept.append(bytes, position, end);
    return end;
  }
}

/** The same sink, told of offsets in the object instead of those in a record. */
function placed(sink: DecodeSink, place: (offset: number) => number): DecodeSink {
  return {
    batch: sink.batch,
    problem: (offset, reason, message) => sink.problem(place(offset), reason, message),
    rejectSpan: () => sink.rejectSpan(),
    skip: (signal, count) => sink.skip(signal, count),
    invalidId: (kind, wordsHex, raw) => sink.invalidId(kind, wordsHex, raw),
    damagedTrace: (...words) => sink.damagedTrace(...words),
  };
}

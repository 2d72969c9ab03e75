import { UNKNOWN_RESOURCE } from '../../model/resources';
import type { DecodeSink } from '../format';
import { ResourceReader } from './resource';
import { tracesIn } from './salvage';
import { signalOf } from './signal';
import { SpanReader } from './span';
import { DamagedMessage, WireReader, WireType } from './wire';

/** ResourceSpans: resource=1, scope_spans=2. ScopeSpans: spans=2. */
const RESOURCE = 0x0a;
const SCOPE_SPANS = 0x12;
const SPANS = 0x12;

/**
 * Reads ResourceSpans messages into a sink; ResourceLogs and ResourceMetrics, which have the same shape, are counted
 * and passed over. Of a damaged one nothing remains but the names of its traces, which have lost something.
 */
export class ResourceSpansReader {
  private readonly sink: DecodeSink;
  private readonly reader = new WireReader();
  private readonly resources: ResourceReader;
  private readonly spans: SpanReader;
  /** Offset of the buffer's first byte. */
  private offset = 0;

  constructor(sink: DecodeSink) {
    this.sink = sink;
    this.resources = new ResourceReader(this.reader, sink.batch.resources);
    this.spans = new SpanReader(this.reader, sink);
  }

  /**
   * Reads the message in `bytes[start, end)`, whose first byte has this offset in the object.
   * @returns false where it was damaged; that was told to the sink then
   */
  read(bytes: Uint8Array, start: number, end: number, offset: number): boolean {
    const { batch } = this.sink;
    const rows = batch.length;
    this.reader.bytes = bytes;
    this.offset = offset - start;
    try {
      this.message(start, end);
      return true;
    } catch (error) {
      if (!(error instanceof DamagedMessage)) throw error;
      batch.truncate(rows);
      this.sink.problem(
        this.offset + error.position,
        error.reason,
        `ResourceSpans left out: ${error.message}`,
      );
      this.lost(bytes, start, end);
      return false;
    }
  }

  /** Tells that the traces named in a part of such a message have lost something. */
  lost(bytes: Uint8Array, start: number, end: number): void {
    const { sink } = this;
    let last = '';
    tracesIn(bytes, start, end, (...words) => {
      const key = words.join(' ');
      if (key !== last) sink.damagedTrace(...words);
      last = key;
    });
  }

  private message(start: number, end: number): void {
    const { reader } = this;
    const resource = this.resource(start, end);
    let signal: 'spans' | 'logs' | 'metrics' | null = null;
    let skipped = 0;
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag !== SCOPE_SPANS) {
        this.pass(tag, end, 2, 'ResourceSpans.scope_spans');
        continue;
      }
      const scopeEnd = reader.bytesEnd(end);
      while (reader.position < scopeEnd) {
        const scopeTag = reader.tag(scopeEnd);
        if (scopeTag !== SPANS) {
          this.pass(scopeTag, scopeEnd, 2, 'ScopeSpans.spans');
          continue;
        }
        const spanEnd = reader.bytesEnd(scopeEnd);
        const spanStart = reader.position;
        signal ??= signalOf(reader, spanStart, spanEnd);
        if (signal === 'spans') this.spans.read(spanStart, spanEnd, resource, this.offset);
        else skipped++;
        reader.position = spanEnd;
      }
    }
    if (signal !== null && signal !== 'spans') this.sink.skip(signal, skipped);
  }

  /** The resource may stand after the spans that it is for; several of them are one, as protobuf merges them. */
  private resource(start: number, end: number): number {
    const { reader } = this;
    const found: (readonly [start: number, end: number])[] = [];
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === RESOURCE) {
        const last = reader.bytesEnd(end);
        found.push([reader.position, last]);
        reader.position = last;
      } else this.pass(tag, end, 1, 'ResourceSpans.resource');
    }
    const [first, ...others] = found;
    if (first === undefined) return this.sink.batch.resources.intern(UNKNOWN_RESOURCE);
    if (others.length === 0) return this.attempt(first[0], first[1]);
    const { bytes } = reader;
    const merged = Buffer.concat(found.map(([from, to]) => bytes.subarray(from, to)));
    reader.bytes = Uint8Array.from(merged);
    try {
      return this.attempt(0, merged.length);
    } finally {
      reader.bytes = bytes;
    }
  }

  /** A resource with a field of the wrong type is as good as none: its spans are read all the same. */
  private attempt(start: number, end: number): number {
    try {
      return this.resources.read(start, end);
    } catch (error) {
      if (!(error instanceof DamagedMessage) || error.reason !== 'invalid-field') throw error;
      this.sink.problem(this.offset + start, error.reason, error.message);
      return this.sink.batch.resources.intern(UNKNOWN_RESOURCE);
    }
  }

  /** Goes over a field; where it has the number of one that is read, its type is wrong, and that is told. */
  private pass(tag: number, end: number, field: number, name: string): void {
    const { reader } = this;
    const { position } = reader;
    reader.skip(tag, end);
    if (tag >>> 3 === field) {
      this.sink.problem(
        this.offset + position,
        'invalid-field',
        `${name} has wire type ${tag & 7} instead of ${WireType.BYTES}`,
      );
    }
  }
}

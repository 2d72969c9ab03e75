import { UNKNOWN_RESOURCE } from '../../model/resources';
import type { DecodeSink } from '../format';
import { ResourceReader } from './resource';
import { tracesIn } from './salvage';
import { type Signal, signalOf } from './signal';
import { SpanReader } from './span';
import { DamagedMessage, WireReader, WireType } from './wire';

/** ResourceSpans: resource=1, scope_spans=2. ScopeSpans: spans=2. */
const RESOURCE = 0x0a;
const SCOPE_SPANS = 0x12;
const SPANS = 0x12;

/** A message within the buffer. */
interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads ResourceSpans messages into a sink; ResourceLogs and ResourceMetrics, which have the same shape, are counted
 * and passed over. Of a damaged one nothing remains but the names of its traces, which have lost something.
 */
export class ResourceSpansReader {
  private readonly sink: DecodeSink;
  private readonly quick: boolean;
  private readonly reader = new WireReader();
  private readonly resourceReader: ResourceReader;
  private readonly spans: SpanReader;
  /** Trace ID of the last answer of Tempo that was read, four words. */
  private wrapped: Uint32Array | null = null;
  /** Offset of the buffer's first byte. */
  private offset = 0;

  /** @param quick whether spans are read by the kernel at all */
  constructor(sink: DecodeSink, quick = true) {
    this.sink = sink;
    this.quick = quick;
    this.resourceReader = new ResourceReader(this.reader, sink.batch.resources);
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
    this.spans.begin(end);
    try {
      this.message(start, end, false);
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

  /** Tempo's answer that was read last is said to lack spans. */
  partial(): void {
    if (this.wrapped !== null) this.sink.damagedTrace(...wordsOf(this.wrapped));
  }

  private message(start: number, end: number, isWrapped: boolean): void {
    const { reader } = this;
    const { parts, hasScopes } = this.resources(start, end);
    if (!isWrapped && !hasScopes && parts.some((part) => this.isResourceSpans(part)))
      return this.trace(parts);
    const resource = this.resource(parts);
    let signal: Signal | null = null;
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
        if (this.quick && signal === 'spans' && this.spans.readUsual(scopeEnd, resource)) continue;
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

  /**
   * Tempo's TraceByIDResponse has a Trace where a request has ResourceSpans, with the ResourceSpans one level deeper.
   * There can be no doubt: field 2 of a Resource is a number, and of a ResourceSpans a message.
   */
  private isResourceSpans({ start, end }: Part): boolean {
    const { reader } = this;
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === SCOPE_SPANS) return true;
      reader.skip(tag, end);
    }
    return false;
  }

  private trace(parts: readonly Part[]): void {
    const { batch } = this.sink;
    const row = batch.length;
    for (const { start, end } of parts) this.message(start, end, true);
    if (batch.length > row) this.wrapped = batch.columns.traceId.slice(row * 4, row * 4 + 4);
  }

  /** Where resources stand in the message, and whether scopes do. */
  private resources(
    start: number,
    end: number,
  ): { readonly parts: readonly Part[]; readonly hasScopes: boolean } {
    const { reader } = this;
    const parts: Part[] = [];
    let hasScopes = false;
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === RESOURCE) {
        const last = reader.bytesEnd(end);
        parts.push({ start: reader.position, end: last });
        reader.position = last;
      } else this.pass(tag, end, 1, 'ResourceSpans.resource');
      hasScopes ||= tag === SCOPE_SPANS;
    }
    return { parts, hasScopes };
  }

  /** Several resources are one, as protobuf merges them. */
  private resource(parts: readonly Part[]): number {
    const { reader } = this;
    const [first] = parts;
    if (first === undefined) return this.sink.batch.resources.intern(UNKNOWN_RESOURCE);
    if (parts.length === 1) return this.attempt(first.start, first.end, first.start);
    const { bytes } = reader;
    const merged = Buffer.concat(parts.map(({ start, end }) => bytes.subarray(start, end)));
    reader.bytes = Uint8Array.from(merged);
    try {
      return this.attempt(0, merged.length, first.start);
    } catch (error) {
      if (!(error instanceof DamagedMessage)) throw error;
      // Its position is one in the merged bytes, which are nowhere in the object.
      throw new DamagedMessage(first.start, error.reason, error.message);
    } finally {
      reader.bytes = bytes;
    }
  }

  /**
   * A resource with a field of the wrong type is as good as none: its spans are read all the same.
   * @param position of what is told
   */
  private attempt(start: number, end: number, position: number): number {
    try {
      return this.resourceReader.read(start, end);
    } catch (error) {
      if (!(error instanceof DamagedMessage) || error.reason !== 'invalid-field') throw error;
      this.sink.problem(this.offset + position, error.reason, error.message);
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

function wordsOf(id: Uint32Array): [number, number, number, number] {
  return [id[0]!, id[1]!, id[2]!, id[3]!];
}

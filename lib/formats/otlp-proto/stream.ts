import { plainBytes } from '../json/bytes';
import { WireType } from './wire';

/** What a MessageStream tells of. Offsets count from the beginning of all bytes that were written to it. */
export interface MessageHandler {
  /**
   * One field 1 of the message, whole, in `bytes[start, end)`; they are overwritten after the call.
   * @returns false where it was damaged
   */
  part(bytes: Uint8Array, start: number, end: number, offset: number): boolean;
  /** A field of another number that holds a number. */
  number(field: number, value: number): void;
  /** A field 1 whose end never came, as far as it was there. */
  cut(bytes: Uint8Array, end: number, offset: number): void;
  /** A field 1 of more bytes than are to be held; it was passed over. */
  tooLarge(offset: number, length: number): void;
  /** From here on nothing can be told apart: the rest is not read. */
  lost(offset: number, message: string): void;
  /** The last field that began at `offset` does not end. */
  unfinished(offset: number): void;
}

/** Protobuf allows no larger message (protobuf docs, "Proto limits"). */
const MAX_LENGTH = 0x7fff_ffff;
const FIRST_CAPACITY = 64 * 1024;
/** A buffer larger than this is given back after use. */
const KEPT_CAPACITY = 4 * 1024 * 1024;
/** Field 1 of wire type 2: resource_spans of TracesData and of ExportTraceServiceRequest. */
const PART_TAG = 0x0a;

type State = 'tag' | 'length' | 'varint' | 'skip' | 'part' | 'lost';

/**
 * Cuts a protobuf message, or several that follow each other, into its fields 1 while it comes in pieces, so that
 * never more than one of them is held. Other fields are passed over.
 */
export class MessageStream {
  private readonly handler: MessageHandler;
  private readonly maxPartBytes: number;
  private state: State = 'tag';
  /** The varint being read, and the worth of its next seven bits. */
  private value = 0;
  private scale = 1;
  private tag = 0;
  /** Bytes still missing to the end of the field. */
  private missing = 0;
  /** Unfinished groups, by field number. */
  private readonly groups: number[] = [];
  private held: Uint8Array = new Uint8Array(0);
  private heldBytes = 0;
  private partBytes = 0;
  private wasDamaged = false;
  /** Offsets of the current chunk's first byte, of the field being read, and of its content. */
  private base = 0;
  private fieldOffset = 0;
  private partOffset = 0;

  constructor(handler: MessageHandler, maxPartBytes: number) {
    this.handler = handler;
    this.maxPartBytes = maxPartBytes;
  }

  /** Begins a new message whose first byte has this offset, whatever became of the one before. */
  restart(offset: number): void {
    this.expectField();
    this.groups.length = 0;
    this.wasDamaged = false;
    this.base = offset;
    this.fieldOffset = offset;
  }

  write(chunk: Uint8Array): void {
    const bytes = plainBytes(chunk);
    let position = 0;
    while (position < bytes.length && this.state !== 'lost') {
      if (this.state === 'part') position = this.collect(bytes, position);
      else if (this.state === 'skip') position = this.pass(bytes, position);
      else position = this.varintByte(bytes[position]!, position);
    }
    this.base += bytes.length;
  }

  /** No more bytes follow. */
  end(): void {
    if (this.state === 'lost') return;
    if (this.state === 'part') this.handler.cut(this.held, this.heldBytes, this.partOffset);
    const isBetweenFields = this.state === 'tag' && this.scale === 1 && this.groups.length === 0;
    if (!isBetweenFields) this.handler.unfinished(this.fieldOffset);
  }

  private expectField(): void {
    this.state = 'tag';
    this.value = 0;
    this.scale = 1;
  }

  private lose(offset: number, message: string): number {
    this.state = 'lost';
    this.handler.lost(offset, message);
    return Number.POSITIVE_INFINITY;
  }

  private varintByte(byte: number, position: number): number {
    const offset = this.base + position;
    if (this.state === 'tag' && this.scale === 1) this.fieldOffset = offset;
    this.value += (byte & 0x7f) * this.scale;
    this.scale *= 128;
    if (byte >= 0x80) {
      if (this.scale < 2 ** 70) return position + 1;
      return this.lose(offset, 'A number has more than ten bytes');
    }
    const { state, value } = this;
    this.expectField();
    if (state === 'tag') return this.begin(value, position + 1);
    if (state === 'length') return this.beginBytes(value, position + 1);
    if (this.groups.length === 0) this.handler.number(this.tag >>> 3, value);
    return position + 1;
  }

  private begin(tag: number, position: number): number {
    if (tag < 8 || tag > 0xffff_ffff) return this.lose(this.fieldOffset, 'A field has no valid number');
    if (this.wasDamaged && tag !== PART_TAG) {
      return this.lose(this.fieldOffset, 'After a damaged ResourceSpans follows none');
    }
    this.tag = tag;
    const field = tag >>> 3;
    switch (tag & 7) {
      case WireType.VARINT:
        this.state = 'varint';
        break;
      case WireType.FIXED64:
        this.skipBytes(8);
        break;
      case WireType.BYTES:
        this.state = 'length';
        break;
      case WireType.GROUP:
        this.groups.push(field);
        break;
      case WireType.END_GROUP:
        if (this.groups.pop() !== field)
          return this.lose(this.fieldOffset, 'A group ends that did not begin');
        break;
      case WireType.FIXED32:
        this.skipBytes(4);
        break;
      default:
        return this.lose(this.fieldOffset, 'A field has a wire type that does not exist');
    }
    return position;
  }

  private beginBytes(length: number, position: number): number {
    if (length > MAX_LENGTH) return this.lose(this.fieldOffset, 'A field is said to have more than 2 GiB');
    this.partOffset = this.base + position;
    if (this.tag !== PART_TAG || this.groups.length > 0) this.skipBytes(length);
    else if (length > this.maxPartBytes) {
      this.handler.tooLarge(this.fieldOffset, length);
      this.skipBytes(length);
    } else if (length === 0) this.finish(this.held, 0, 0);
    else {
      this.state = 'part';
      this.partBytes = length;
      this.heldBytes = 0;
    }
    return position;
  }

  private skipBytes(count: number): void {
    this.missing = count;
    if (count > 0) this.state = 'skip';
  }

  private pass(bytes: Uint8Array, position: number): number {
    const count = Math.min(this.missing, bytes.length - position);
    this.missing -= count;
    if (this.missing === 0) this.expectField();
    return position + count;
  }

  private collect(bytes: Uint8Array, position: number): number {
    const missing = this.partBytes - this.heldBytes;
    const end = Math.min(bytes.length, position + missing);
    if (this.heldBytes === 0 && end === position + missing) this.finish(bytes, position, end);
    else {
      this.hold(bytes, position, end);
      if (this.heldBytes === this.partBytes) this.finish(this.held, 0, this.partBytes);
    }
    return end;
  }

  private hold(bytes: Uint8Array, start: number, end: number): void {
    const needed = this.heldBytes + end - start;
    if (needed > this.held.length) {
      // Grows with what is there, not to the length that was claimed: that may be a lie.
      const capacity = Math.min(this.partBytes, Math.max(FIRST_CAPACITY, needed, this.held.length * 2));
      const larger = new Uint8Array(capacity);
      larger.set(this.held.subarray(0, this.heldBytes));
      this.held = larger;
    }
    this.held.set(bytes.subarray(start, end), this.heldBytes);
    this.heldBytes = needed;
  }

  private finish(bytes: Uint8Array, start: number, end: number): void {
    this.expectField();
    const isWhole = this.handler.part(bytes, start, end, this.partOffset);
    // One that is damaged inside may still have had the right length; of a second one that is no longer likely.
    if (!isWhole && this.wasDamaged) {
      this.lose(this.partOffset + end - start, 'Two damaged ResourceSpans follow each other');
    }
    this.wasDamaged = !isWhole;
    if (this.held.length > KEPT_CAPACITY) this.held = new Uint8Array(0);
  }
}

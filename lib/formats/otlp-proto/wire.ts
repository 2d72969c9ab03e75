import type { ProblemReason } from '../../model/problems';
import { ExpectedError } from '../expected-error';

/** Wire types (protobuf encoding, "Message structure"). */
export const WireType = { VARINT: 0, FIXED64: 1, BYTES: 2, GROUP: 3, END_GROUP: 4, FIXED32: 5 } as const;

/** What people call the wire types. */
const WIRE_NAMES = ['a varint', 'a fixed64', 'bytes', 'a group', 'the end of a group', 'a fixed32'];

/** A message that cannot be read on. `position` is an index into the buffer at hand, not yet an offset. */
export class DamagedMessage extends ExpectedError {
  override readonly name = 'DamagedMessage';
  readonly position: number;
  readonly reason: ProblemReason;

  constructor(position: number, reason: ProblemReason, message: string) {
    super(message);
    this.position = position;
    this.reason = reason;
  }
}

/**
 * Reads protobuf's wire format from a buffer. Every method takes the end of the message it reads in, and throws
 * DamagedMessage rather than read beyond it.
 */
export class WireReader {
  bytes: Uint8Array = new Uint8Array(0);
  /** Index of the next byte to be read. */
  position = 0;

  /** A varint as an unsigned number; exact up to 2^53. */
  varint(end: number): number {
    const first = this.bytes[this.position]!;
    if (first < 0x80 && this.position < end) {
      this.position++;
      return first;
    }
    return this.longVarint(end);
  }

  private longVarint(end: number): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 10; count++) {
      if (this.position >= end) this.damaged('a number reaches beyond its message');
      const byte = this.bytes[this.position++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    return this.damaged('a number has more than ten bytes');
  }

  /** The tag of a field: its number times eight, plus its wire type. */
  tag(end: number): number {
    const tag = this.varint(end);
    if (tag < 8 || tag > 0xffff_ffff) this.damaged('a field has no valid number');
    return tag;
  }

  /** The length of a field of bytes, which then begins at `position`. @returns where it ends */
  bytesEnd(end: number): number {
    const length = this.varint(end);
    if (length > end - this.position) this.damaged('a field reaches beyond its message');
    return this.position + length;
  }

  /** Goes over the value of a field that is not read; over all of its fields where it is a group. */
  skip(tag: number, end: number): void {
    switch (tag & 7) {
      case WireType.VARINT:
        this.varint(end);
        break;
      case WireType.FIXED64:
        this.advance(8, end);
        break;
      case WireType.BYTES:
        this.position = this.bytesEnd(end);
        break;
      case WireType.GROUP:
        this.skipGroup(tag, end);
        break;
      case WireType.FIXED32:
        this.advance(4, end);
        break;
      default:
        this.damaged('a field has a wire type that does not exist, or a group ends that did not begin');
    }
  }

  /** Goes `count` bytes on. */
  advance(count: number, end: number): void {
    if (count > end - this.position) this.damaged('a field reaches beyond its message');
    this.position += count;
  }

  /** @throws DamagedMessage at the current position */
  damaged(message: string): never {
    throw new DamagedMessage(this.position, 'invalid-protobuf', message);
  }

  /** @throws DamagedMessage for a field of a known number whose wire type is another than the schema says */
  wrongType(tag: number, name: string, expected: number): never {
    const message = `${name} is ${WIRE_NAMES[tag & 7] ?? 'of no wire type'} instead of ${WIRE_NAMES[expected]}`;
    throw new DamagedMessage(this.position, 'invalid-field', message);
  }

  /** Groups within groups by a stack of our own: nesting must not exhaust the call stack. */
  private skipGroup(first: number, end: number): void {
    const open = [first >>> 3];
    while (open.length > 0) {
      const tag = this.tag(end);
      if ((tag & 7) === WireType.GROUP) open.push(tag >>> 3);
      else if ((tag & 7) !== WireType.END_GROUP) this.skip(tag, end);
      else if (open.pop() !== tag >>> 3) this.damaged('a group ends that did not begin');
    }
  }
}

import { DamagedParquet } from './damaged';

/** Types of the Thrift compact protocol (thrift-compact-protocol.md). */
export const ThriftType = {
  STOP: 0,
  TRUE: 1,
  FALSE: 2,
  BYTE: 3,
  I16: 4,
  I32: 5,
  I64: 6,
  DOUBLE: 7,
  BINARY: 8,
  LIST: 9,
  SET: 10,
  MAP: 11,
  STRUCT: 12,
  UUID: 13,
} as const;

const MOST_NESTING = 32;
const MOST_VARINT_BYTES = 10;
const UUID_BYTES = 16;

/** Reads the Thrift compact protocol in bytes of which the first has the offset `base` in the file. */
export class ThriftReader {
  position: number;
  private readonly bytes: Uint8Array;
  private readonly base: number;

  constructor(bytes: Uint8Array, base: number, position = 0) {
    this.bytes = bytes;
    this.base = base;
    this.position = position;
  }

  /**
   * Calls `visit` for each field of the struct at the position; a field that it does not read (it returns false) is
   * passed over. @throws DamagedParquet
   */
  struct(visit: (id: number, type: number) => boolean, nesting = 0): void {
    if (nesting > MOST_NESTING) throw this.damaged('structs are nested too deeply');
    let id = 0;
    for (;;) {
      const head = this.byte();
      const type = head & 0x0f;
      if (type === ThriftType.STOP) return;
      const step = head >>> 4;
      id = step === 0 ? this.integer() : id + step;
      if (!visit(id, type)) this.skip(type, nesting + 1);
    }
  }

  /** Calls `element` for each element of the list at the position. @throws DamagedParquet */
  list(element: (type: number) => void): void {
    const { count, type } = this.listHead();
    for (let index = 0; index < count; index++) element(type);
  }

  /** A zigzag integer; beyond 2^53 it is not exact. */
  integer(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The bytes of a binary or string, in place. */
  binary(): Uint8Array {
    const start = this.position;
    const length = this.varint();
    this.advance(length, start);
    return this.bytes.subarray(this.position - length, this.position);
  }

  text(): string {
    return Buffer.from(this.binary()).toString('utf8');
  }

  /** @throws DamagedParquet where the field has another type */
  expect(type: number, wanted: number, what: string): void {
    if (type !== wanted) throw this.damaged(`${what} has the wrong type`);
  }

  damaged(message: string): DamagedParquet {
    return new DamagedParquet(this.base + this.position, message);
  }

  private skip(type: number, nesting: number): void {
    if (nesting > MOST_NESTING) throw this.damaged('fields are nested too deeply');
    switch (type) {
      case ThriftType.TRUE:
      case ThriftType.FALSE:
        return;
      case ThriftType.BYTE:
        return this.advance(1, this.position);
      case ThriftType.I16:
      case ThriftType.I32:
      case ThriftType.I64:
        this.varint();
        return;
      case ThriftType.DOUBLE:
        return this.advance(8, this.position);
      case ThriftType.BINARY:
        this.binary();
        return;
      case ThriftType.LIST:
      case ThriftType.SET:
        return this.skipList(nesting);
      case ThriftType.MAP:
        return this.skipMap(nesting);
      case ThriftType.STRUCT:
        return this.struct(() => false, nesting);
      case ThriftType.UUID:
        return this.advance(UUID_BYTES, this.position);
      default:
        throw this.damaged(`a field has the unknown type ${type}`);
    }
  }

  private skipList(nesting: number): void {
    const { count, type } = this.listHead();
    for (let index = 0; index < count; index++) this.skipElement(type, nesting + 1);
  }

  private skipMap(nesting: number): void {
    const count = this.varint();
    this.checkCount(count);
    if (count === 0) return;
    const types = this.byte();
    for (let index = 0; index < count; index++) {
      this.skipElement(types >>> 4, nesting + 1);
      this.skipElement(types & 0x0f, nesting + 1);
    }
  }

  /** Within lists and maps a boolean is a byte; as a field it stands in the field's type. */
  private skipElement(type: number, nesting: number): void {
    if (type === ThriftType.TRUE || type === ThriftType.FALSE) this.advance(1, this.position);
    else this.skip(type, nesting);
  }

  private listHead(): { readonly count: number; readonly type: number } {
    const head = this.byte();
    const short = head >>> 4;
    const count = short === 15 ? this.varint() : short;
    this.checkCount(count);
    return { count, type: head & 0x0f };
  }

  /** Every element takes a byte or more, so that no more can follow than there are bytes. */
  private checkCount(count: number): void {
    if (count > this.bytes.length - this.position) throw this.damaged('a list is longer than the file');
  }

  private varint(): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < MOST_VARINT_BYTES; count++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw this.damaged('an integer has too many bytes');
  }

  private byte(): number {
    const byte = this.bytes[this.position];
    if (byte === undefined) throw this.damaged('it ends early');
    this.position++;
    return byte;
  }

  private advance(count: number, start: number): void {
    if (count > this.bytes.length - this.position) {
      this.position = start;
      throw this.damaged('it ends early');
    }
    this.position += count;
  }
}

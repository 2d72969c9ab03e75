const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Writes protobuf messages, each with the shortest length before it, into one buffer that grows and is reused. */
export class ProtobufWriter {
  private buffer = Buffer.allocUnsafe(256 * 1024);
  private length = 0;

  /** What was written since the last call, copied. */
  take(): Buffer {
    const taken = Buffer.from(this.buffer.subarray(0, this.length));
    this.length = 0;
    return taken;
  }

  varint(field: number, value: number): void {
    this.tag(field, VARINT);
    this.number(value);
  }

  fixed32(field: number, value: number): void {
    this.tag(field, FIXED32);
    this.room(4);
    this.length = this.buffer.writeUInt32LE(value, this.length);
  }

  fixed64(field: number, value: bigint): void {
    this.tag(field, FIXED64);
    this.room(8);
    this.length = this.buffer.writeBigUInt64LE(value, this.length);
  }

  hex(field: number, digits: string): void {
    this.tag(field, BYTES);
    this.number(digits.length / 2);
    this.room(digits.length / 2);
    this.length += this.buffer.write(digits, this.length, 'hex');
  }

  text(field: number, text: string): void {
    this.message(field, () => {
      this.room(text.length * 3);
      this.length += this.buffer.write(text, this.length, 'utf8');
    });
  }

  /** A field that holds what `write` writes. */
  message(field: number, write: () => void): void {
    this.tag(field, BYTES);
    this.room(1);
    const start = this.length + 1;
    this.length = start;
    write();
    const size = this.length - start;
    // The length was given one byte; a longer one moves the content.
    const extra = varintBytes(size) - 1;
    this.room(extra);
    if (extra > 0) this.buffer.copyWithin(start + extra, start, this.length);
    this.length = start - 1;
    this.number(size);
    this.length += size;
  }

  private tag(field: number, wireType: number): void {
    this.number(field * 8 + wireType);
  }

  private number(value: number): void {
    this.room(10);
    let rest = value;
    while (rest >= 128) {
      this.buffer[this.length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.length++] = rest;
  }

  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe((this.length + bytes) * 2);
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

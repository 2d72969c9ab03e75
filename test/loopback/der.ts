/** As much of DER (X.690) as a certificate needs. */

const SEQUENCE = 0x30;
const OBJECT_ID = 0x06;
const UTF8_STRING = 0x0c;
const CONTEXT = 0xa0;

/** A value under its tag. */
export function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return bytes([tag, length], content);
  const size = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return bytes([tag, ...size], content);
}

export function sequence(...items: readonly Buffer[]): Buffer {
  return der(SEQUENCE, Buffer.concat(items));
}

/** An explicitly tagged field of a structure. */
export function context(field: number, content: Buffer): Buffer {
  return der(CONTEXT + field, content);
}

export function text(content: string): Buffer {
  return der(UTF8_STRING, Buffer.from(content));
}

/** An object identifier from its dotted form. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(OBJECT_ID, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** Some bytes before others. */
export function bytes(first: readonly number[], rest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(first), rest]);
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}

import type { WireReader } from './wire';

/** AnyValue: string=1, bool=2, int=3, double=4, array=5, kvlist=6, bytes=7 (common.proto). */
const STRING = 0x0a;
const BOOL = 0x10;
const INT = 0x18;
const DOUBLE = 0x21;
const ARRAY = 0x2a;
const BYTES = 0x3a;
/** ArrayValue: values=1. */
const VALUES = 0x0a;
const LAST_FIELD = 7;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A text in UTF-8; what is none becomes U+FFFD. */
export function textOfBytes(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/**
 * The text of the AnyValue message in `[start, end)`, by the same rules as in OTLP JSON: a string as it is, a number or
 * boolean as JSON writes it, bytes as base64, an array as its scalars joined by commas (`host.ip` is one); null where
 * there is no value, or one of another kind. @throws DamagedMessage
 */
export function textOfAnyValue(reader: WireReader, start: number, end: number): string | null {
  return textOf(reader, start, end, true);
}

function textOf(reader: WireReader, start: number, end: number, withArrays: boolean): string | null {
  let text: string | null = null;
  reader.position = start;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === STRING || tag === BYTES || tag === ARRAY) {
      const last = reader.bytesEnd(end);
      const first = reader.position;
      if (tag === STRING) text = textOfBytes(reader.bytes, first, last);
      else if (tag === BYTES) text = Buffer.from(reader.bytes.subarray(first, last)).toString('base64');
      else text = withArrays ? textOfArray(reader, first, last) : null;
      reader.position = last;
    } else if (tag === BOOL) text = String(reader.varint(end) !== 0);
    else if (tag === INT) text = textOfInt(reader, end);
    else if (tag === DOUBLE) {
      const first = reader.position;
      reader.advance(8, end);
      const { bytes } = reader;
      text = String(new DataView(bytes.buffer, bytes.byteOffset + first, 8).getFloat64(0, true));
    } else {
      if (tag >>> 3 <= LAST_FIELD) text = null;
      reader.skip(tag, end);
    }
  }
  return text;
}

function textOfArray(reader: WireReader, start: number, end: number): string {
  const texts: string[] = [];
  reader.position = start;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag !== VALUES) {
      reader.skip(tag, end);
      continue;
    }
    const last = reader.bytesEnd(end);
    const text = textOf(reader, reader.position, last, false);
    if (text !== null) texts.push(text);
    reader.position = last;
  }
  return texts.join(',');
}

/** An int64; negative numbers are written as 64-bit two's complement. */
function textOfInt(reader: WireReader, end: number): string {
  const start = reader.position;
  const number = reader.varint(end);
  if (Number.isSafeInteger(number)) return String(number);
  let exact = 0n;
  for (let index = reader.position - 1; index >= start; index--) {
    exact = (exact << 7n) | BigInt(reader.bytes[index]! & 0x7f);
  }
  return String(BigInt.asIntN(64, exact));
}

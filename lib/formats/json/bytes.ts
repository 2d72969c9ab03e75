/** Character codes that JSON gives a meaning to (RFC 8259, section 2). */
export const Byte = {
  TAB: 0x09,
  NEWLINE: 0x0a,
  RETURN: 0x0d,
  SPACE: 0x20,
  QUOTE: 0x22,
  PLUS: 0x2b,
  COMMA: 0x2c,
  MINUS: 0x2d,
  POINT: 0x2e,
  ZERO: 0x30,
  ONE: 0x31,
  NINE: 0x39,
  COLON: 0x3a,
  OPEN_BRACKET: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE_BRACKET: 0x5d,
  OPEN_BRACE: 0x7b,
  CLOSE_BRACE: 0x7d,
} as const;

/** Whether a byte is white space of JSON. */
export function isSpace(byte: number): boolean {
  return byte === Byte.SPACE || byte === Byte.NEWLINE || byte === Byte.RETURN || byte === Byte.TAB;
}

/** Where `buffer[start, end)` begins and ends without the white space around it. */
export function trimmed(
  buffer: Uint8Array,
  start: number,
  end: number,
): { readonly start: number; readonly end: number } {
  let first = start;
  let last = end;
  while (first < last && isSpace(buffer[first]!)) first++;
  while (last > first && isSpace(buffer[last - 1]!)) last--;
  return { start: first, end: last };
}

/**
 * The same bytes as a plain Uint8Array. A Buffer is one too, but of another hidden class, and a loop that meets
 * both kinds is compiled for neither.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

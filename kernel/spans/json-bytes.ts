/** Character codes that JSON gives a meaning to (RFC 8259, section 2). */
export const QUOTE: u32 = 0x22;
export const PLUS: u32 = 0x2b;
export const COMMA: u32 = 0x2c;
export const MINUS: u32 = 0x2d;
export const POINT: u32 = 0x2e;
export const ZERO: u32 = 0x30;
export const COLON: u32 = 0x3a;
export const OPEN_BRACKET: u32 = 0x5b;
export const BACKSLASH: u32 = 0x5c;
export const CLOSE_BRACKET: u32 = 0x5d;
export const OPEN_BRACE: u32 = 0x7b;
export const CLOSE_BRACE: u32 = 0x7d;

/** Whether a byte that follows digits ends the number, in a text without white space. */
@inline
export function endsNumber(byte: u32): bool {
  return byte == COMMA || byte == CLOSE_BRACE;
}

/** Whether a byte is a decimal digit. */
@inline
export function isDigit(byte: u32): bool {
  return byte - ZERO < 10;
}

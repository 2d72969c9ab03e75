/** Field types of the Thrift compact protocol. */
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
const TRUE = 1;
const FALSE = 2;

/** A value of a field. */
export type Field =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly bytes: Uint8Array }
  | { readonly flag: boolean }
  | { readonly list: readonly Field[] }
  | { readonly struct: Struct };

/** Fields by their numbers, ascending. */
export type Struct = readonly (readonly [id: number, field: Field])[];

/** A text as a field. */
export const text = (value: string): Field => ({ bytes: Buffer.from(value) });

/** Writes a struct in the Thrift compact protocol. */
export function encodeStruct(struct: Struct): Buffer {
  const out: number[] = [];
  writeStruct(out, struct);
  return Buffer.from(out);
}

/** An unsigned varint. */
export function varint(value: number | bigint): number[] {
  const out: number[] = [];
  let rest = BigInt(value);
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return out;
}

/** A signed number so that small ones have small codes. */
export function zigzag(value: number | bigint): bigint {
  const big = BigInt(value);
  return BigInt.asUintN(64, (big << 1n) ^ (big >> 63n));
}

function writeStruct(out: number[], struct: Struct): void {
  let last = 0;
  for (const [id, field] of struct) {
    out.push(((id - last) << 4) | typeOf(field));
    last = id;
    if (!('flag' in field)) writeValue(out, field);
  }
  out.push(0);
}

function writeValue(out: number[], field: Field): void {
  if ('i32' in field) out.push(...varint(zigzag(field.i32)));
  else if ('i64' in field) out.push(...varint(zigzag(field.i64)));
  else if ('bytes' in field) {
    out.push(...varint(field.bytes.length));
    for (const byte of field.bytes) out.push(byte);
  } else if ('struct' in field) writeStruct(out, field.struct);
  else if ('list' in field) {
    const [first] = field.list;
    const type = first === undefined ? I32 : typeOf(first);
    if (field.list.length < 15) out.push((field.list.length << 4) | type);
    else out.push(0xf0 | type, ...varint(field.list.length));
    for (const element of field.list) writeValue(out, element);
  }
}

function typeOf(field: Field): number {
  if ('i32' in field) return I32;
  if ('i64' in field) return I64;
  if ('bytes' in field) return BINARY;
  if ('list' in field) return LIST;
  if ('struct' in field) return STRUCT;
  return field.flag ? TRUE : FALSE;
}

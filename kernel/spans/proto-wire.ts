import { UNUSUAL } from './rows';

/** Bytes that a varint may have. */
const MOST_VARINT: usize = 10;

/**
 * Passes over a varint of any length that is allowed.
 * @returns UNUSUAL where it has more than ten bytes
 */
@inline
export function skipVarint(start: usize): usize {
  for (let at = start; at < start + MOST_VARINT; at++) {
    if (<u32>load<u8>(at) < 0x80) return at + 1;
  }
  return UNUSUAL;
}

/** Where a field of bytes begins, behind its length, which stands at `start`; UNUSUAL for lengths of 2 MB and more. */
@inline
export function contentOf(start: usize): usize {
  if (<u32>load<u8>(start) < 0x80) return start + 1;
  if (<u32>load<u8>(start, 1) < 0x80) return start + 2;
  return <u32>load<u8>(start, 2) < 0x80 ? start + 3 : UNUSUAL;
}

/** Where a field of bytes ends, of which the length stands at `start`; `content` is what contentOf says. */
@inline
export function endOf(start: usize, content: usize): usize {
  let length = <usize>load<u8>(start) & 0x7f;
  if (content - start > 1) length |= (<usize>load<u8>(start, 1) & 0x7f) << 7;
  if (content - start > 2) length |= (<usize>load<u8>(start, 2) & 0x7f) << 14;
  return content + length;
}

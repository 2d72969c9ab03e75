import { Byte, isSpace } from './json/bytes';

/** Objects within objects that are looked into. */
const MOST_DEPTH = 3;
/** Longer keys are none that a format is told by. */
const MOST_KEY = 40;

/**
 * The keys that the objects of a piece of JSON have, by how many objects they stand in: `[0]` are the keys of the
 * outermost objects, whatever arrays these stand in. The piece may be cut off anywhere; null where it does not begin
 * with an object or an array.
 */
export function outlineOf(head: Uint8Array): readonly ReadonlySet<string>[] | null {
  let index = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  while (index < head.length && isSpace(head[index]!)) index++;
  if (head[index] !== Byte.OPEN_BRACE && head[index] !== Byte.OPEN_BRACKET) return null;
  const keys = Array.from({ length: MOST_DEPTH }, () => new Set<string>());
  let depth = 0;
  let text = { start: 0, end: 0 };
  for (; index < head.length; index++) {
    const byte = head[index]!;
    if (byte === Byte.QUOTE) {
      text = { start: index + 1, end: endOfString(head, index + 1) };
      index = text.end;
    } else if (byte === Byte.OPEN_BRACE) depth++;
    else if (byte === Byte.CLOSE_BRACE) depth--;
    else if (byte === Byte.COLON && text.end - text.start <= MOST_KEY) {
      keys[depth - 1]?.add(Buffer.from(head.subarray(text.start, text.end)).toString('latin1'));
    }
  }
  return keys;
}

/** Where the string that begins at `start` has its closing quote, or the piece its end. */
function endOfString(bytes: Uint8Array, start: number): number {
  let index = start;
  while (index < bytes.length && bytes[index] !== Byte.QUOTE)
    index += bytes[index] === Byte.BACKSLASH ? 2 : 1;
  return Math.min(index, bytes.length);
}

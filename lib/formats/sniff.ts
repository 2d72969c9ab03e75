import type { Format } from './format';
import { FORMATS } from './index';

/** Bytes of an object that are looked at to tell its format. */
export const SNIFF_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;

/**
 * The format of an object that begins with `head` (up to SNIFF_BYTES of it, decompressed; `whole` where they are all
 * there is); null where it is none that is known.
 */
export function sniffFormat(head: Uint8Array, whole: boolean): Format | null {
  return FORMATS.find((format) => format.sniff(head, whole)) ?? formatOfLines(head, whole);
}

/** An object may begin in the middle of a line, as a file that was cut or rotated does: the second line then tells. */
function formatOfLines(head: Uint8Array, whole: boolean): Format | null {
  const second = head.indexOf(LINE_FEED) + 1;
  if (second === 0) return null;
  const rest = head.subarray(second);
  return FORMATS.find((format) => format.hasLines && format.sniff(rest, whole)) ?? null;
}

import type { Format } from './format';
import { FORMATS } from './index';

/** Bytes of an object that are looked at to tell its format. */
export const SNIFF_BYTES = 64 * 1024;

/**
 * The format of an object that begins with `head` (up to SNIFF_BYTES of it, decompressed; `whole` where they are all
 * there is); null where it is none that is known.
 */
export function sniffFormat(head: Uint8Array, whole: boolean): Format | null {
  return FORMATS.find((format) => format.sniff(head, whole)) ?? null;
}

/** Four characters as the little-endian word that a view reads: what fixed text is compared with. */
export function word(text: string): number {
  return Buffer.from(text).readInt32LE();
}

/* Span IDs as they stand in a column: two words, the high one first. */

/** Whether the high word is zero. */
@inline
export function isLowId(id: u64): bool {
  return <u32>id == 0;
}

/** The low word. */
@inline
export function lowWord(id: u64): u32 {
  return <u32>(id >> 32);
}

/** Both words count in every bit that is used, whatever pattern the IDs have. */
@inline
export function hashOf(id: u64): u32 {
  const mixed = id * 0x9e3779b97f4a7c15;
  return <u32>(mixed >> 32) ^ <u32>(mixed >> 54);
}

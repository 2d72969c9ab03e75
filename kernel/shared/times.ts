/** The value of a column's two words, the upper one first, as they were loaded together: a time in ns, or an ID. */
@inline
export function valueOf(words: u64): u64 {
  return rotl<u64>(words, 32);
}

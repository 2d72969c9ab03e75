import { FLAG_HAS_IS_REMOTE, FLAG_IS_REMOTE, KIND_CONSUMER, KIND_SERVER } from '../shared/span';

// Where the parent of a span is (Parentage in lib/checks/learned/span-survey.ts); 0: it is a root, or not known.
export const LOCAL: u32 = 1;
export const REMOTE: u32 = 2;

/** By row, a byte each. */
let parentage: usize = 0;

export function openParentage(rows: usize): void {
  parentage = rows;
}

@inline
export function parentageOf(row: u32): u32 {
  return load<u8>(parentage + row);
}

@inline
export function setParentage(row: u32, where: u32): void {
  store<u8>(parentage + row, where);
}

/** Whether a span itself says that its parent is in another process: by its flags, else by its kind. */
@inline
export function saysRemote(ownFlags: u32, ownKind: u32): bool {
  if ((ownFlags & FLAG_HAS_IS_REMOTE) != 0) return (ownFlags & FLAG_IS_REMOTE) != 0;
  return ownKind == KIND_SERVER || ownKind == KIND_CONSUMER;
}

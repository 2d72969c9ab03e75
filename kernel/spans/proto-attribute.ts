import { notePeer } from './peers';
import { contentOf, endOf } from './proto-wire';
import { UNUSUAL } from './rows';

// Tags of KeyValue (common.proto).
const KEY: u32 = 0x0a;
const VALUE: u32 = 0x12;

/** Notes the KeyValue message in `[start, end)`. @returns false where it is not a key and then a value */
@inline
export function noteAttribute(start: usize, end: usize): bool {
  if (<u32>load<u8>(start) != KEY) return false;
  const key = contentOf(start + 1);
  const keyEnd = endOf(start + 1, key);
  if (key == UNUSUAL || keyEnd >= end || <u32>load<u8>(keyEnd) != VALUE) return false;
  const value = contentOf(keyEnd + 1);
  if (value == UNUSUAL || endOf(keyEnd + 1, value) != end) return false;
  notePeer(key, <u32>(keyEnd - key), value, end);
  return true;
}

import { CLOSE_BRACE, CLOSE_BRACKET, COMMA } from './json-bytes';
import { skipValue } from './json-skip';
import { plainEnd, skipString } from './json-text';
import * as Word from './json-words';
import { forgetPeer, notePeer } from './peers';
import { UNUSUAL } from './rows';

/** `}}`, which ends a value and its attribute. */
const BOTH_END: u32 = 0x7d7d;

/**
 * Passes over attributes, from behind the bracket that opens their list to behind the one that closes it.
 * @param isCaller whether what names a callee is to be remembered
 */
export function skipAttributes(start: usize, isCaller: bool): usize {
  forgetPeer();
  if (<u32>load<u8>(start) == CLOSE_BRACKET) return start + 1;
  let at = start;
  while (true) {
    if (load<u64>(at) != Word.ATTRIBUTE_KEY_0) return UNUSUAL;
    const key = at + 8;
    const keyEnd = plainEnd(key);
    if (load<u64>(keyEnd) != Word.ATTRIBUTE_VALUE_0 || load<u64>(keyEnd, 3) != Word.ATTRIBUTE_VALUE_3) return UNUSUAL;
    const value = keyEnd + 11;
    at = skipAnyValue(value);
    if (at == UNUSUAL) return UNUSUAL;
    if (isCaller) notePeer(key, <u32>(keyEnd - key), value, at - 1);
    const byte = <u32>load<u8>(at);
    if (byte == CLOSE_BRACKET) return at + 1;
    if (byte != COMMA) return UNUSUAL;
    at++;
  }
}

/** Passes over the members of an AnyValue, and the two braces behind them: of the value and of the attribute. */
@inline
function skipAnyValue(members: usize): usize {
  const isText = load<u64>(members) == Word.STRING_VALUE_0 && load<u64>(members, 7) == Word.STRING_VALUE_7;
  if (!isText) return skipOther(members);
  const end = skipString(members + 15);
  return <u32>load<u16>(end) == BOTH_END ? end + 2 : UNUSUAL;
}

function skipOther(members: usize): usize {
  const end = skipValue(members - 1);
  return <u32>load<u8>(end) == CLOSE_BRACE ? end + 1 : UNUSUAL;
}

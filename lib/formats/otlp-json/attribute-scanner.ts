import type { StringPool } from '../../model/strings';
import { Byte } from '../json/bytes';
import { KeySet, KeyTable } from '../json/keys';
import { FAIL, plainEnd, skipLiteral, skipNumber, skipSpace, skipString, skipValue } from '../json/skip';
import type { Source } from '../json/source';
import { word } from '../json/word';
import { PeerScanner } from './peer-scanner';

// `{"key":"`, `,"value":{"`, `stringValue":"`, `intValue":` and `boolValue":`, four bytes at a time.
const KEY_0 = word('{"ke');
const KEY_4 = word('y":"');
const VALUE_0 = word(',"va');
const VALUE_4 = word('lue"');
const VALUE_7 = word('":{"');
const STRING_0 = word('stri');
const STRING_4 = word('ngVa');
const STRING_8 = word('lue"');
const STRING_10 = word('e":"');
const INT_0 = word('intV');
const INT_4 = word('alue');
const BOOL_0 = word('bool');
const BOOL_4 = word('Valu');
const SCALAR_END = word('ue":');

const KEYS = new KeySet([['key'], ['value']]);
const KEY = 0;
const VALUE = 1;

/** Passes over lists of attributes, and remembers where in them the span says whom it calls. */
export class AttributeScanner {
  /** The last list holds something that only the slow reader may judge. */
  irregular = false;
  readonly peer: PeerScanner;
  private readonly source: Source;
  private readonly keys = new KeyTable(KEYS);

  constructor(source: Source, strings: StringPool) {
    this.source = source;
    this.peer = new PeerScanner(source, strings);
  }

  /** Passes over the value at `start`, which should be a list of attributes; returns the position behind it, or FAIL. */
  scan(start: number): number {
    const { source } = this;
    const { buffer } = source;
    this.irregular = false;
    this.peer.forget();
    if (buffer[start] !== Byte.OPEN_BRACKET) {
      this.irregular = true;
      return skipValue(source, start);
    }
    let index = start + 1;
    if (buffer[index]! <= Byte.SPACE) index = skipSpace(source, index);
    if (buffer[index] === Byte.CLOSE_BRACKET) return index + 1;
    for (;;) {
      index = this.attribute(index);
      if (index === FAIL) return FAIL;
      let byte = buffer[index]!;
      if (byte <= Byte.SPACE) {
        index = skipSpace(source, index);
        byte = buffer[index]!;
      }
      index++;
      if (byte === Byte.CLOSE_BRACKET) return index;
      if (byte !== Byte.COMMA) return FAIL;
      if (buffer[index]! <= Byte.SPACE) index = skipSpace(source, index);
    }
  }

  /** One element, at once where it is written as almost all are. */
  private attribute(start: number): number {
    const { source } = this;
    const { buffer, view } = source;
    if (view.getInt32(start, true) === KEY_0 && view.getInt32(start + 4, true) === KEY_4) {
      const keyEnd = plainEnd(view, start + 8);
      if (buffer[keyEnd] === Byte.QUOTE) {
        const next = this.usualValue(keyEnd + 1);
        if (next !== FAIL) {
          this.peer.note(start + 8, keyEnd, keyEnd + 10);
          return next;
        }
      }
    }
    const next = this.anyAttribute(start);
    if (next !== FAIL) return next;
    this.irregular = true;
    return skipValue(source, start);
  }

  /** From behind the key to behind the element; FAIL where it is not written in the usual way. */
  private usualValue(start: number): number {
    const { source } = this;
    const { buffer, view } = source;
    if (
      view.getInt32(start, true) !== VALUE_0 ||
      view.getInt32(start + 4, true) !== VALUE_4 ||
      view.getInt32(start + 7, true) !== VALUE_7
    ) {
      return FAIL;
    }
    let index = start + 11;
    const first = view.getInt32(index, true);
    const second = view.getInt32(index + 4, true);
    if (first === STRING_0) {
      if (second !== STRING_4) return FAIL;
      if (view.getInt32(index + 8, true) !== STRING_8 || view.getInt32(index + 10, true) !== STRING_10)
        return FAIL;
      index = skipString(source, index + 14);
    } else if (first === INT_0) {
      if (second !== INT_4 || view.getInt32(index + 6, true) !== SCALAR_END) return FAIL;
      index += 10;
      index = buffer[index] === Byte.QUOTE ? skipString(source, index + 1) : skipNumber(buffer, index);
    } else if (first === BOOL_0) {
      if (second !== BOOL_4 || view.getInt32(index + 7, true) !== SCALAR_END) return FAIL;
      index = skipLiteral(buffer, index + 11);
    } else return FAIL;
    if (index === FAIL) return FAIL;
    return buffer[index] === Byte.CLOSE_BRACE && buffer[index + 1] === Byte.CLOSE_BRACE ? index + 2 : FAIL;
  }

  /** One element however it is written; FAIL where it is no object with a string `key` and an object `value`. */
  private anyAttribute(start: number): number {
    const { source, keys } = this;
    const { buffer, view } = source;
    if (buffer[start] !== Byte.OPEN_BRACE) return FAIL;
    let index = skipSpace(source, start + 1);
    let seen = 0;
    let key = 0;
    let value = 0;
    keys.begin();
    for (;;) {
      const field = keys.next(source, index);
      if (field === FAIL) return FAIL;
      index = skipSpace(source, keys.position);
      if (field !== keys.unknown) {
        if ((seen & (1 << field)) !== 0) return FAIL;
        seen |= 1 << field;
        if (field === KEY) key = index + 1;
        else value = index;
      }
      index = skipValue(source, index);
      if (index === FAIL) return FAIL;
      index = skipSpace(source, index);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACE) break;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(source, index);
    }
    if (seen !== ((1 << KEY) | (1 << VALUE)) || buffer[value] !== Byte.OPEN_BRACE) return FAIL;
    const keyEnd = plainEnd(view, key);
    if (buffer[key - 1] !== Byte.QUOTE || buffer[keyEnd] !== Byte.QUOTE) return FAIL;
    this.peer.note(key, keyEnd, value);
    return index;
  }
}

import { Byte } from './bytes';
import { FAIL, plainEnd, skipSpace } from './skip';
import type { Source } from './source';

/** Keys up to this length are looked up, quotes and colon not counted; none of those that we read is longer. */
const MAX_KEY = 60;
const NONE = new Uint8Array(0);

/** Keys that the members of one kind of object may have, numbered, as their bytes; made once. */
export class KeySet {
  /** Field of a key that is not among them. */
  readonly unknown: number;
  /** By key: its field. */
  readonly fields: Uint8Array;
  /** By key: its bytes, quotes and colon included. */
  private readonly lengths: Uint8Array;
  private readonly firstWord: Uint16Array;
  private readonly words: Int32Array;
  private readonly texts: readonly Uint8Array[];
  private readonly byLength: readonly Uint8Array[];

  /** @param fields the spellings of each field; the field's number is its index */
  constructor(fields: readonly (readonly string[])[]) {
    const keys = fields.flatMap((spellings, field) => spellings.map((spelling) => ({ field, spelling })));
    const patterns = keys.map(({ spelling }) => Buffer.from(`"${spelling}":`));
    const words = patterns.map(wordsOf);
    this.unknown = fields.length;
    this.fields = Uint8Array.from(keys, ({ field }) => field);
    this.lengths = Uint8Array.from(patterns, (pattern) => pattern.length);
    this.firstWord = new Uint16Array(keys.length + 1);
    for (let key = 0; key < keys.length; key++)
      this.firstWord[key + 1] = this.firstWord[key]! + words[key]!.length;
    this.words = Int32Array.from(words.flat());
    this.texts = keys.map(({ spelling }) => Uint8Array.from(Buffer.from(spelling)));
    const byLength = Map.groupBy(keys.keys(), (key) => keys[key]!.spelling.length);
    this.byLength = Array.from({ length: MAX_KEY + 1 }, (_, length) => {
      const some = byLength.get(length);
      return some === undefined ? NONE : Uint8Array.from(some);
    });
  }

  /** Number of the spelling that `length` bytes from `start` on are, in the order of the keys; -1 where they are none. */
  lookup(buffer: Uint8Array, start: number, length: number): number {
    if (length > MAX_KEY) return -1;
    const candidates = this.byLength[length]!;
    for (let index = 0; index < candidates.length; index++) {
      const key = candidates[index]!;
      if (equals(this.texts[key]!, buffer, start)) return key;
    }
    return -1;
  }

  /** Where what is at `start` ends if it is this key, with quotes and colon; else FAIL. */
  endOf(key: number, view: DataView, start: number): number {
    const end = start + this.lengths[key]!;
    const first = this.firstWord[key]!;
    const last = this.firstWord[key + 1]! - 1;
    if (view.getInt32(end - 4, true) !== this.words[last]) return FAIL;
    for (let word = first, at = start; word < last; word++, at += 4) {
      if (view.getInt32(at, true) !== this.words[word]) return FAIL;
    }
    return end;
  }
}

/**
 * Finds the members of objects of one kind in the bytes. After each key it expects the one that followed it the last
 * time, which costs one comparison; any other is looked up by its length. A key's quotes and colon belong to what is
 * compared, four bytes at a time, so MAX_KEY bytes must be readable behind a document.
 */
export class KeyTable {
  /** Field of a key that is not in the set. */
  readonly unknown: number;
  /** After `next`: where the value begins (or white space before it). */
  position = 0;
  private readonly keys: KeySet;
  /** By key: the key that followed it the last time; the entry behind the last key is for the object's beginning. */
  private readonly followers: Uint8Array;
  private previous: number;

  constructor(keys: KeySet) {
    this.keys = keys;
    this.unknown = keys.unknown;
    this.followers = new Uint8Array(keys.fields.length + 1);
    this.previous = keys.fields.length;
  }

  /** An object begins. */
  begin(): void {
    this.previous = this.keys.fields.length;
  }

  /**
   * The field of the key whose opening quote is at `start`; `position` is then behind its colon.
   * @returns FAIL where that is no key, or one with an escape, which may stand for any text, or not ASCII
   */
  next(source: Source, start: number): number {
    const expected = this.followers[this.previous]!;
    const end = this.keys.endOf(expected, source.view, start);
    if (end === FAIL) return this.find(source, start);
    this.previous = expected;
    this.position = end;
    return this.keys.fields[expected]!;
  }

  private find(source: Source, start: number): number {
    const { buffer } = source;
    if (buffer[start] !== Byte.QUOTE) return FAIL;
    let index = plainEnd(source.view, start + 1);
    if (buffer[index] !== Byte.QUOTE) return FAIL;
    const length = index - start - 1;
    index++;
    if (buffer[index] !== Byte.COLON) {
      index = skipSpace(source, index);
      if (buffer[index] !== Byte.COLON) return FAIL;
    }
    this.position = index + 1;
    const key = this.keys.lookup(buffer, start + 1, length);
    if (key < 0) return this.unknown;
    this.followers[this.previous] = key;
    this.previous = key;
    return this.keys.fields[key]!;
  }
}

function equals(text: Uint8Array, buffer: Uint8Array, start: number): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text[index] !== buffer[start + index]) return false;
  }
  return true;
}

/** The bytes four at a time, little-endian; the last four overlap the ones before where the length is uneven. */
function wordsOf(bytes: Buffer): number[] {
  const words: number[] = [];
  for (let at = 0; at + 4 < bytes.length; at += 4) words.push(bytes.readInt32LE(at));
  words.push(bytes.readInt32LE(bytes.length - 4));
  return words;
}

import type { ByteValues } from './encodings/byte-values';
import type { ByteColumn } from './values';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const WORD = 2 ** 32;
/** Integers below it, such as ports and statuses, come again and again. */
const SMALL = 2 ** 16;

/** Texts as numbers, as long as they are needed for comparing. A text may have several numbers. */
export class Texts {
  private next = 0;
  private readonly texts = new Map<number, string>();
  private readonly numbers = new Map<string, number>();
  /** By integer below SMALL: 1 + the number of its text. */
  private readonly small = new Uint32Array(SMALL);
  /** Dictionaries whose entries have the numbers from `first` on. */
  private readonly dictionaries: { readonly first: number; readonly values: ByteValues }[] = [];

  number(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.next++;
    this.numbers.set(text, number);
    this.texts.set(number, text);
    return number;
  }

  /** The number of the text of an INT64; of a small one a text is made once. */
  integer(words: Uint32Array, index: number): number {
    const low = words[index * 2 + 1]!;
    if (words[index * 2] !== 0 || low >= SMALL) return this.number(textOfInteger(words, index));
    const known = this.small[low]!;
    if (known > 0) return known - 1;
    const number = this.number(String(low));
    this.small[low] = number + 1;
    return number;
  }

  /** Gives all entries of a dictionary a number each, and makes texts of those only that are asked for. @returns the first */
  numberAll(values: ByteValues): number {
    const first = this.next;
    this.dictionaries.push({ first, values });
    this.next += values.count;
    return first;
  }

  /** The text of a number; null of a negative one. */
  text(number: number): string | null {
    const text = this.texts.get(number);
    if (text !== undefined || number < 0) return text ?? null;
    const found = this.dictionaries.findLast(({ first }) => first <= number);
    if (found === undefined) return null;
    const { bytes, starts, ends } = found.values;
    const place = number - found.first;
    const made = textOf(bytes, starts[place]!, ends[place]!);
    this.texts.set(number, made);
    return made;
  }
}

/** The numbers of a column's texts. */
export class TextNumbers {
  private readonly texts: Texts;
  private dictionary: ByteValues | null = null;
  private first = 0;

  constructor(texts: Texts) {
    this.texts = texts;
  }

  at({ values, indices }: ByteColumn, index: number): number {
    if (indices === null)
      return this.texts.number(textOf(values.bytes, values.starts[index]!, values.ends[index]!));
    if (this.dictionary !== values) {
      this.dictionary = values;
      this.first = this.texts.numberAll(values);
    }
    return this.first + indices[index]!;
  }
}

/** The numbers of a column's values: each value of a dictionary is looked at once. */
export class ValueNumbers {
  private readonly numberOf: (bytes: Uint8Array, start: number, end: number) => number;
  private dictionary: ByteValues | null = null;
  private known = new Int32Array(0);

  /** @param numberOf gives the number of a value, 0 or more (up to 2^32-1) */
  constructor(numberOf: (bytes: Uint8Array, start: number, end: number) => number) {
    this.numberOf = numberOf;
  }

  at({ values, indices }: ByteColumn, index: number): number {
    const { bytes, starts, ends } = values;
    if (indices === null) return this.numberOf(bytes, starts[index]!, ends[index]!);
    if (this.dictionary !== values) {
      this.dictionary = values;
      this.known = new Int32Array(values.count).fill(-1);
    }
    const place = indices[index]!;
    const known = this.known[place]!;
    if (known >= 0) return known;
    const number = this.numberOf(bytes, starts[place]!, ends[place]!);
    // Numbers beyond 2^31 (hashed names) look negative here, and are looked up each time.
    this.known[place] = number;
    return number;
  }
}

/** A text in UTF-8; what is none becomes U+FFFD. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** The text of an INT64, as JSON writes it. */
function textOfInteger(words: Uint32Array, index: number): string {
  const high = words[index * 2]! | 0;
  const low = words[index * 2 + 1]!;
  const number = high * WORD + low;
  return Number.isSafeInteger(number) ? String(number) : String((BigInt(high) << 32n) | BigInt(low));
}

/** The text of a DOUBLE, as JSON writes it. */
export function textOfDouble(words: Uint32Array, index: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, words[index * 2]!);
  view.setUint32(4, words[index * 2 + 1]!);
  return String(view.getFloat64(0));
}

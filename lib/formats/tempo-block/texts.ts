import type { ByteValues } from './encodings/byte-values';
import type { ByteColumn } from './values';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const WORD = 2 ** 32;

/** Texts as small numbers, as long as they are needed for comparing. */
export class Texts {
  private readonly texts: (string | null)[] = [];
  /** Of texts that are made when they are asked for: where their bytes are. */
  private readonly sources: (ByteValues | null)[] = [];
  private readonly places: number[] = [];
  private readonly numbers = new Map<string, number>();

  get size(): number {
    return this.texts.length;
  }

  number(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.texts.length);
    return this.add(text, null, 0);
  }

  /** A new number for a value of a dictionary, of which most texts are never asked for. */
  later(source: ByteValues, place: number): number {
    return this.add(null, source, place);
  }

  /** The text of a number; null of a negative one. */
  text(number: number): string | null {
    const text = this.texts[number] ?? null;
    const source = this.sources[number] ?? null;
    if (text !== null || source === null) return text;
    const place = this.places[number] ?? 0;
    const made = textOf(source.bytes, source.starts[place]!, source.ends[place]!);
    this.texts[number] = made;
    return made;
  }

  private add(text: string | null, source: ByteValues | null, place: number): number {
    this.sources.push(source);
    this.places.push(place);
    return this.texts.push(text) - 1;
  }
}

/** The numbers of a column's values: each value of a dictionary is looked at once. */
export class ValueNumbers {
  private readonly numberOf: (bytes: Uint8Array, start: number, end: number) => number;
  private readonly numberOfEntry: ((dictionary: ByteValues, place: number) => number) | null;
  private dictionary: ByteValues | null = null;
  private known = new Int32Array(0);

  /**
   * @param numberOf gives the number of a value, 0 or more (up to 2^32-1)
   * @param numberOfEntry the same of an entry of a dictionary, where that is cheaper
   */
  constructor(
    numberOf: (bytes: Uint8Array, start: number, end: number) => number,
    numberOfEntry: ((dictionary: ByteValues, place: number) => number) | null = null,
  ) {
    this.numberOf = numberOf;
    this.numberOfEntry = numberOfEntry;
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
    const number =
      this.numberOfEntry === null
        ? this.numberOf(bytes, starts[place]!, ends[place]!)
        : this.numberOfEntry(values, place);
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
export function textOfInteger(words: Uint32Array, index: number): string {
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

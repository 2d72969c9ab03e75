import type { StringPool } from '../../model/strings';
import { Byte } from '../json/bytes';
import { parseJson } from '../json/parse';
import { FAIL, plainEnd, skipString } from '../json/skip';
import type { Source } from '../json/source';

/** Names that are remembered beside the pool, and the most bytes one of them may have. */
const SLOTS = 512;
const MAX_BYTES = 64;

/** Reads strings as numbers of the pool; a name that came lately costs a few comparisons of words. */
export class Names {
  /** The number of the last string read. */
  number = 0;
  private readonly source: Source;
  private readonly strings: StringPool;
  /** By slot: length, number and bytes of the name that came last. */
  private readonly lengths = new Uint8Array(SLOTS);
  private readonly numbers = new Uint32Array(SLOTS);
  private readonly bytes = new Uint8Array(SLOTS * MAX_BYTES);
  private readonly words = new DataView(this.bytes.buffer);
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(source: Source, strings: StringPool) {
    this.source = source;
    this.strings = strings;
  }

  /** Reads the string behind the quote at `start`; returns the position behind it, or FAIL where it is none. */
  read(start: number): number {
    const { buffer, view } = this.source;
    const first = start + 1;
    const end = plainEnd(view, first);
    if (buffer[end] !== Byte.QUOTE) return this.readAny(start);
    const length = end - first;
    this.number =
      length < 4 || length > MAX_BYTES
        ? this.strings.internBytes(buffer, first, end)
        : this.lookUp(buffer, view, first, length);
    return end + 1;
  }

  private lookUp(buffer: Uint8Array, view: DataView, start: number, length: number): number {
    const tail = view.getInt32(start + length - 4, true);
    const slot =
      (Math.imul(view.getInt32(start, true) ^ Math.imul(tail, 0x85ebca6b) ^ length, 0x9e3779b1) >>> 16) %
      SLOTS;
    if (this.lengths[slot] === length && this.equals(slot * MAX_BYTES, view, start, length)) {
      return this.numbers[slot]!;
    }
    const number = this.strings.internBytes(buffer, start, start + length);
    this.bytes.set(buffer.subarray(start, start + length), slot * MAX_BYTES);
    this.lengths[slot] = length;
    this.numbers[slot] = number;
    return number;
  }

  private equals(own: number, view: DataView, start: number, length: number): boolean {
    const { words } = this;
    const tail = length - 4;
    for (let at = 0; at < tail; at += 4) {
      if (view.getInt32(start + at, true) !== words.getInt32(own + at, true)) return false;
    }
    return view.getInt32(start + tail, true) === words.getInt32(own + tail, true);
  }

  /** With escapes or beyond ASCII: as JSON.parse and the decoding of UTF-8 have it. */
  private readAny(start: number): number {
    const next = skipString(this.source, start + 1);
    if (next === FAIL) return FAIL;
    const text = parseJson(this.decoder.decode(this.source.buffer.subarray(start, next)));
    if (typeof text !== 'string') return FAIL;
    this.number = this.strings.intern(text);
    return next;
  }
}

import type { SpanBatch } from '../../model/batch';
import { UNKNOWN_RESOURCE } from '../../model/resources';
import { isHashed, StringPool } from '../../model/strings';
import type { Effects } from '../json/effects';
import { parseJson } from '../json/parse';
import { FAIL, skipValue } from '../json/skip';
import { InvalidField } from '../json/values';
import { resourceOf } from './resource';

/** Distinct resources that are kept by their bytes, and how many bytes one of them may have. */
const MAX_KEPT = 4096;
const MAX_BYTES = 4096;

/** Reads resources; one whose bytes were seen before is not parsed again. */
export class ResourceCache {
  /** After `number`: the position behind the resource. */
  end = 0;
  private readonly batch: SpanBatch;
  private readonly effects: Effects;
  /** Resources by their bytes, and their numbers by the number of the bytes. */
  private readonly texts = new StringPool(MAX_KEPT);
  private readonly numbers: number[] = [];
  private readonly last = new Uint8Array(MAX_BYTES);
  private readonly lastView = new DataView(this.last.buffer);
  private lastLength = 0;
  private lastNumber = 0;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(batch: SpanBatch, effects: Effects) {
    this.batch = batch;
    this.effects = effects;
  }

  /** Number of the resource of spans that have none. */
  unknown(): number {
    return this.batch.resources.intern(UNKNOWN_RESOURCE);
  }

  /**
   * Number of the resource whose value begins at `start`; FAIL where that is no JSON.
   * @param base offset in the object of the buffer's first byte
   */
  number(buffer: Uint8Array, view: DataView, start: number, end: number, base: number): number {
    if (this.isLast(view, start, end)) {
      this.end = start + this.lastLength;
      return this.lastNumber;
    }
    const next = skipValue(buffer, start, end);
    if (next === FAIL) return FAIL;
    this.end = next;
    const text = next - start <= MAX_BYTES ? this.texts.internBytes(buffer, start, next) : -1;
    const number = (text < 0 ? undefined : this.numbers[text]) ?? this.parse(buffer, start, next, base);
    if (number === FAIL) return this.unknown();
    if (text >= 0) {
      if (!isHashed(text)) this.numbers[text] = number;
      this.last.set(buffer.subarray(start, next));
      this.lastLength = next - start;
      this.lastNumber = number;
    }
    return number;
  }

  private isLast(view: DataView, start: number, end: number): boolean {
    const { lastView, lastLength } = this;
    if (lastLength < 4 || start + lastLength > end) return false;
    const tail = lastLength - 4;
    if (view.getInt32(start + tail, true) !== lastView.getInt32(tail, true)) return false;
    for (let at = 0; at < tail; at += 4) {
      if (view.getInt32(start + at, true) !== lastView.getInt32(at, true)) return false;
    }
    return true;
  }

  /** FAIL where it is of the wrong type, which is told. */
  private parse(buffer: Uint8Array, start: number, end: number, base: number): number {
    try {
      const value = parseJson(this.decoder.decode(buffer.subarray(start, end)));
      return this.batch.resources.intern(resourceOf(value));
    } catch (error) {
      if (!(error instanceof InvalidField)) throw error;
      this.effects.problem(base + start, 'invalid-field', error.message);
      return FAIL;
    }
  }
}

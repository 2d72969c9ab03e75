import type { SpanBatch } from '../../model/batch';
import { UNKNOWN_RESOURCE } from '../../model/resources';
import { isHashed, StringPool } from '../../model/strings';
import type { Effects } from '../json/effects';
import { parseJson } from '../json/parse';
import { Repeats } from '../json/repeats';
import { FAIL, skipValue } from '../json/skip';
import type { Source } from '../json/source';
import { InvalidField } from '../json/values';
import { resourceOf } from './resource';

/** Distinct resources that are kept by their bytes, until it begins anew; and how many bytes one of them may have. */
const MAX_KEPT = 2048;
const MAX_BYTES = 4096;

/** Reads resources; one whose bytes were seen before is not parsed again. */
export class ResourceCache {
  /** After `number`: the position behind the resource. */
  end = 0;
  private readonly source: Source;
  private readonly batch: SpanBatch;
  private readonly effects: Effects;
  private readonly repeats: Repeats;
  /** Resources by their bytes, and their numbers by the number of the bytes. */
  private texts = new StringPool(MAX_KEPT);
  private numbers: number[] = [];
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(source: Source, batch: SpanBatch, effects: Effects) {
    this.source = source;
    this.batch = batch;
    this.effects = effects;
    this.repeats = new Repeats(source, 192, 1024);
  }

  /** Number of the resource of spans that have none. */
  unknown(): number {
    return this.batch.resources.intern(UNKNOWN_RESOURCE);
  }

  /** Number of the resource whose value begins at `start`; FAIL where that is no JSON. */
  number(start: number): number {
    const { source, repeats } = this;
    this.end = repeats.find(start);
    if (this.end !== FAIL) return repeats.tag;
    this.end = skipValue(source, start);
    if (this.end === FAIL) return FAIL;
    const text = this.end - start <= MAX_BYTES ? this.textNumber(start) : -1;
    const number = (text < 0 ? undefined : this.numbers[text]) ?? this.parse(start);
    if (number === FAIL) return this.unknown();
    if (text >= 0) this.numbers[text] = number;
    repeats.keep(start, this.end, number);
    return number;
  }

  /** The number of the bytes from `start` to `end`. */
  private textNumber(start: number): number {
    const { buffer } = this.source;
    const known = this.texts.internBytes(buffer, start, this.end);
    if (!isHashed(known)) return known;
    this.texts = new StringPool(MAX_KEPT);
    this.numbers = [];
    return this.texts.internBytes(buffer, start, this.end);
  }

  /** FAIL where it is of the wrong type, which is told. */
  private parse(start: number): number {
    try {
      const value = parseJson(this.decoder.decode(this.source.buffer.subarray(start, this.end)));
      return this.batch.resources.intern(resourceOf(value));
    } catch (error) {
      if (!(error instanceof InvalidField)) throw error;
      this.effects.problem(this.source.base + start, 'invalid-field', error.message);
      return FAIL;
    }
  }
}

import type { RandomAccess } from '../../model/random-access';
import { ChunkInput } from './chunk-input';
import { DamagedParquet } from './damaged';
import { Codec, decompressPage } from './encodings/codec';
import { EncodingError } from './encodings/error';
import { decodeHybrid } from './encodings/hybrid';
import { type ColumnMemory, newColumnMemory, type PageMemory } from './encodings/page-memory';
import type { ColumnChunk } from './footer';
import { countLevel } from './levels';
import { type PageHeader, PageType, parsePageHeader } from './page-header';
import type { Leaf } from './schema';
import type { EncodedValues, ValueKind } from './values';

/** Headers are small, unless they repeat long values as statistics. */
const USUAL_HEADER = 1 << 12;
const LARGEST_HEADER = 1 << 20;
/** Tempo's pages have up to a few megabytes and some 100,000 entries. */
const MOST_PAGE_BYTES = 64 << 20;
const MOST_PAGE_ENTRIES = 1 << 22;

/** What one file may be decoded to at most, and what it has been so far. */
export interface PageMeter {
  decodedBytes: number;
  readonly mostBytes: number;
  /** Entries that one column may have. */
  readonly mostEntries: number;
}

/**
 * Which levels are read. Where the nesting is known from another column that has as many entries, only whether values
 * are there is wanted (`definition`); where that is known as well, nothing but the values.
 */
export type WantedLevels = 'all' | 'definition' | 'none';

/** One column of one row group, page by page. The fields speak of the page at hand. */
export class ColumnReader<Values, Dictionary> {
  readonly leaf: Leaf;
  readonly input: ChunkInput;
  /** The next entry, and how many the page has. */
  entry = 0;
  entries = 0;
  /** The next value that is there, and how many are. */
  value = 0;
  valueCount = 0;
  /** Of each entry; empty where they are not wanted. */
  repetition: Uint8Array = NONE;
  definition: Uint8Array = NONE;
  private readonly chunk: ColumnChunk;
  private readonly kind: ValueKind<Values, Dictionary>;
  private readonly wanted: WantedLevels;
  private readonly meter: PageMeter;
  private readonly memory: ColumnMemory;
  private dictionary: Dictionary | null = null;
  private entriesRead = 0;
  private pageOffset = 0;
  private encoded: EncodedValues | null = null;
  private decoded: Values | null = null;

  constructor(
    file: RandomAccess,
    chunk: ColumnChunk,
    leaf: Leaf,
    kind: ValueKind<Values, Dictionary>,
    wanted: WantedLevels,
    meter: PageMeter,
    memory: ColumnMemory = newColumnMemory(),
  ) {
    this.input = new ChunkInput(file, chunk);
    this.chunk = chunk;
    this.leaf = leaf;
    this.kind = kind;
    this.wanted = wanted;
    this.meter = meter;
    this.memory = memory;
  }

  /** The values of the page, decoded when they are first asked for. @throws DamagedParquet */
  values(): Values {
    if (this.decoded !== null) return this.decoded;
    const { encoded } = this;
    if (encoded === null) throw this.damaged('no page was read');
    this.decoded = this.located(() => this.kind.page(this.leaf, encoded, this.dictionary));
    return this.decoded;
  }

  /** Goes on to the next page that has entries. @returns false at the end of the column. @throws DamagedParquet */
  async nextPage(): Promise<boolean> {
    const { values } = this.chunk;
    if (values > this.meter.mostEntries)
      throw this.damaged(`${values} values are too many for the size of the file`, 'too-large');
    this.entry = 0;
    this.entries = 0;
    while (this.entries === 0) {
      if (this.entriesRead >= values) return false;
      if (this.input.isAtEnd) throw this.damaged('the column ends before all of its values');
      await this.readPage();
    }
    return true;
  }

  /** An error of this column, told at the page that was read last. */
  damaged(message: string, reason?: 'too-large'): DamagedParquet {
    return new DamagedParquet(this.pageOffset, `${this.leaf.path}: ${message}`, reason);
  }

  private async readPage(): Promise<void> {
    const { input } = this;
    this.pageOffset = input.position;
    const header = await this.readHeader();
    input.position += header.length;
    if (header.compressed > input.end - input.position)
      throw this.damaged('a page reaches beyond its column');
    if (header.uncompressed > MOST_PAGE_BYTES || header.values > MOST_PAGE_ENTRIES) {
      const size = `${header.uncompressed} bytes and ${header.values} values`;
      throw this.damaged(`a page with ${size} is too large`, 'too-large');
    }
    const body = (await input.peek(header.compressed)).subarray(0, header.compressed);
    input.position += header.compressed;
    this.located(() => this.takePage(header, body));
  }

  private async readHeader(): Promise<PageHeader> {
    for (let length = USUAL_HEADER; ; length *= 16) {
      const bytes = await this.input.peek(length);
      try {
        return parsePageHeader(bytes, this.pageOffset);
      } catch (error) {
        const isAll = length >= LARGEST_HEADER || bytes.length >= this.input.end - this.pageOffset;
        if (!(error instanceof DamagedParquet) || isAll) throw error;
      }
    }
  }

  private takePage(header: PageHeader, body: Uint8Array): void {
    this.meter.decodedBytes += header.uncompressed;
    if (this.meter.decodedBytes > this.meter.mostBytes)
      throw this.damaged(`more than ${this.meter.mostBytes} bytes decompressed`, 'too-large');
    switch (header.type) {
      case PageType.DICTIONARY: {
        const memory = this.memory.dictionary;
        const unpacked = this.decompress(body, header.uncompressed, memory);
        const bytes = unpacked === body ? new Uint8Array(body) : unpacked;
        const { encoding, values: count } = header;
        const page = { bytes, start: 0, encoding, count, mostBytes: MOST_PAGE_BYTES, memory };
        this.dictionary = this.kind.dictionary(this.leaf, page);
        return;
      }
      case PageType.DATA:
        this.takeData(header, this.decompress(body, header.uncompressed, this.memory.pages));
        return;
      case PageType.DATA_V2:
        this.takeData2(header, body);
    }
  }

  /** Version 1: levels, each kind behind its length, and values are compressed together. */
  private takeData(header: PageHeader, bytes: Uint8Array): void {
    const { leaf } = this;
    let at = 0;
    const levels = (kind: 'repetition' | 'definition', isWanted: boolean): Uint8Array => {
      const count = isWanted ? header.values : 0;
      if (leaf[kind] === 0) return this.levels(kind, bytes, 0, 0, count);
      if (at + 4 > bytes.length) throw new EncodingError('the levels of a page end early');
      const length = Buffer.from(bytes.buffer, bytes.byteOffset + at, 4).readUInt32LE(0);
      const start = at + 4;
      if (length > bytes.length - start) throw new EncodingError('the levels of a page end early');
      at = start + length;
      return this.levels(kind, bytes, start, at, count);
    };
    this.repetition = levels('repetition', this.wanted === 'all');
    this.definition = levels('definition', true);
    this.open(header, bytes, at, presentIn(this.definition, header.values, leaf.definition));
  }

  /** Version 2: levels stand uncompressed before the values. */
  private takeData2(header: PageHeader, body: Uint8Array): void {
    const { leaf, wanted } = this;
    const { repetitionBytes, definitionBytes, values } = header;
    const start = repetitionBytes + definitionBytes;
    this.repetition = this.levels('repetition', body, 0, repetitionBytes, wanted === 'all' ? values : 0);
    const isDefined = wanted !== 'none';
    this.definition = this.levels('definition', body, repetitionBytes, start, isDefined ? values : 0);
    const present = values - header.nulls;
    if (isDefined && presentIn(this.definition, values, leaf.definition) !== present)
      throw new EncodingError('a page has more or fewer values than its levels say');
    const size = header.uncompressed - start;
    if (size < 0) throw new EncodingError('the levels of a page are larger than the page');
    const rest = body.subarray(start);
    const bytes = header.isCompressed ? this.decompress(rest, size, this.memory.pages) : rest;
    this.open(header, bytes, 0, present);
  }

  private open(header: PageHeader, bytes: Uint8Array, start: number, present: number): void {
    if (this.entriesRead + header.values > this.chunk.values)
      throw new EncodingError('the column has more values than the footer says');
    const { encoding } = header;
    const memory = this.memory.pages;
    this.encoded = { bytes, start, encoding, count: present, mostBytes: MOST_PAGE_BYTES, memory };
    this.decoded = null;
    this.entry = 0;
    this.entries = header.values;
    this.entriesRead += header.values;
    this.value = 0;
    this.valueCount = present;
  }

  private levels(
    kind: 'repetition' | 'definition',
    bytes: Uint8Array,
    start: number,
    end: number,
    count: number,
  ): Uint8Array {
    if (count === 0) return NONE;
    const levels = this.memory.pages.bytesFor(kind, count);
    // None are written where all are 0.
    decodeHybrid(bytes, start, end, bitsOf(this.leaf[kind]), levels, count);
    return levels;
  }

  private decompress(bytes: Uint8Array, size: number, memory: PageMemory): Uint8Array {
    const { codec } = this.chunk;
    return codec === Codec.UNCOMPRESSED && bytes.length === size
      ? bytes
      : decompressPage(codec, bytes, size, memory);
  }

  private located<Result>(decode: () => Result): Result {
    try {
      return decode();
    } catch (error) {
      throw error instanceof EncodingError ? this.damaged(error.message) : error;
    }
  }
}

const NONE = new Uint8Array(0);

function bitsOf(level: number): number {
  return 32 - Math.clz32(level);
}

function presentIn(definition: Uint8Array, count: number, most: number): number {
  return most === 0 ? count : countLevel(definition, most, 0, count);
}

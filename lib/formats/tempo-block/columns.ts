import type { RandomAccess } from '../../model/random-access';
import { ColumnReader, type PageMeter, type WantedLevels } from './column';
import { DamagedParquet } from './damaged';
import type { ByteValues } from './encodings/byte-values';
import type { ColumnMemories } from './encodings/page-memory';
import type { ColumnChunk, RowGroup } from './footer';
import { type Leaf, PhysicalType, withoutLists } from './schema';
import { type ByteColumn, byteKind, wordKind } from './values';

/** A column of texts or IDs. */
export type ByteReader = ColumnReader<ByteColumn, ByteValues>;
/** A column of numbers. */
export type WordReader = ColumnReader<Uint32Array, Uint32Array>;

const BYTES: readonly number[] = [PhysicalType.BYTE_ARRAY, PhysicalType.FIXED_LEN_BYTE_ARRAY];
const WORDS: readonly number[] = [
  PhysicalType.INT64,
  PhysicalType.DOUBLE,
  PhysicalType.INT32,
  PhysicalType.BOOLEAN,
];

/** Opens columns of one row group by their path without `list.element`. */
export class RowGroupColumns {
  private readonly file: RandomAccess;
  private readonly leaves: ReadonlyMap<string, Leaf>;
  private readonly chunks: ReadonlyMap<string, ColumnChunk>;
  private readonly meter: PageMeter;
  private readonly memories: ColumnMemories;
  private readonly opened: (ByteReader | WordReader)[] = [];

  /** @param memories those of the row groups before, which are over */
  constructor(
    file: RandomAccess,
    leaves: ReadonlyMap<string, Leaf>,
    rowGroup: RowGroup,
    meter: PageMeter,
    memories: ColumnMemories,
  ) {
    memories.begin();
    this.memories = memories;
    this.file = file;
    this.leaves = leaves;
    this.chunks = new Map(rowGroup.columns.map((chunk) => [withoutLists(chunk.path), chunk]));
    this.meter = meter;
  }

  /** A column of texts, with the levels of its entries; null where the file has none. @throws DamagedParquet */
  bytes(path: string, levels: WantedLevels = 'all'): ByteReader | null {
    const found = this.find(path, BYTES);
    if (found === null) return null;
    return this.keep(
      new ColumnReader(
        this.file,
        found.chunk,
        found.leaf,
        byteKind,
        levels,
        this.meter,
        this.memories.of(path),
      ),
    );
  }

  /** A column of numbers, with the levels of its entries; null where the file has none. @throws DamagedParquet */
  words(path: string, levels: WantedLevels = 'all'): WordReader | null {
    const found = this.find(path, WORDS);
    if (found === null) return null;
    return this.keep(
      new ColumnReader(
        this.file,
        found.chunk,
        found.leaf,
        wordKind,
        levels,
        this.meter,
        this.memories.of(path),
      ),
    );
  }

  /** A column of texts of which there is one for each value of `like`: levels are not read again. @throws DamagedParquet */
  bytesLike(path: string, like: Leaf): ByteReader {
    const { chunk, leaf } = this.findLike(path, BYTES, like);
    return this.keep(
      new ColumnReader(this.file, chunk, leaf, byteKind, 'none', this.meter, this.memories.of(path)),
    );
  }

  /** The same of numbers. @throws DamagedParquet */
  wordsLike(path: string, like: Leaf): WordReader {
    const { chunk, leaf } = this.findLike(path, WORDS, like);
    return this.keep(
      new ColumnReader(this.file, chunk, leaf, wordKind, 'none', this.meter, this.memories.of(path)),
    );
  }

  /** Whether a column is there and holds any value, as far as its statistics tell. */
  hasValues(path: string): boolean {
    const chunk = this.chunks.get(path);
    return chunk !== undefined && this.leaves.has(path) && chunk.nulls !== chunk.values;
  }

  /** Whether a column may hold a text that is not empty, as far as its statistics tell. */
  mayHoldText(path: string): boolean {
    return this.chunks.get(path)?.greatest?.length !== 0;
  }

  /** Whether a column may hold a number of up to 32 bits that is at least so large, as far as its statistics tell. */
  mayReach(path: string, number: number): boolean {
    const greatest = this.chunks.get(path)?.greatest;
    if (greatest?.length !== 8) return true;
    const value = Buffer.from(greatest).readBigInt64LE();
    return value >= BigInt(number);
  }

  /**
   * Whether two columns have as many entries: where each entry of `outer` has one or more of `inner`, they are then the
   * same ones.
   */
  areEven(outer: string, inner: string): boolean {
    const [one, other] = [this.chunks.get(outer), this.chunks.get(inner)];
    return one !== undefined && one.values === other?.values;
  }

  /** Fetches the beginnings of all opened columns at once. */
  async prefetch(): Promise<void> {
    await Promise.all(this.opened.map(({ input }) => input.peek(1)));
  }

  private keep<Reader extends ByteReader | WordReader>(reader: Reader): Reader {
    this.opened.push(reader);
    return reader;
  }

  private findLike(path: string, types: readonly number[], like: Leaf) {
    const found = this.find(path, types);
    if (found === null) throw new DamagedParquet(0, `the block has no column ${path}`);
    const { definition, repetition } = found.leaf;
    if (definition !== like.definition || repetition !== like.repetition)
      throw new DamagedParquet(0, `the column ${path} is not nested like ${like.path}`);
    return found;
  }

  private find(path: string, types: readonly number[]) {
    const leaf = this.leaves.get(path);
    const chunk = this.chunks.get(path);
    if (leaf === undefined || chunk === undefined) return null;
    if (!types.includes(leaf.type)) throw new DamagedParquet(0, `the column ${path} has the wrong type`);
    return { leaf, chunk };
  }
}

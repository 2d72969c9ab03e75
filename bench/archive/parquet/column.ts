import {
  encodeDelta,
  encodeDeltaLength,
  encodeHybrid,
  encodePlain64,
  encodePlainBytes,
  encodeSnappy,
} from './encodings';
import { encodeStruct, type Field, type Struct, text } from './thrift';

/** How a column is written. */
export interface ColumnSpec {
  /** Nodes from the root to the column, each required unless it is repeated. */
  readonly path: readonly string[];
  readonly repeated: readonly boolean[];
  readonly type: 'bytes' | 'int64';
  readonly encoding: 'plain' | 'delta' | 'dictionary';
  readonly codec: 'none' | 'snappy';
}

/** What the footer says of a written column. */
export interface WrittenColumn {
  readonly bytes: Buffer;
  /** ColumnMetaData, for a chunk at this offset of the file. */
  readonly metaData: (offset: number) => Struct;
}

const PAGE_ENTRIES = 20_000;
const ENCODINGS = { plain: 0, delta: 5, deltaLength: 6, dictionary: 8 } as const;
const CODECS = { none: 0, snappy: 1 } as const;
const TYPES = { int64: 2, bytes: 6 } as const;
const DATA_V2 = 3;
const DICTIONARY = 2;

/** The entries of one column of one row group, as they are added. */
export class ColumnBuffer {
  readonly spec: ColumnSpec;
  private readonly most: number;
  private repetition: number[] = [];
  private definition: number[] = [];
  private values: (Uint8Array | bigint)[] = [];

  constructor(spec: ColumnSpec) {
    this.spec = spec;
    this.most = spec.repeated.filter(Boolean).length;
  }

  /** Adds an entry: with a value its definition level is the highest. */
  add(repetition: number, value: Uint8Array | bigint): void {
    this.repetition.push(repetition);
    this.definition.push(this.most);
    this.values.push(value);
  }

  /** Adds an entry without a value. */
  addEmpty(repetition: number, definition: number): void {
    this.repetition.push(repetition);
    this.definition.push(definition);
  }

  /** Encodes what was added, and begins anew. */
  take(): WrittenColumn {
    const { spec, values, definition } = this;
    const isDictionary = spec.encoding === 'dictionary';
    const dictionary = new Map<string, number>();
    const indices = isDictionary ? indicesOf(values, dictionary) : [];
    const head = isDictionary ? this.dictionaryPage([...dictionary.keys()]) : Buffer.alloc(0);
    const pages: Buffer[] = [];
    let value = 0;
    for (let from = 0; from < definition.length; from += PAGE_ENTRIES) {
      const to = Math.min(definition.length, from + PAGE_ENTRIES);
      let present = 0;
      for (let entry = from; entry < to; entry++) if (definition[entry] === this.most) present++;
      const body = isDictionary
        ? indexed(indices.slice(value, value + present), dictionary.size)
        : this.encode(values.slice(value, value + present));
      pages.push(this.dataPage(from, to, present, body));
      value += present;
    }
    const bytes = Buffer.concat([head, ...pages]);
    const statistics = this.statistics();
    const entries = definition.length;
    this.repetition = [];
    this.definition = [];
    this.values = [];
    return {
      bytes,
      metaData: (offset) => [
        [1, { i32: TYPES[spec.type] }],
        [2, { list: [{ i32: this.encodingNumber() }] }],
        [3, { list: spec.path.map(text) }],
        [4, { i32: CODECS[spec.codec] }],
        [5, { i64: entries }],
        [6, { i64: bytes.length }],
        [7, { i64: bytes.length }],
        [9, { i64: offset + head.length }],
        ...(isDictionary ? [[11, { i64: offset }] as const] : []),
        [12, { struct: statistics }],
      ],
    };
  }

  private statistics(): Struct {
    const nulls = this.definition.length - this.values.length;
    const [first] = this.values;
    if (first === undefined) return [[3, { i64: nulls }]];
    let [least, greatest] = [first, first];
    for (const value of this.values) {
      if (isBelow(value, least)) least = value;
      if (isBelow(greatest, value)) greatest = value;
    }
    return [
      [3, { i64: nulls }],
      [5, { bytes: plainOf(greatest) }],
      [6, { bytes: plainOf(least) }],
    ];
  }

  private encodingNumber(): number {
    const { type, encoding } = this.spec;
    return encoding === 'delta' && type === 'bytes' ? ENCODINGS.deltaLength : ENCODINGS[encoding];
  }

  private encode(values: readonly (Uint8Array | bigint)[]): Buffer {
    const integers = values.filter((value) => typeof value === 'bigint');
    const texts = values.filter((value) => typeof value !== 'bigint');
    if (this.spec.type === 'int64')
      return this.spec.encoding === 'plain' ? encodePlain64(integers) : encodeDelta(integers);
    return this.spec.encoding === 'plain' ? encodePlainBytes(texts) : encodeDeltaLength(texts);
  }

  private dataPage(from: number, to: number, present: number, body: Buffer): Buffer {
    const width = Math.ceil(Math.log2(this.most + 1));
    const levels = (all: readonly number[]) =>
      this.most === 0 ? Buffer.alloc(0) : encodeHybrid(all.slice(from, to), width);
    const repetition = levels(this.repetition);
    const definition = levels(this.definition);
    const stored = this.spec.codec === 'snappy' ? encodeSnappy(body) : body;
    const outside = repetition.length + definition.length;
    const header: Struct = [
      [1, { i32: DATA_V2 }],
      [2, { i32: body.length + outside }],
      [3, { i32: stored.length + outside }],
      [
        8,
        {
          struct: [
            [1, { i32: to - from }],
            [2, { i32: to - from - present }],
            [3, { i32: this.repetition.slice(from, to).filter((level) => level === 0).length }],
            [4, { i32: this.encodingNumber() }],
            [5, { i32: definition.length }],
            [6, { i32: repetition.length }],
            [7, { flag: this.spec.codec === 'snappy' }],
          ],
        },
      ],
    ];
    return Buffer.concat([encodeStruct(header), repetition, definition, stored]);
  }

  private dictionaryPage(keys: readonly string[]): Buffer {
    const body = encodePlainBytes(keys.map((key) => Buffer.from(key, 'latin1')));
    const stored = this.spec.codec === 'snappy' ? encodeSnappy(body) : body;
    const details: Field = {
      struct: [
        [1, { i32: keys.length }],
        [2, { i32: ENCODINGS.plain }],
      ],
    };
    const header: Struct = [
      [1, { i32: DICTIONARY }],
      [2, { i32: body.length }],
      [3, { i32: stored.length }],
      [7, details],
    ];
    return Buffer.concat([encodeStruct(header), stored]);
  }
}

function isBelow(one: Uint8Array | bigint, other: Uint8Array | bigint): boolean {
  if (typeof one === 'bigint' || typeof other === 'bigint') return one < other;
  return Buffer.compare(one, other) < 0;
}

function plainOf(value: Uint8Array | bigint): Buffer {
  return typeof value === 'bigint' ? encodePlain64([value]) : Buffer.from(value);
}

function indicesOf(values: readonly (Uint8Array | bigint)[], dictionary: Map<string, number>): number[] {
  return values.map((value) => {
    const key = typeof value === 'bigint' ? String(value) : Buffer.from(value).toString('latin1');
    const known = dictionary.get(key);
    if (known !== undefined) return known;
    dictionary.set(key, dictionary.size);
    return dictionary.size - 1;
  });
}

function indexed(indices: readonly number[], size: number): Buffer {
  const width = Math.max(1, Math.ceil(Math.log2(Math.max(2, size))));
  return Buffer.concat([Buffer.from([width]), encodeHybrid(indices, width)]);
}

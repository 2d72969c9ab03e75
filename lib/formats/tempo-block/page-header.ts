import { ThriftReader, ThriftType } from './thrift';

/** Kinds of pages (parquet.thrift, PageType). */
export const PageType = { DATA: 0, INDEX: 1, DICTIONARY: 2, DATA_V2: 3 } as const;

/** Encodings (parquet.thrift, Encoding). */
export const Encoding = {
  PLAIN: 0,
  PLAIN_DICTIONARY: 2,
  RLE: 3,
  BIT_PACKED: 4,
  DELTA_BINARY_PACKED: 5,
  DELTA_LENGTH_BYTE_ARRAY: 6,
  DELTA_BYTE_ARRAY: 7,
  RLE_DICTIONARY: 8,
} as const;

/** A page's header. What a kind of page does not have is 0. */
export interface PageHeader {
  readonly type: number;
  readonly uncompressed: number;
  readonly compressed: number;
  /** Entries, nulls among them. */
  readonly values: number;
  readonly encoding: number;
  /** Of version 2: entries without a value, and the bytes of both kinds of levels, which are not compressed. */
  readonly nulls: number;
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly isCompressed: boolean;
  /** Bytes of the header itself. */
  readonly length: number;
}

/**
 * The header of the page at the beginning of `bytes`.
 * @param base offset of the bytes in the file
 * @throws DamagedParquet
 */
export function parsePageHeader(bytes: Uint8Array, base: number): PageHeader {
  const reader = new ThriftReader(bytes, base);
  const header = { type: -1, uncompressed: -1, compressed: -1 };
  let details: Details = NO_DETAILS;
  reader.struct((id, type) => {
    if (type === ThriftType.STRUCT && (id === 5 || id === 7 || id === 8)) details = readDetails(reader, id);
    else if (type !== ThriftType.I32) return false;
    else if (id === 1) header.type = reader.integer();
    else if (id === 2) header.uncompressed = reader.integer();
    else if (id === 3) header.compressed = reader.integer();
    else return false;
    return true;
  });
  const { values, nulls, definitionBytes, repetitionBytes } = details;
  const sizes = [header.uncompressed, header.compressed, values, nulls, definitionBytes, repetitionBytes];
  if (
    sizes.some((size) => size < 0) ||
    definitionBytes + repetitionBytes > header.compressed ||
    nulls > values
  )
    throw reader.damaged('the header of a page has impossible sizes');
  return { ...header, ...details, length: reader.position };
}

type Details = Omit<PageHeader, 'type' | 'uncompressed' | 'compressed' | 'length'>;

const NO_DETAILS: Details = {
  values: 0,
  encoding: 0,
  nulls: 0,
  definitionBytes: 0,
  repetitionBytes: 0,
  isCompressed: true,
};

/** DataPageHeader (5), DictionaryPageHeader (7) or DataPageHeaderV2 (8): fields by their numbers there. */
function readDetails(reader: ThriftReader, kind: number): Details {
  const numbers = new Map<number, number>();
  let isCompressed = true;
  reader.struct((id, type) => {
    if (kind === 8 && id === 7 && (type === ThriftType.TRUE || type === ThriftType.FALSE)) {
      isCompressed = type === ThriftType.TRUE;
      return true;
    }
    if (type !== ThriftType.I32) return false;
    numbers.set(id, reader.integer());
    return true;
  }, 1);
  const values = numbers.get(1) ?? -1;
  if (kind !== 8) return { ...NO_DETAILS, values, encoding: numbers.get(2) ?? -1 };
  return {
    values,
    encoding: numbers.get(4) ?? -1,
    nulls: numbers.get(2) ?? 0,
    definitionBytes: numbers.get(5) ?? 0,
    repetitionBytes: numbers.get(6) ?? 0,
    isCompressed,
  };
}

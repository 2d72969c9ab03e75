import type { RandomAccess } from '../../model/random-access';
import { DamagedParquet } from './damaged';
import { ThriftReader, ThriftType } from './thrift';

/** A node of the schema (parquet.thrift, SchemaElement). */
export interface SchemaElement {
  readonly name: string;
  /** Physical type; null of a group. */
  readonly type: number | null;
  readonly typeLength: number;
  /** 0 required, 1 optional, 2 repeated. */
  readonly repetition: number;
  readonly children: number;
}

/** Where the pages of one column of one row group are (ColumnMetaData). */
export interface ColumnChunk {
  readonly path: readonly string[];
  readonly codec: number;
  /** Entries, nulls and empty lists among them. */
  readonly values: number;
  /** Bytes `[start, end)` of the file. */
  readonly start: number;
  readonly end: number;
  /** Null where it is not said. */
  readonly nulls: number | null;
  /** Least and greatest value, as PLAIN bytes; null where it is not said. */
  readonly least: Uint8Array | null;
  readonly greatest: Uint8Array | null;
}

export interface RowGroup {
  readonly rows: number;
  readonly columns: readonly ColumnChunk[];
}

/** FileMetaData, as far as it is needed. */
export interface Footer {
  readonly schema: readonly SchemaElement[];
  readonly rowGroups: readonly RowGroup[];
}

const MAGIC = 'PAR1';
/** Length of the footer in 4 bytes, and the magic. */
const TAIL = 8;
const FIRST_READ = 16_384;
/** Blocks of terabytes have footers of a few megabytes. */
const MOST_FOOTER = 64 << 20;

/**
 * Reads the footer of a parquet file.
 * @param hint bytes that it is said to have
 * @throws DamagedParquet, and what `file` throws
 */
export async function readFooter(file: RandomAccess, hint: number): Promise<Footer> {
  if (file.size < TAIL + MAGIC.length) throw new DamagedParquet(0, 'the file is too short for parquet');
  const first = Math.min(file.size, Math.max(TAIL, Math.min(hint + TAIL, MOST_FOOTER), FIRST_READ));
  const tail = await file.read(file.size - first, file.size);
  const magic = Buffer.from(tail.subarray(-MAGIC.length)).toString('latin1');
  if (magic !== MAGIC)
    throw new DamagedParquet(file.size - MAGIC.length, 'the file does not end as parquet does');
  const length = Buffer.from(tail.subarray(-TAIL)).readUInt32LE(0);
  if (length > file.size - TAIL - MAGIC.length || length > MOST_FOOTER)
    throw new DamagedParquet(file.size - TAIL, `the footer cannot have ${length} bytes`);
  const start = file.size - TAIL - length;
  const bytes =
    length + TAIL <= tail.length
      ? tail.subarray(tail.length - TAIL - length, tail.length - TAIL)
      : await file.read(start, file.size - TAIL);
  return parseFooter(bytes, start, start);
}

/**
 * @param base offset of the footer in the file
 * @param limit no page reaches beyond this offset
 * @throws DamagedParquet
 */
export function parseFooter(bytes: Uint8Array, base: number, limit: number): Footer {
  const reader = new ThriftReader(bytes, base);
  const schema: SchemaElement[] = [];
  const rowGroups: RowGroup[] = [];
  reader.struct((id, type) => {
    if (id !== 2 && id !== 4) return false;
    reader.expect(type, ThriftType.LIST, 'a list of the footer');
    reader.list((element) => {
      reader.expect(element, ThriftType.STRUCT, 'an element of the footer');
      if (id === 2) schema.push(schemaElement(reader));
      else rowGroups.push(rowGroup(reader, limit));
    });
    return true;
  });
  return { schema, rowGroups };
}

function schemaElement(reader: ThriftReader): SchemaElement {
  let name = '';
  let type: number | null = null;
  let typeLength = 0;
  let repetition = 0;
  let children = 0;
  reader.struct((id, kind) => {
    if (id === 4 && kind === ThriftType.BINARY) name = reader.text();
    else if (kind !== ThriftType.I32) return false;
    else if (id === 1) type = reader.integer();
    else if (id === 2) typeLength = reader.integer();
    else if (id === 3) repetition = reader.integer();
    else if (id === 5) children = reader.integer();
    else return false;
    return true;
  }, 1);
  return { name, type, typeLength, repetition, children };
}

function rowGroup(reader: ThriftReader, limit: number): RowGroup {
  const columns: ColumnChunk[] = [];
  let rows = 0;
  reader.struct((id, type) => {
    if (id === 3 && type === ThriftType.I64) rows = reader.integer();
    else if (id === 1 && type === ThriftType.LIST) {
      reader.list((element) => {
        reader.expect(element, ThriftType.STRUCT, 'a column');
        columns.push(columnChunk(reader, limit));
      });
    } else return false;
    return true;
  }, 1);
  return { rows, columns };
}

function columnChunk(reader: ThriftReader, limit: number): ColumnChunk {
  let chunk: ColumnChunk | null = null;
  reader.struct((id, type) => {
    if (id !== 3 || type !== ThriftType.STRUCT) return false;
    chunk = columnMetaData(reader, limit);
    return true;
  }, 2);
  if (chunk === null) throw reader.damaged('a column has no metadata');
  return chunk;
}

function columnMetaData(reader: ThriftReader, limit: number): ColumnChunk {
  const path: string[] = [];
  const numbers = new Map<number, number>();
  let statistics: Statistics = { nulls: null, least: null, greatest: null };
  reader.struct((id, type) => {
    if (id === 3 && type === ThriftType.LIST) {
      reader.list((element) => {
        reader.expect(element, ThriftType.BINARY, 'the path of a column');
        path.push(reader.text());
      });
    } else if (id === 12 && type === ThriftType.STRUCT) statistics = readStatistics(reader);
    else if (type === ThriftType.I32 || type === ThriftType.I64) numbers.set(id, reader.integer());
    else return false;
    return true;
  }, 3);
  const data = numbers.get(9) ?? -1;
  const dictionary = numbers.get(11) ?? 0;
  const start = dictionary > 0 ? Math.min(dictionary, data) : data;
  const end = start + (numbers.get(7) ?? -1);
  const values = numbers.get(5) ?? -1;
  if (!(start >= MAGIC.length && end >= start && end <= limit) || values < 0)
    throw reader.damaged(`the column ${path.join('.')} does not lie within the file`);
  return { path, codec: numbers.get(4) ?? 0, values, start, end, ...statistics };
}

interface Statistics {
  readonly nulls: number | null;
  readonly least: Uint8Array | null;
  readonly greatest: Uint8Array | null;
}

/** min_value and max_value only: the older `min` and `max` have no defined order for bytes. */
function readStatistics(reader: ThriftReader): Statistics {
  let nulls: number | null = null;
  let least: Uint8Array | null = null;
  let greatest: Uint8Array | null = null;
  reader.struct((id, type) => {
    if (id === 3 && type === ThriftType.I64) nulls = reader.integer();
    else if (id === 5 && type === ThriftType.BINARY) greatest = reader.binary();
    else if (id === 6 && type === ThriftType.BINARY) least = reader.binary();
    else return false;
    return true;
  }, 4);
  return { nulls, least, greatest };
}

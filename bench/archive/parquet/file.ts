import { ColumnBuffer, type ColumnSpec } from './column';
import { encodeStruct, type Field, type Struct, text } from './thrift';

const MAGIC = Buffer.from('PAR1');
const REPEATED = 2;
const REQUIRED = 0;
/** ConvertedType of a group that holds `list.element`. */
const LIST = 3;
const TYPES = { int64: 2, bytes: 6 } as const;

/** A node of the schema: a group, or a column. */
interface Node {
  readonly children: Map<string, Node>;
  readonly repeated: boolean;
  column: ColumnSpec | null;
}

/** Writes a parquet file: columns are filled for one row group after the other. */
export class ParquetWriter {
  readonly columns: readonly ColumnBuffer[];
  private readonly write: (bytes: Buffer) => void;
  private readonly rowGroups: Field[] = [];
  private offset = 0;
  private rows = 0;

  /** @param write takes the bytes of the file, in order */
  constructor(specs: readonly ColumnSpec[], write: (bytes: Buffer) => void) {
    this.columns = specs.map((spec) => new ColumnBuffer(spec));
    this.write = write;
    this.put(MAGIC);
  }

  /** Ends a row group of so many rows. */
  endRowGroup(rows: number): void {
    const chunks: Field[] = [];
    let size = 0;
    for (const column of this.columns) {
      const { bytes, metaData } = column.take();
      const start = this.offset;
      this.put(bytes);
      size += bytes.length;
      const chunk: Struct = [
        [2, { i64: start }],
        [3, { struct: metaData(start) }],
      ];
      chunks.push({ struct: chunk });
    }
    this.rows += rows;
    const group: Struct = [
      [1, { list: chunks }],
      [2, { i64: size }],
      [3, { i64: rows }],
    ];
    this.rowGroups.push({ struct: group });
  }

  /** Ends the file. @returns how many bytes the footer has */
  end(): number {
    const footer = encodeStruct([
      [1, { i32: 1 }],
      [2, { list: schemaOf(this.columns.map(({ spec }) => spec)) }],
      [3, { i64: this.rows }],
      [4, { list: this.rowGroups }],
    ]);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    this.put(Buffer.concat([footer, length, MAGIC]));
    return footer.length;
  }

  /** Bytes written so far. */
  get size(): number {
    return this.offset;
  }

  private put(bytes: Buffer): void {
    this.write(bytes);
    this.offset += bytes.length;
  }
}

/** The schema's nodes, each before its children. */
function schemaOf(specs: readonly ColumnSpec[]): Field[] {
  const root: Node = { children: new Map(), repeated: false, column: null };
  for (const spec of specs) {
    let node = root;
    spec.path.forEach((name, index) => {
      const next: Node = node.children.get(name) ?? {
        children: new Map(),
        repeated: spec.repeated[index] === true,
        column: null,
      };
      node.children.set(name, next);
      node = next;
    });
    node.column = spec;
  }
  return elementsOf('Trace', root);
}

function elementsOf(name: string, node: Node): Field[] {
  const repetition: Field = { i32: node.repeated ? REPEATED : REQUIRED };
  const element: Struct =
    node.column === null
      ? [
          [3, repetition],
          [4, text(name)],
          [5, { i32: node.children.size }],
          ...(node.children.has('list') ? [[6, { i32: LIST }] as const] : []),
        ]
      : [
          [1, { i32: TYPES[node.column.type] }],
          [3, repetition],
          [4, text(name)],
        ];
  return [{ struct: element }, ...[...node.children].flatMap(([child, below]) => elementsOf(child, below))];
}

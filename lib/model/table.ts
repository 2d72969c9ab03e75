import { BYTES_PER_ROW, copyRow, type SpanColumns } from './columns';
import { type Resource, ResourcePool } from './resources';
import { isHashed, StringPool } from './strings';

/** Bytes to reckon with for a row kept: its columns, and the same again while they are sorted into traces. */
export const BUDGET_BYTES_PER_ROW = BYTES_PER_ROW * 2;

/**
 * The numbers of one decoder's pools, translated into the table's: each decoder numbers names and resources
 * by itself, in the order in which it met them.
 */
export class PoolMap {
  private readonly table: SpanTable;
  private strings = new Uint32Array(256);
  private stringCount = 1;
  private resources = new Uint32Array(64);
  private resourceCount = 0;

  constructor(table: SpanTable) {
    this.table = table;
  }

  /** Takes what the decoder's pools have gained since the last call. */
  extend(texts: readonly string[], resources: readonly Resource[]): void {
    this.strings = withRoom(this.strings, this.stringCount + texts.length);
    for (const text of texts) this.strings[this.stringCount++] = this.table.strings.intern(text);
    this.resources = withRoom(this.resources, this.resourceCount + resources.length);
    for (const resource of resources) {
      this.resources[this.resourceCount++] = this.table.resources.intern(resource);
    }
  }

  translateStrings(column: Uint32Array, rows: number): void {
    const { strings } = this;
    for (let row = 0; row < rows; row++) {
      const id = column[row]!;
      if (id !== 0 && !isHashed(id)) column[row] = strings[id]!;
    }
  }

  translateResources(column: Uint32Array, rows: number): void {
    const { resources } = this;
    for (let row = 0; row < rows; row++) column[row] = resources[column[row]!]!;
  }
}

/** A part of the table, as a decoder's batch brought it: columns, of which the first `length` rows are in use. */
export interface Chunk {
  readonly columns: SpanColumns;
  length: number;
}

/**
 * All spans that were kept, in the order in which they came. Columns stay in the pieces in which they arrived:
 * one long column would have to be copied whenever it grows, and fresh memory is what costs most.
 */
export class SpanTable {
  readonly chunks: Chunk[] = [];
  readonly strings = new StringPool();
  readonly resources = new ResourcePool();

  get length(): number {
    return this.chunks.reduce((rows, chunk) => rows + chunk.length, 0);
  }

  /** Takes over the first `length` rows of `columns`, whose numbers `pools` translates in place. */
  append(columns: SpanColumns, length: number, pools: PoolMap): void {
    if (length === 0) return;
    pools.translateStrings(columns.name, length);
    pools.translateStrings(columns.peer, length);
    pools.translateResources(columns.resource, length);
    this.chunks.push({ columns, length });
  }

  /** Keeps, of the chunks from number `first` on, the rows for which `keep` says so, in order, and packs them. */
  retain(keep: (columns: SpanColumns, row: number) => boolean, first = 0): void {
    const { chunks } = this;
    let target = first;
    let kept = 0;
    for (const { columns, length } of chunks.slice(first)) {
      for (let row = 0; row < length; row++) {
        if (!keep(columns, row)) continue;
        if (kept === chunks[target]!.columns.kind.length) {
          chunks[target++]!.length = kept;
          kept = 0;
        }
        copyRow(columns, row, chunks[target]!.columns, kept++);
      }
    }
    if (target < chunks.length) chunks[target]!.length = kept;
    chunks.length = Math.min(chunks.length, kept === 0 ? target : target + 1);
  }
}

function withRoom(numbers: Uint32Array<ArrayBuffer>, count: number): Uint32Array<ArrayBuffer> {
  if (count <= numbers.length) return numbers;
  const larger = new Uint32Array(Math.max(count, numbers.length * 2));
  larger.set(numbers);
  return larger;
}

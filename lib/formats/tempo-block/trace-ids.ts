import { Fact } from '../../model/span';
import type { DecodeSink } from '../format';
import { readHexId } from '../ids';
import type { ByteReader, RowGroupColumns } from './columns';
import { DamagedParquet } from './damaged';
import { valuesAtHand } from './groups';

const PATH = 'TraceID';

/** Reads the trace IDs of one row group: there is one for each row. */
export class TraceIdReader {
  /** Of the rows that were read last: four words each. */
  ids = new Uint32Array(0);
  /** And the Fact of each whose ID is none. */
  facts = new Uint16Array(0);
  private readonly column: ByteReader;
  private readonly sink: Pick<DecodeSink, 'invalidId'>;

  constructor(columns: RowGroupColumns, sink: Pick<DecodeSink, 'invalidId'>) {
    const column = columns.bytes(PATH);
    if (column === null || column.leaf.definition !== 0)
      throw new DamagedParquet(0, `the block has no column ${PATH} with one value for each trace`);
    this.column = column;
    this.sink = sink;
  }

  /** Reads the next rows. @throws DamagedParquet */
  async read(count: number): Promise<void> {
    if (this.facts.length < count) {
      this.ids = new Uint32Array(count * 4);
      this.facts = new Uint16Array(count);
    }
    this.ids.fill(0, 0, count * 4);
    let row = 0;
    while (row < count) {
      const last = Math.min(count, row + (await valuesAtHand(this.column)));
      const { values, indices } = this.column.values();
      for (; row < last; row++) {
        const from = this.column.value++;
        const place = indices === null ? from : indices[from]!;
        this.take(row, values.bytes, values.starts[place]!, values.ends[place]!);
      }
    }
  }

  private take(row: number, bytes: Uint8Array, start: number, end: number): void {
    const { ids } = this;
    if (end - start !== 16) {
      const hex = Buffer.from(bytes.subarray(start, Math.min(end, start + MOST_ID_BYTES))).toString('hex');
      this.facts[row] = readHexId('trace', hex, ids, row * 4, this.sink);
      return;
    }
    let any = 0;
    for (let word = 0, at = start; word < 4; word++, at += 4) {
      const bits = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
      any |= bits;
      ids[row * 4 + word] = bits;
    }
    this.facts[row] = any === 0 ? Fact.INVALID_TRACE_ID : 0;
  }
}

/** What is told of an ID of the wrong length, as hex. */
const MOST_ID_BYTES = 256;

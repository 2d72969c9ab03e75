import type { ByteReader, RowGroupColumns } from './columns';
import { forGroups } from './groups';
import { SPAN_LEVEL } from './peers';

/** Any column of a link: only its levels are looked at. */
const PATH = 'rs.ss.Spans.Links.SpanID';

/** Finds out which spans have links. */
export class LinkReader {
  /** Of the entries of spans that were read last: 1 where the span has a link. */
  hasLink = new Uint8Array(0);
  private readonly column: ByteReader | null;

  constructor(columns: RowGroupColumns) {
    this.column = columns.hasValues(PATH) ? columns.bytes(PATH) : null;
  }

  /** Reads the next entries of spans. @throws DamagedParquet */
  async read(entries: number): Promise<void> {
    if (this.hasLink.length < entries) this.hasLink = new Uint8Array(entries);
    this.hasLink.fill(0, 0, entries);
    if (this.column === null) return;
    await forGroups(this.column, entries, SPAN_LEVEL, null, (entry) => {
      this.hasLink[entry] = 1;
    });
  }
}

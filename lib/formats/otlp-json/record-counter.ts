import { Byte } from '../json/bytes';
import { KeyTable } from '../json/keys';
import { FAIL, skipSpace, skipValue } from '../json/skip';

/**
 * Counts the elements at the end of a path through lists of objects, e.g. of every `logRecords` in every `scopeLogs`
 * of a list, and reads nothing else of them. What is no list there counts nothing.
 */
export class RecordCounter {
  /** Elements found since this was last set. */
  count = 0;
  private readonly tables: readonly KeyTable[];

  /** @param path spellings of the member that each level's objects keep the next list in */
  constructor(path: readonly (readonly string[])[]) {
    this.tables = path.map((spellings) => new KeyTable([spellings]));
  }

  /** Passes over the list at `start`; returns the position behind it, or FAIL where it is not sure. */
  list(buffer: Uint8Array, view: DataView, start: number, end: number, level = 0): number {
    if (buffer[start] !== Byte.OPEN_BRACKET) return skipValue(buffer, start, end);
    let index = skipSpace(buffer, start + 1, end);
    if (buffer[index] === Byte.CLOSE_BRACKET) return index + 1;
    for (;;) {
      if (level === this.tables.length) {
        this.count++;
        index = skipValue(buffer, index, end);
      } else index = this.element(buffer, view, index, end, level);
      if (index === FAIL) return FAIL;
      index = skipSpace(buffer, index, end);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACKET) return index;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(buffer, index, end);
    }
  }

  private element(buffer: Uint8Array, view: DataView, start: number, end: number, level: number): number {
    if (buffer[start] !== Byte.OPEN_BRACE) return skipValue(buffer, start, end);
    const table = this.tables[level]!;
    let seen = false;
    let index = skipSpace(buffer, start + 1, end);
    if (buffer[index] === Byte.CLOSE_BRACE) return index + 1;
    table.begin();
    for (;;) {
      const field = table.next(buffer, view, index, end);
      if (field === FAIL || (field === 0 && seen)) return FAIL;
      index = skipSpace(buffer, table.position, end);
      if (field === 0) {
        seen = true;
        index = this.list(buffer, view, index, end, level + 1);
      } else index = skipValue(buffer, index, end);
      if (index === FAIL) return FAIL;
      index = skipSpace(buffer, index, end);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACE) return index;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(buffer, index, end);
    }
  }
}

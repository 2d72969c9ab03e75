import { Byte } from '../json/bytes';
import { type KeySet, KeyTable } from '../json/keys';
import { FAIL, skipSpace, skipValue } from '../json/skip';
import type { Source } from '../json/source';

/**
 * Counts the elements at the end of a path through lists of objects, e.g. of every `logRecords` in every `scopeLogs`
 * of a list, and reads nothing else of them. What is no list there counts nothing.
 */
export class RecordCounter {
  /** Elements found since this was last set. */
  count = 0;
  private readonly tables: readonly KeyTable[];

  /** @param path of each level's objects the member that they keep the next list in */
  constructor(path: readonly KeySet[]) {
    this.tables = path.map((keys) => new KeyTable(keys));
  }

  /** Passes over the list at `start`; returns the position behind it, or FAIL where it is not sure. */
  list(source: Source, start: number, level = 0): number {
    const { buffer } = source;
    if (buffer[start] !== Byte.OPEN_BRACKET) return skipValue(source, start);
    let index = skipSpace(source, start + 1);
    if (buffer[index] === Byte.CLOSE_BRACKET) return index + 1;
    for (;;) {
      if (level === this.tables.length) {
        this.count++;
        index = skipValue(source, index);
      } else index = this.element(source, index, level);
      if (index === FAIL) return FAIL;
      index = skipSpace(source, index);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACKET) return index;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(source, index);
    }
  }

  private element(source: Source, start: number, level: number): number {
    const { buffer } = source;
    if (buffer[start] !== Byte.OPEN_BRACE) return skipValue(source, start);
    const table = this.tables[level]!;
    let seen = false;
    let index = skipSpace(source, start + 1);
    if (buffer[index] === Byte.CLOSE_BRACE) return index + 1;
    table.begin();
    for (;;) {
      const field = table.next(source, index);
      if (field === FAIL || (field === 0 && seen)) return FAIL;
      index = skipSpace(source, table.position);
      if (field === 0) {
        seen = true;
        index = this.list(source, index, level + 1);
      } else index = skipValue(source, index);
      if (index === FAIL) return FAIL;
      index = skipSpace(source, index);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACE) return index;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(source, index);
    }
  }
}

import { isNativeError } from 'node:util/types';
import { textOfAnyValue } from '../otlp-json/any-value';
import type { ColumnReader } from './column';
import type { RowGroupColumns } from './columns';
import { forEntries, forGroups } from './groups';
import type { Targets } from './targets';
import { TextNumbers, type Texts, textOf, textOfDouble, ValueNumbers } from './texts';

/** A column whose values are read as texts, each a number of one pool of texts. */
export interface TextColumn {
  /**
   * Reads the next `groups` groups (groups.ts) of the column and puts the values of those that are wanted.
   * @param targets where they belong
   */
  read(
    groups: number,
    level: number,
    targets: Targets,
    put: (target: number, text: number) => void,
  ): Promise<void>;
}

/** How the values of an attribute's column are written. */
export type ValueType = 'string' | 'int' | 'double' | 'bool' | 'json';

/**
 * Opens a column of texts or numbers; null where the block has none, or only nulls in it.
 * @param groups path of the column whose entries are its groups
 * @throws DamagedParquet
 */
export function openTextColumn(
  columns: RowGroupColumns,
  path: string,
  type: ValueType,
  texts: Texts,
  groups: string,
): TextColumn | null {
  if (!columns.hasValues(path)) return null;
  // Each group has an entry at least: as many entries as groups are one each, and need not be told apart.
  const isEven = columns.areEven(groups, path);
  const levels = isEven ? 'definition' : 'all';
  if (type === 'string' || type === 'json') {
    const reader = columns.bytes(path, levels);
    if (reader === null) return null;
    const numbers =
      type === 'json'
        ? new ValueNumbers((bytes, start, end) => texts.number(textOfJson(bytes, start, end)))
        : new TextNumbers(texts);
    return ofReader(reader, isEven, (values, index) => numbers.at(values, index));
  }
  const reader = columns.words(path, levels);
  if (reader === null) return null;
  if (type === 'int') return ofReader(reader, isEven, (words, index) => texts.integer(words, index));
  const textAt = type === 'double' ? textOfDouble : textOfBoolean;
  return ofReader(reader, isEven, (words, index) => texts.number(textAt(words, index)));
}

function ofReader<Values, Dictionary>(
  reader: ColumnReader<Values, Dictionary>,
  isEven: boolean,
  numberAt: (values: Values, index: number) => number,
): TextColumn {
  return {
    read: (groups, level, targets, put) => {
      const visit = (group: number, column: ColumnReader<Values, Dictionary>, index: number) =>
        put(targets.at[group]!, numberAt(column.values(), index));
      return isEven
        ? forEntries(reader, groups, targets, visit)
        : forGroups(reader, groups, level, targets.at, visit);
    },
  };
}

function textOfBoolean(words: Uint32Array, index: number): string {
  return String(words[index * 2 + 1] === 1);
}

/** What Tempo has no column for (bytes, mixed lists) it keeps as the JSON of its AnyValue. */
function textOfJson(bytes: Uint8Array, start: number, end: number): string {
  try {
    return textOfAnyValue(JSON.parse(textOf(bytes, start, end))) ?? '';
  } catch (error) {
    if (isNativeError(error)) return '';
    throw error;
  }
}

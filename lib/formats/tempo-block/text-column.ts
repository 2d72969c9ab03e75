import { isNativeError } from 'node:util/types';
import { textOfAnyValue } from '../otlp-json/any-value';
import type { ColumnReader } from './column';
import type { RowGroupColumns } from './columns';
import { forGroups } from './groups';
import { TextNumbers, type Texts, textOf, textOfDouble, textOfInteger, ValueNumbers } from './texts';

/** A column whose values are read as texts, each a number of one pool of texts. */
export interface TextColumn {
  /**
   * Reads the next `groups` groups (groups.ts) of the column and puts the values of those that are wanted.
   * @param targets for each group where its values belong; a negative one is not wanted
   */
  read(
    groups: number,
    level: number,
    targets: Int32Array,
    put: (target: number, text: number) => void,
  ): Promise<void>;
}

/** How the values of an attribute's column are written. */
export type ValueType = 'string' | 'int' | 'double' | 'bool' | 'json';

/** Opens a column of texts or numbers; null where the block has none, or only nulls in it. @throws DamagedParquet */
export function openTextColumn(
  columns: RowGroupColumns,
  path: string,
  type: ValueType,
  texts: Texts,
): TextColumn | null {
  if (!columns.hasValues(path)) return null;
  if (type === 'string' || type === 'json') {
    const reader = columns.bytes(path);
    if (reader === null) return null;
    const numbers =
      type === 'json'
        ? new ValueNumbers((bytes, start, end) => texts.number(textOfJson(bytes, start, end)))
        : new TextNumbers(texts);
    return ofReader(reader, (values, index) => numbers.at(values, index));
  }
  const reader = columns.words(path);
  if (reader === null) return null;
  const textAt = { int: textOfInteger, double: textOfDouble, bool: textOfBoolean }[type];
  return ofReader(reader, (words, index) => texts.number(textAt(words, index)));
}

function ofReader<Values, Dictionary>(
  reader: ColumnReader<Values, Dictionary>,
  numberAt: (values: Values, index: number) => number,
): TextColumn {
  return {
    read: (groups, level, targets, put) =>
      forGroups(reader, groups, level, targets, (group, column, index) =>
        put(targets[group]!, numberAt(column.values(), index)),
      ),
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

import { DamagedParquet } from './damaged';
import type { SchemaElement } from './footer';

/** Physical types (parquet.thrift, Type). */
export const PhysicalType = {
  BOOLEAN: 0,
  INT32: 1,
  INT64: 2,
  INT96: 3,
  FLOAT: 4,
  DOUBLE: 5,
  BYTE_ARRAY: 6,
  FIXED_LEN_BYTE_ARRAY: 7,
} as const;

/** A column of the schema. */
export interface Leaf {
  /** As in the file: with the `list.element` of the LIST layout. */
  readonly path: string;
  readonly type: number;
  readonly typeLength: number;
  /** Highest definition and repetition levels: optional or repeated nodes, and repeated ones, on the way to it. */
  readonly definition: number;
  readonly repetition: number;
}

const OPTIONAL = 1;
const REPEATED = 2;
const MOST_DEPTH = 40;

/**
 * The columns by their path without the LIST layout's `list.element`: `rs.ss.Spans.SpanID` in both layouts of Tempo.
 * @throws DamagedParquet
 */
export function leavesOf(schema: readonly SchemaElement[]): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  let next = 1;

  function walk(children: number, above: readonly string[], definition: number, repetition: number): void {
    if (above.length > MOST_DEPTH) throw new DamagedParquet(0, 'the schema is nested too deeply');
    for (let count = 0; count < children; count++) {
      const element = schema[next++];
      if (element === undefined) throw new DamagedParquet(0, 'the schema lacks columns that it announces');
      const path = [...above, element.name];
      const isRepeated = element.repetition === REPEATED;
      const deeper = definition + (isRepeated || element.repetition === OPTIONAL ? 1 : 0);
      const repeated = repetition + (isRepeated ? 1 : 0);
      if (element.type === null) walk(element.children, path, deeper, repeated);
      else {
        const { type, typeLength } = element;
        const leaf = { path: path.join('.'), type, typeLength, definition: deeper, repetition: repeated };
        leaves.set(withoutLists(path), leaf);
      }
    }
  }

  walk(schema[0]?.children ?? 0, [], 0, 0);
  return leaves;
}

/** The path of a column as this reader names it. */
export function withoutLists(path: readonly string[]): string {
  const parts: string[] = [];
  for (let index = 0; index < path.length; index++) {
    if (path[index] === 'list' && path[index + 1] === 'element') index++;
    else parts.push(path[index] ?? '');
  }
  return parts.join('.');
}

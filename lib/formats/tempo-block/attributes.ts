import type { BlockFacts, DedicatedColumn } from '../../model/block';
import type { ByteReader, RowGroupColumns } from './columns';
import { Targets } from './targets';
import { openTextColumn, type TextColumn, type ValueType } from './text-column';
import { type Texts, textOf, ValueNumbers } from './texts';
import type { ByteColumn } from './values';

/** An attribute with a column of its own: its path lies below the record's, e.g. `HttpUrl`. */
export interface OwnColumn {
  readonly name: string;
  readonly path: string;
  readonly type: 'string' | 'int';
}

/** Which attributes are read, and where they may stand. */
export interface AttributeQuery {
  /** Path of the record that has them, e.g. `rs.ss.Spans`. */
  readonly path: string;
  /** Path of a column that has one entry for each record. */
  readonly records: string;
  /** Highest repetition level of an entry that begins a record. */
  readonly level: number;
  readonly names: readonly string[];
  readonly own: readonly OwnColumn[];
}

/** Columns of `Attrs` that a value may stand in, by its type. */
const VALUES: readonly (readonly [string, ValueType])[] = [
  ['Value', 'string'],
  ['ValueInt', 'int'],
  ['ValueDouble', 'double'],
  ['ValueBool', 'bool'],
  ['ValueUnsupported', 'json'],
];
const ABSENT = -1;

/**
 * The columns of dedicated attributes, which meta.json names in order: the n-th string of a scope is String{n}, the
 * n-th integer Int{n}, with two digits or more.
 */
export function dedicatedColumns(facts: BlockFacts, scope: DedicatedColumn['scope']): OwnColumn[] {
  const counts = { string: 0, int: 0 };
  return facts.dedicatedColumns
    .filter((column) => column.scope === scope)
    .map(({ name, type }) => {
      const number = String(++counts[type]).padStart(2, '0');
      return { name, type, path: `DedicatedAttributes.${type === 'string' ? 'String' : 'Int'}${number}` };
    });
}

/**
 * Reads a few attributes of the records of one row group, wherever the block keeps them. An attribute with a column of
 * its own does not stand among the others, unless its value is of another type. Of a key that comes twice the first
 * counts, and the values of a list are joined by commas, as in OTLP.
 */
export class AttributeReader {
  /** Of each record that was read last a number of `texts` for each name; negative where the attribute is absent. */
  slots = new Int32Array(0);
  readonly texts: Texts;
  private readonly query: AttributeQuery;
  private readonly keys: ByteReader | null;
  private readonly values: readonly TextColumn[];
  private readonly own: readonly { readonly slot: number; readonly column: TextColumn }[];
  private readonly slotOfKey: ValueNumbers;
  /** Where the values of each attribute, or of each record, belong. */
  private readonly targets = new Targets();

  constructor(columns: RowGroupColumns, query: AttributeQuery, texts: Texts) {
    const { path, names } = query;
    this.query = query;
    this.texts = texts;
    this.keys = columns.hasValues(`${path}.Attrs.Key`) ? columns.bytes(`${path}.Attrs.Key`) : null;
    this.values = VALUES.flatMap(
      ([name, type]) =>
        openTextColumn(columns, `${path}.Attrs.${name}`, type, texts, `${path}.Attrs.Key`) ?? [],
    );
    this.own = query.own.flatMap((own) => {
      const slot = names.indexOf(own.name);
      const column =
        slot < 0 ? null : openTextColumn(columns, `${path}.${own.path}`, own.type, texts, query.records);
      return column === null ? [] : { slot, column };
    });
    // One more than the slot, so that no attribute of another name is a negative number.
    this.slotOfKey = new ValueNumbers((bytes, start, end) => 1 + names.indexOf(textOf(bytes, start, end)));
  }

  /** The text of an attribute of a record that was read last; null where it is absent. */
  text(record: number, name: string): string | null {
    const { names } = this.query;
    return this.texts.text(this.slots[record * names.length + names.indexOf(name)] ?? ABSENT);
  }

  /**
   * Reads the attributes of the next records.
   * @param wanted 0 for each record whose attributes are not wanted; null: all are
   * @throws DamagedParquet
   */
  async read(records: number, wanted: Uint8Array | null): Promise<void> {
    const { names, level } = this.query;
    const size = records * names.length;
    if (this.slots.length < size) this.slots = new Int32Array(size);
    this.slots.fill(ABSENT, 0, size);
    for (const { slot, column } of this.own) {
      this.targets.begin(records);
      for (let record = 0; record < records; record++)
        this.targets.set(record, wanted?.[record] === 0 ? ABSENT : record * names.length + slot);
      await column.read(records, level, this.targets, this.put);
    }
    if (this.keys === null) return;
    const attributes = await this.readKeys(this.keys, records, wanted);
    for (const column of this.values) await column.read(attributes, level + 1, this.targets, this.put);
  }

  /**
   * Notes where the values of the attributes belong. Each entry counts as one: a record without attributes has an empty
   * one, in the columns of the values as well. @returns how many there are
   */
  private async readKeys(keys: ByteReader, records: number, wanted: Uint8Array | null): Promise<number> {
    const width = this.query.names.length;
    const { level } = this.query;
    const { targets } = this;
    targets.begin(0);
    let attributes = 0;
    let record = -1;
    let isWanted = false;
    for (;;) {
      if (keys.entry === keys.entries && !(await keys.nextPage())) break;
      const { repetition, definition, entries } = keys;
      const present = keys.leaf.definition;
      let { entry, value } = keys;
      let values: ByteColumn | null = null;
      targets.makeRoom(attributes + entries - entry);
      targets.at.fill(ABSENT, attributes, attributes + entries - entry);
      for (; entry < entries; entry++, attributes++) {
        if (repetition[entry]! <= level) {
          if (++record === records) break;
          isWanted = wanted === null || wanted[record] !== 0;
        }
        if (definition[entry] !== present) continue;
        if (isWanted) {
          values ??= keys.values();
          const slot = this.slotOfKey.at(values, value) - 1;
          const target = slot < 0 ? ABSENT : this.claim(record * width + slot);
          if (target >= 0) targets.set(attributes, target);
        }
        value++;
      }
      keys.entry = entry;
      keys.value = value;
      if (record === records) return attributes;
    }
    if (record + 1 < records) throw keys.damaged('the column has fewer rows than those beside it');
    return attributes;
  }

  /** A slot for the values of an attribute, unless one before it has it. */
  private claim(slot: number): number {
    if (this.slots[slot]! !== ABSENT) return ABSENT;
    this.slots[slot] = CLAIMED;
    return slot;
  }

  private readonly put = (slot: number, text: number): void => {
    const before = this.slots[slot]!;
    this.slots[slot] =
      before < 0 ? text : this.texts.number(`${this.texts.text(before)},${this.texts.text(text)}`);
  };
}

/** A slot whose attribute is there, and its value not read yet. */
const CLAIMED = -2;

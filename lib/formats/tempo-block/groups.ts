import type { ColumnReader } from './column';
import { countLevel } from './levels';
import type { Targets } from './targets';

/**
 * Goes over the next `groups` groups of a column's entries: an entry whose repetition level is at most `level` begins
 * one, as each entry of the column above it does.
 * @param wanted for each group a number that is negative where its values are not wanted; null: all are
 * @param visit called with the index of its group for each wanted value; `index` is that of the value in the page
 * @throws DamagedParquet where the column has fewer groups
 */
export async function forGroups<Values, Dictionary>(
  column: ColumnReader<Values, Dictionary>,
  groups: number,
  level: number,
  wanted: Int32Array | null,
  visit: (group: number, column: ColumnReader<Values, Dictionary>, index: number) => void,
): Promise<void> {
  let group = -1;
  for (;;) {
    if (column.entry === column.entries && !(await column.nextPage())) break;
    const { repetition, definition, entries, leaf } = column;
    let { entry, value } = column;
    let isDone = false;
    for (; entry < entries; entry++) {
      if (repetition[entry]! <= level) {
        isDone = group + 1 === groups;
        if (isDone) break;
        group++;
      } else if (group < 0) throw column.damaged('a list goes on that never began');
      if (definition[entry] !== leaf.definition) continue;
      if (wanted === null || wanted[group]! >= 0) visit(group, column, value);
      value++;
    }
    column.entry = entry;
    column.value = value;
    if (isDone) return;
  }
  if (group + 1 < groups) throw column.damaged('the column has fewer rows than those beside it');
}

/**
 * Goes over the next `count` entries of a column of which each is a group of its own, and visits as forGroups does. Such
 * a group has one value in all columns: those that were visited are not wanted any more.
 * @throws DamagedParquet where the column has fewer entries
 */
export async function forEntries<Values, Dictionary>(
  column: ColumnReader<Values, Dictionary>,
  count: number,
  targets: Targets,
  visit: (group: number, column: ColumnReader<Values, Dictionary>, index: number) => void,
): Promise<void> {
  const { groups, wanted } = targets;
  let done = 0;
  let next = 0;
  let left = 0;
  while (done < count) {
    if (column.entry === column.entries && !(await column.nextPage()))
      throw column.damaged('the column has fewer rows than those beside it');
    const { definition, entry: first } = column;
    const present = column.leaf.definition;
    const last = Math.min(column.entries, first + count - done);
    const before = first - done;
    let { value } = column;
    let entry = first;
    for (; next < wanted && groups[next]! + before < last; next++) {
      const at = groups[next]! + before;
      value += countLevel(definition, present, entry, at);
      entry = at;
      if (definition[at] === present) visit(groups[next]!, column, value);
      else groups[left++] = groups[next]!;
    }
    value += countLevel(definition, present, entry, last);
    column.entry = last;
    column.value = value;
    done += last - first;
  }
  targets.wanted = left;
}

/**
 * How many values of a column's page are at hand, after going on to the next page where there is none.
 * @throws DamagedParquet at the end of the column: there are fewer values than in those beside it
 */
export async function valuesAtHand(column: ValuePages): Promise<number> {
  while (column.value === column.valueCount) {
    if (!(await column.nextPage())) throw column.damaged('the column has fewer values than those beside it');
  }
  return column.valueCount - column.value;
}

/** What going through the values of any column takes. */
type ValuePages = Pick<ColumnReader<unknown, unknown>, 'value' | 'valueCount' | 'nextPage' | 'damaged'>;

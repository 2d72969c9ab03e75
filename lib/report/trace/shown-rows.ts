import type { TraceRow } from '../trace-model';

/** How much of a trace is shown: what is wrong before what is not. */
export interface RowLimits {
  /** Rows in all. */
  readonly rows: number;
  /** Rows below one parent that are shown in any case, and those shown beyond as something is wrong in them. */
  readonly children: number;
  readonly faultyChildren: number;
}

/** A row that is shown, or the number of rows that stand in its place. */
export type Shown =
  | { readonly type: 'row'; readonly row: TraceRow }
  | { readonly type: 'more'; readonly depth: number; readonly hidden: number; readonly faulty: number };

interface Level {
  shown: number;
  faulty: number;
  hidden: number;
  hiddenFaulty: number;
}

const newLevel = (): Level => ({ shown: 0, faulty: 0, hidden: 0, hiddenFaulty: 0 });

/** Whether something is wrong in the row itself. */
export function isFaulty(row: TraceRow): boolean {
  return row.type !== 'span' || row.fails.length > 0 || row.isError;
}

/**
 * Chooses what is shown of a trace's rows (depth first): all of a small one; of a wide one the first children of each
 * parent and those with something wrong below; of what is left over, the number of rows, at the end of its siblings.
 */
export function chooseRows(rows: readonly TraceRow[], limits: RowLimits): Shown[] {
  const faultyBelow = faultyInSubtree(rows);
  const shown: Shown[] = [];
  let levels: Level[] = [];
  let total = 0;

  function close(depth: number): void {
    for (let level = levels.length - 1; level >= depth; level--) {
      const { hidden, hiddenFaulty: faulty } = levels[level] ?? newLevel();
      if (hidden > 0) shown.push({ type: 'more', depth: level, hidden, faulty });
    }
    levels = levels.slice(0, depth);
  }

  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (row === undefined) break;
    close(row.depth + 1);
    const level = (levels[row.depth] ??= newLevel());
    const isNotable = (faultyBelow[index] ?? 0) > 0;
    const hasRoom = level.shown < limits.children || (isNotable && level.faulty < limits.faultyChildren);
    if (hasRoom && total < limits.rows) {
      if (level.shown < limits.children) level.shown++;
      else level.faulty++;
      total++;
      shown.push({ type: 'row', row });
      continue;
    }
    const end = endOfSubtree(rows, index);
    level.hidden += end - index;
    level.hiddenFaulty += faultyBelow[index] ?? 0;
    index = end - 1;
  }
  close(0);
  return shown;
}

/** By row: how many rows with something wrong its subtree holds, itself among them. */
function faultyInSubtree(rows: readonly TraceRow[]): number[] {
  const counts = rows.map((row) => Number(isFaulty(row)));
  // From the end upwards: what each level has gathered since the last row above it.
  const gathered: number[] = [];
  for (let index = rows.length - 1; index >= 0; index--) {
    const depth = rows[index]?.depth ?? 0;
    const own = (counts[index] ?? 0) + (gathered[depth + 1] ?? 0);
    gathered[depth + 1] = 0;
    gathered[depth] = (gathered[depth] ?? 0) + own;
    counts[index] = own;
  }
  return counts;
}

function endOfSubtree(rows: readonly TraceRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  let end = index + 1;
  while (end < rows.length && (rows[end]?.depth ?? 0) > depth) end++;
  return end;
}

import { cellWidth, cutMiddle, padLeft, padRight } from '../cells';
import { type Line, line, WIDTH } from './lines';

/** A table of names and numbers: the first columns hold names and share what the numbers leave of the width. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many of the columns, from the left, hold names. */
  readonly names: number;
}

const GAP = '  ';

/** The table in lines of at most 80 cells; names that do not fit are cut in the middle. */
export function tableLines(table: Table): Line[] {
  const widths = columnWidths(table);
  return [table.head, ...table.rows].map((row, index) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return column < table.names ? padRight(cutMiddle(cell, width), width) : padLeft(cell, width);
    });
    return line(cells.join(GAP), index === 0 ? 'dim' : 'plain');
  });
}

function columnWidths({ head, rows, names }: Table): number[] {
  const natural = head.map((title, column) =>
    Math.max(cellWidth(title), ...rows.map((row) => cellWidth(row[column] ?? ''))),
  );
  const numbers = natural.slice(names).reduce((sum, width) => sum + width + GAP.length, 0);
  const room = Math.max(1, Math.floor((WIDTH - numbers - (names - 1) * GAP.length) / names));
  return natural.map((width, column) => (column < names ? Math.min(width, room) : width));
}

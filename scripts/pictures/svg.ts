import type { Mood } from '../../lib/publish/messages/model';
import { cellWidth } from '../../lib/report/cells';
import type { PictureLine, Run } from './runs';

const WIDTH = 760;
const PADDING = 20;
const LINE = 20;
/** Pixels of one cell of text; letters are narrower, so that lines never reach the edge. */
const CELL = { large: 8.6, normal: 7.3 } as const;
const SIZE = { large: 16, normal: 13 } as const;

const COLORS: Readonly<Record<Mood, string>> = {
  error: '#d92d20',
  warning: '#f79009',
  ok: '#12b76a',
  unknown: '#98a2b3',
};
const STYLES: Readonly<Record<Run['style'], string>> = {
  plain: 'fill="#1d2939"',
  bold: 'fill="#1d2939" font-weight="600"',
  code: 'fill="#912018" font-family="ui-monospace, Menlo, Consolas, monospace"',
  link: 'fill="#1570ef" text-decoration="underline"',
};

/** A message drawn as a bubble: the chat's name, a bar in the colour of its mood, and its lines, wrapped. */
export function picture(name: string, mood: Mood, lines: readonly PictureLine[]): string {
  const drawn: string[] = [];
  let top = 44;
  for (const line of lines) {
    if (line === 'rule') {
      drawn.push(
        `<line x1="${PADDING + 16}" x2="${WIDTH - PADDING}" y1="${top + 3}" y2="${top + 3}" stroke="#e4e7ec"/>`,
      );
      top += 14;
      continue;
    }
    for (const row of wrap(line.runs, (WIDTH - 2 * PADDING - 16) / CELL[line.size])) {
      top += LINE + (line.size === 'large' ? 4 : 0);
      drawn.push(textRow(row, top - 6, SIZE[line.size]));
    }
    top += 2;
  }
  const height = top + PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(`A message in ${name}`)}">`,
    `<rect width="${WIDTH}" height="${height}" rx="8" fill="#ffffff" stroke="#d0d5dd"/>`,
    `<text x="${PADDING}" y="28" font-family="system-ui, sans-serif" font-size="12" fill="#667085">${escape(name)}</text>`,
    `<rect x="${PADDING}" y="40" width="4" height="${height - 40 - PADDING / 2}" rx="2" fill="${COLORS[mood]}"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function textRow(row: readonly Run[], y: number, size: number): string {
  const spans = row.map(({ text, style }) => `<tspan ${STYLES[style]}>${escape(text)}</tspan>`).join('');
  return `<text x="${PADDING + 16}" y="${y}" font-family="system-ui, sans-serif" font-size="${size}" xml:space="preserve">${spans}</text>`;
}

/** Rows of at most so many cells, broken at spaces and between East Asian characters. */
function wrap(runs: readonly Run[], cells: number): Run[][] {
  const rows: Run[][] = [[]];
  let used = 0;
  for (const { text, style } of runs) {
    for (const word of text.split(/(?<= )(?! )|(?=[\u3000-\u9fff\uff00-\uffef])/u)) {
      const width = cellWidth(word);
      if (used + width > cells && used > 0) {
        rows.push([]);
        used = 0;
      }
      rows.at(-1)?.push({ text: word, style });
      used += width;
    }
  }
  return rows.map(joined);
}

function joined(row: readonly Run[]): Run[] {
  const runs: Run[] = [];
  for (const run of row) {
    const last = runs.at(-1);
    if (last?.style === run.style) runs[runs.length - 1] = { text: last.text + run.text, style: run.style };
    else runs.push(run);
  }
  return runs;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

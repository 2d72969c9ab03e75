import { describeMachine } from './machine';
import type { Line } from './rows/row';

const HEAD = ['what', 'ours', 'reference', 'ratio', 'target', 'met'] as const;

/** All lines as a markdown table, under a line that says how and on what they were measured. */
export function renderTable(lines: readonly Line[], spans: number, rounds: number): string {
  const cells = lines.map(({ what, ours, reference, ratio, target, met }) => [
    what,
    ours,
    reference,
    ratio,
    target,
    met ?? '',
  ]);
  const rows = [[...HEAD], HEAD.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`);
  const runs = rounds === 1 ? 'one round' : `medians of ${rounds} rounds`;
  const how = `${spans.toLocaleString('en-US')} spans where nothing else is said, ${runs}.`;
  return `${describeMachine()}.\n${how}\n\n${rows.join('\n')}\n`;
}

const BEGIN = '<!-- table: written by npm run bench -- --write -->';
const END = '<!-- end of table -->';

/** The README with its table replaced. */
export function withTable(readme: string, table: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error('bench/README.md has no place for the table');
  return `${readme.slice(0, begin + BEGIN.length)}\n${table}${readme.slice(end)}`;
}

import { cellWidth, cutMiddle, graphemesOf, padLeft, takeCells } from '../cells';
import { formatCount, formatQuantity } from '../numbers';
import { type Line, type Part, WIDTH } from '../text/lines';
import type { SpanRow, TraceRow } from '../trace-model';
import { escapeUntrusted, shownName } from '../untrusted';
import { formatMillis } from './durations';
import type { Shown } from './shown-rows';

/** Cells of a time. */
const TIME = 9;
/** Cells before the tree: two times and a gap. */
const TIMES = 2 * TIME + 2;
/** Levels that are drawn; below them the level is told as a number. */
const DRAWN_LEVELS = 10;
/** A name keeps at least so many cells, whatever stands beside it. */
const LEAST_NAME = 12;
const SERVICE_WIDTH = 24;
/** What a span's place and service show without a mark. */
const PLAIN_TO_SEE: ReadonlySet<string> = new Set(['orphan-span', 'missing-root', 'missing-service-name']);
const ID_WIDTH = 34;

/** The tree in lines of at most 80 cells: start, duration, and the span at its place. */
export function treeLines(shown: readonly Shown[]): Line[] {
  const branches = branchesOf(shown.map(depthOf));
  const head: Part = {
    text: `${padLeft('Start', TIME)}${padLeft('Takes', TIME)}  Service: span`,
    style: 'dim',
  };
  return [[head], ...shown.map((item, index) => lineOf(item, branches[index] ?? ''))];
}

function depthOf(item: Shown): number {
  return item.type === 'row' ? item.row.depth : item.depth;
}

/**
 * What is drawn before each row: a line down from every level that goes on below. Worked out from the last row
 * upwards, since only what follows tells whether a level goes on.
 */
function branchesOf(depths: readonly number[]): string[] {
  const goesOn: boolean[] = [];
  const branches: string[] = [];
  for (let index = depths.length - 1; index >= 0; index--) {
    const depth = depths[index] ?? 0;
    goesOn.length = Math.min(goesOn.length, depth + 1);
    branches[index] = branch(depth, goesOn);
    goesOn[depth] = true;
  }
  return branches;
}

function branch(depth: number, goesOn: readonly boolean[]): string {
  if (depth === 0) return '';
  const drawn = Math.min(depth, DRAWN_LEVELS);
  let text = '';
  for (let level = 1; level < drawn; level++) text += goesOn[level] === true ? '│ ' : '  ';
  if (depth > DRAWN_LEVELS) return `${text}${formatCount(depth)}: `;
  return `${text}${goesOn[depth] === true ? '├ ' : '└ '}`;
}

function lineOf(item: Shown, before: string): Line {
  if (item.type === 'more') return moreLine(item, before);
  const { row } = item;
  if (row.type === 'span') return spanLine(row, before);
  if (row.type === 'missing') {
    return ghostLine(`? missing span ${shownId(row.spanId)}`, blameOf(row), before);
  }
  if (row.type === 'missing-server') {
    return ghostLine(`? no span of ${shownService(row.service)}`, 'it was called', before);
  }
  return ghostLine(`^ ${shownId(row.spanId)} again`, 'its parents lead in a circle', before);
}

function moreLine({ hidden, faulty }: Extract<Shown, { type: 'more' }>, before: string): Line {
  const wrong = faulty > 0 ? `, something wrong in ${formatCount(faulty)}` : '';
  return [...margin(before), { text: `and ${formatQuantity(hidden, 'more row')}${wrong}`, style: 'dim' }];
}

function spanLine(row: SpanRow, before: string): Line {
  const time = (millis: number | null) => padLeft(millis === null ? '?' : formatMillis(millis), TIME);
  const service = `${shownService(row.service)}: `;
  const marks = marksOf(row);
  const kind = row.kind === 'unspecified' || row.kind === 'internal' ? '' : ` ${row.kind}`;
  const besides =
    cellWidth(before) +
    cellWidth(service) +
    kind.length +
    marks.reduce((sum, { text }) => sum + cellWidth(text), 0);
  const room = WIDTH - TIMES - besides;
  const name = cutMiddle(shownName(row.name), Math.max(LEAST_NAME, room));
  const wrong = row.fails.length > 0 || row.isError;
  return clip([
    { text: `${time(row.startMs)}${time(row.durationMs)}  `, style: 'dim' },
    { text: before, style: 'dim' },
    { text: service, style: 'bold' },
    { text: name, style: wrong ? 'red' : 'plain' },
    { text: kind, style: 'dim' },
    ...marks,
  ]);
}

/** What is to be known of a span beside its place. */
function marksOf({ isError, resends, fails }: SpanRow): Part[] {
  return [
    ...(isError ? [{ text: ' error', style: 'red' } as const] : []),
    ...(resends > 0 ? [{ text: ` sent ${formatCount(resends + 1)} times`, style: 'yellow' } as const] : []),
    ...fails
      .filter((check) => !PLAIN_TO_SEE.has(check))
      .map((check) => ({ text: ` !${escapeUntrusted(check)}`, style: 'boldRed' }) as const),
  ];
}

function ghostLine(text: string, note: string, before: string): Line {
  return clip([...margin(before), { text, style: 'boldYellow' }, { text: ` (${note})`, style: 'dim' }]);
}

function margin(before: string): Part[] {
  return [
    { text: ' '.repeat(TIMES), style: 'plain' },
    { text: before, style: 'dim' },
  ];
}

/** A line that is still too long loses its end: many marks, or a deep place. */
function clip(parts: Line): Line {
  let room = WIDTH;
  return parts.map(({ text, style }) => {
    const width = cellWidth(text);
    const shown =
      width <= room ? text : room > 1 ? `${takeCells(graphemesOf(text), room - 1).join('')}…` : '';
    room = Math.max(0, room - width);
    return { text: shown, style };
  });
}

function blameOf({ service, basis }: Extract<TraceRow, { type: 'missing' }>): string {
  if (service === null) return 'nothing here tells whose';
  return `of ${shownService(service)}${basis === 'inferred' ? ', inferred' : ''}`;
}

function shownService(service: string): string {
  return cutMiddle(shownName(service), SERVICE_WIDTH);
}

function shownId(id: string): string {
  return cutMiddle(escapeUntrusted(id), ID_WIDTH);
}

import pc from 'picocolors';
import { padRight } from '../cells';
import { escapeUntrusted } from '../untrusted';
import { wrap } from '../wrap';

/** Cells of a line: what every terminal, mail and ticket shows without breaking it. */
export const WIDTH = 80;
/** Cells before the text: labels stand there. */
export const GUTTER = 10;
/** Cells of text beside a label. */
export const BODY = WIDTH - GUTTER;

export type Style =
  | 'plain'
  | 'bold'
  | 'dim'
  | 'red'
  | 'yellow'
  | 'green'
  | 'boldRed'
  | 'boldYellow'
  | 'boldGreen';

/**
 * A piece of a line in one style. Every text that comes to a line is escaped here once more, so that no forgotten
 * name reaches the terminal as it is; escaping what is escaped changes nothing.
 */
export interface Part {
  readonly text: string;
  readonly style: Style;
}

export type Line = readonly Part[];

export const EMPTY_LINE: Line = [];

/** A line in one style. */
export function line(text: string, style: Style = 'plain'): Line {
  return [{ text: escapeUntrusted(text), style }];
}

/** Text beside a label in the gutter, wrapped at words. */
export function labelled(
  label: string,
  text: string,
  styles: { readonly label?: Style; readonly text?: Style } = {},
): Line[] {
  return wrap(escapeUntrusted(text), BODY).map((row, index) => [
    { text: padRight(index === 0 ? label : '', GUTTER), style: styles.label ?? 'dim' },
    { text: row, style: styles.text ?? 'plain' },
  ]);
}

/** Text over the whole width, wrapped at words. */
export function paragraph(text: string, style: Style = 'plain'): Line[] {
  return wrap(escapeUntrusted(text), WIDTH).map((row) => line(row, style));
}

/** The lines as text with a line feed after each; trailing spaces are left out, colours only where asked for. */
export function paint(lines: readonly Line[], color: boolean): string {
  const colors = pc.createColors(color);
  const painters: Record<Style, (text: string) => string> = {
    plain: String,
    bold: colors.bold,
    dim: colors.dim,
    red: colors.red,
    yellow: colors.yellow,
    green: colors.green,
    boldRed: (text) => colors.bold(colors.red(text)),
    boldYellow: (text) => colors.bold(colors.yellow(text)),
    boldGreen: (text) => colors.bold(colors.green(text)),
  };
  return lines.map((parts) => `${paintLine(parts, painters)}\n`).join('');
}

function paintLine(parts: Line, painters: Record<Style, (text: string) => string>): string {
  const last = parts.findLastIndex(({ text }) => text.trim() !== '');
  return parts
    .slice(0, last + 1)
    .map(({ text, style }, index) => {
      const shown = index === last ? text.trimEnd() : text;
      return shown.trim() === '' ? shown : painters[style](shown);
    })
    .join('');
}

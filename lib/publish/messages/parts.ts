import { cutMiddle } from '../../report/cells';
import { escapeUntrusted, shownName } from '../../report/untrusted';

/**
 * A piece of a line. Chats differ in what they act on, so that nothing is escaped for a chat before its own file does
 * it; what is here is only free of what nobody should see (controls, bidi characters, a second line).
 */
export type Part =
  /** A sentence: of ours, or of a check. */
  | { readonly kind: 'text'; readonly text: string }
  /** A name from a span. */
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | LinkPart;

/** A text that leads somewhere. */
export interface LinkPart {
  readonly kind: 'link';
  readonly text: string;
  readonly url: string;
}

/** One line of a message. */
export type Line = readonly Part[];

/** Cells of a name that are shown. */
export const MAX_NAME_CELLS = 60;
/** Cells of a sentence that came from outside. */
export const MAX_TEXT_CELLS = 480;

/** A name from a span: on one line, visible, not too long. */
export function namePart(name: string): Part {
  return { kind: 'name', text: cutMiddle(shownName(name), MAX_NAME_CELLS) };
}

/** A sentence, parts of which may come from outside. */
export function textPart(text: string): Part {
  return { kind: 'text', text: cutMiddle(escapeUntrusted(text), MAX_TEXT_CELLS) };
}

/** What stands out. */
export function strongPart(text: string): Part {
  return { ...textPart(text), kind: 'strong' };
}

/**
 * A template with `{placeholders}` as a line.
 * @param values for every placeholder of the template: a part, a whole line, or a text of our own
 */
export function fill(template: string, values: Readonly<Record<string, string | Part | Line>>): Line {
  return merged(
    template.split(/\{(\w+)\}/).flatMap((piece, index) => {
      if (index % 2 === 0) return piece === '' ? [] : [textPart(piece)];
      const value = values[piece];
      if (value === undefined) throw new TypeError(`no value for {${piece}} of "${template}"`);
      if (typeof value === 'string') return value === '' ? [] : [textPart(value)];
      return 'kind' in value ? [value] : value;
    }),
  );
}

/** Texts side by side are one text: chats that take runs of text get few of them. */
function merged(line: Line): Line {
  const parts: Part[] = [];
  for (const part of line) {
    const last = parts.at(-1);
    if (last?.kind === 'text' && part.kind === 'text')
      parts[parts.length - 1] = { kind: 'text', text: last.text + part.text };
    else parts.push(part);
  }
  return parts;
}

/** The line without any markup, as a notification shows it. */
export function plainText(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** Lines as one, with a separator between them. */
export function joinLines(lines: readonly Line[], separator: string): Line {
  return merged(lines.flatMap((line, index) => (index === 0 ? line : [textPart(separator), ...line])));
}
